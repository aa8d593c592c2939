package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.User;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.Application;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import dev.hindsight.servlet.http.Route;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every route, asked by everybody: who may, gets something; who may not, gets the right refusal and not a word about what they
 * may not see. A route without a row here fails the test.
 */
@NullUnmarked // fields are set before each test
class AccessMatrixTest {
    /** In the name, description and tag of everything that is not for everybody. */
    private static final String SECRET = "zebra";

    private static final String PROJECT = "/api/{scope:projects|environments}/{project}";
    private static final String INSIGHTS = "/api/projects/1/insights/";
    private static final String DASHBOARDS = "/api/projects/1/dashboards/";

    /** Who is let through, apart from those whom no route of the kind lets through. */
    private enum Kind {
        /** Members who may at least view the thing that the route is about. */
        VIEW,
        /** Members who may edit it. */
        EDIT,
        /** Members who may say who else may. */
        GOVERN,
        /** Every member; what they get is theirs to see. */
        MEMBER,
        /** Administrators of the organization. */
        ADMIN,
        /** A method that is refused to all members alike. */
        NOT_ALLOWED,
        /** Members get a 400. */
        NOT_HERE,
        /** Every member of the organization that the path names. */
        ORGANIZATION,
        /** Its administrators. */
        ORGANIZATION_ADMIN,
        /** Everybody who has a key, about themselves. */
        SELF,
        /** The same, also with a key that is limited to projects. */
        REACHABLE,
        /** The same, whatever the key. */
        KEY_ITSELF,
        /** Administrators of an organization of their own. */
        OWN_ORGANIZATION,
        /** Whoever asked the question that the path names, and administrators; to others it does not exist. */
        ASKER,
        /** The owner of the key that the path names. */
        OWN_KEY,
        /** Everybody. */
        PUBLIC
    }

    private record Row(Kind kind, String body) {}

    private enum Who {
        NOBODY,
        REVOKED,
        SCOPELESS,
        OTHER_PROJECT,
        STRANGER,
        EXCLUDED,
        VIEWER,
        EDITOR,
        MANAGER,
        OWNER,
        OWNER_OF_WHAT_IS_DELETED
    }

    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<Who, TestClient> clients = new LinkedHashMap<>();

    private TestApp app;
    private TestClient owner;
    private Map<String, String> memberships;
    private @Nullable Map<String, String> subject;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start();
        owner = app.client();
        rows();
        people();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void row(Kind kind, String method, String template, String body) {
        rows.put(method + " " + template, new Row(kind, body));
    }

    private void row(Kind kind, String method, String template) {
        row(kind, method, template, "{}");
    }

    private void rows() {
        String insights = PROJECT + "/insights";
        String insight = insights + "/{insight}";
        row(Kind.MEMBER, "GET", insights);
        row(Kind.MEMBER, "POST", insights);
        row(Kind.VIEW, "GET", insight);
        row(Kind.EDIT, "PATCH", insight, "{\"favorited\":true}");
        row(Kind.EDIT, "PUT", insight, "{\"favorited\":true}");
        row(Kind.NOT_ALLOWED, "DELETE", insight);
        row(Kind.EDIT, "POST", insight + "/revert", "{\"activity_id\":\"{entry}\"}");
        row(Kind.VIEW, "POST", insight + "/viewed");
        row(Kind.MEMBER, "POST", insights + "/viewed", "{\"insight_ids\":[{insight}]}");
        row(Kind.MEMBER, "GET", insights + "/my_last_viewed");
        row(Kind.MEMBER, "GET", insights + "/trending");
        row(Kind.MEMBER, "POST", insights + "/cancel", "{\"client_query_id\":\"x\"}");
        row(Kind.MEMBER, "POST", insights + "/timing");
        row(Kind.MEMBER, "GET", insights + "/activity");
        row(Kind.VIEW, "GET", insight + "/activity");
        row(Kind.VIEW, "GET", insight + "/activity/{entry}");
        row(
                Kind.MEMBER,
                "POST",
                insights + "/bulk_update_tags",
                "{\"ids\":[{insight}],\"action\":\"add\",\"tags\":[\"t\"]}");
        row(Kind.MEMBER, "POST", insights + "/bulk_delete", "{\"ids\":[{insight}]}");
        row(Kind.MEMBER, "POST", insights + "/bulk_restore", "{\"ids\":[{insight}]}");
        access(insight);
        sharing(insight);
        String dashboards = PROJECT + "/dashboards";
        String dashboard = dashboards + "/{dashboard}";
        row(Kind.MEMBER, "GET", dashboards);
        row(Kind.MEMBER, "POST", dashboards, "{\"name\":\"d\"}");
        row(Kind.VIEW, "GET", dashboard);
        row(Kind.VIEW, "GET", dashboard + "/run_insights");
        row(Kind.EDIT, "PATCH", dashboard, "{\"pinned\":true}");
        row(Kind.NOT_ALLOWED, "DELETE", dashboard);
        row(Kind.MEMBER, "GET", dashboards + "/activity");
        row(Kind.VIEW, "GET", dashboard + "/activity");
        row(Kind.VIEW, "GET", dashboard + "/activity/{entry}");
        access(dashboard);
        sharing(dashboard);
        projects();
        organizations();
        row(Kind.PUBLIC, "GET", "/_health");
        row(Kind.PUBLIC, "GET", "/_ready");
        row(Kind.PUBLIC, "GET", "/");
        row(Kind.PUBLIC, "GET", "/console/{version}/{file}");
        for (String method : List.of("GET", "POST", "DELETE")) {
            row(Kind.PUBLIC, method, "/console/session");
        }
        row(Kind.PUBLIC, "GET", "/api/schema");
        row(Kind.PUBLIC, "GET", "/api/schema/{file:page.js|page.css|swagger-ui.css|swagger-ui-bundle.js}");
        for (String path : List.of("/batch", "/capture", "/i/v0/e", "/e")) {
            row(Kind.PUBLIC, "POST", path, "{\"api_key\":\"none\"}");
        }
        for (String path : List.of("/shared/{token}", "/embedded/{token}")) {
            row(Kind.PUBLIC, "GET", path);
            row(Kind.PUBLIC, "POST", path);
        }
    }

    private void access(String thing) {
        row(Kind.VIEW, "GET", thing + "/access_controls");
        row(Kind.GOVERN, "PUT", thing + "/access_controls", "{\"access_level\":\"editor\"}");
        row(Kind.VIEW, "GET", thing + "/users_with_access");
        for (String kinds : List.of("/resource_access_controls", "/global_access_controls")) {
            row(Kind.NOT_HERE, "GET", thing + kinds);
            row(Kind.NOT_HERE, "PUT", thing + kinds);
        }
    }

    private void sharing(String thing) {
        row(Kind.VIEW, "GET", thing + "/sharing");
        row(Kind.EDIT, "PATCH", thing + "/sharing", "{\"enabled\":true}");
        row(Kind.EDIT, "POST", thing + "/sharing/refresh");
        row(Kind.EDIT, "POST", thing + "/sharing/passwords");
        row(Kind.EDIT, "DELETE", thing + "/sharing/passwords/{password}");
        row(Kind.EDIT, "GET", thing + "/sharing/visits");
    }

    private void projects() {
        String all = "/api/{scope:projects|environments}";
        row(Kind.REACHABLE, "GET", all);
        row(Kind.OWN_ORGANIZATION, "POST", all, "{\"name\":\"p\"}");
        row(Kind.MEMBER, "GET", PROJECT);
        row(Kind.MEMBER, "PATCH", PROJECT, "{\"week_start_day\":1}");
        row(Kind.MEMBER, "GET", PROJECT + "/access_controls");
        row(Kind.ADMIN, "PUT", PROJECT + "/access_controls", "{\"access_level\":null}");
        row(Kind.MEMBER, "GET", PROJECT + "/resource_access_controls");
        row(
                Kind.ADMIN,
                "PUT",
                PROJECT + "/resource_access_controls",
                "{\"resource\":\"insight\",\"access_level\":null}");
        row(
                Kind.MEMBER,
                "POST",
                PROJECT + "/query",
                "{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\"}]}}");
        row(
                Kind.MEMBER,
                "POST",
                PROJECT + "/query/export",
                "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select 1\"}}");
        row(Kind.MEMBER, "GET", PROJECT + "/query/{query}");
        row(Kind.ASKER, "DELETE", PROJECT + "/query/{query}");
        row(Kind.MEMBER, "GET", PROJECT + "/actions");
        row(Kind.MEMBER, "POST", PROJECT + "/actions", "{\"name\":\"a{insight}\",\"steps\":[{\"event\":\"e\"}]}");
        row(Kind.MEMBER, "GET", PROJECT + "/actions/{action}");
        row(Kind.MEMBER, "PATCH", PROJECT + "/actions/{action}", "{\"name\":\"b{insight}\"}");
        row(Kind.MEMBER, "DELETE", PROJECT + "/actions/{action}");
        row(Kind.MEMBER, "GET", PROJECT + "/cohorts");
        row(Kind.MEMBER, "POST", PROJECT + "/cohorts", "{\"name\":\"c{insight}\",\"is_static\":true}");
        row(Kind.MEMBER, "GET", PROJECT + "/cohorts/{cohort}");
        row(Kind.MEMBER, "PATCH", PROJECT + "/cohorts/{cohort}", "{\"name\":\"d{insight}\"}");
        row(Kind.MEMBER, "DELETE", PROJECT + "/cohorts/{cohort}");
        row(
                Kind.MEMBER,
                "PATCH",
                PROJECT + "/cohorts/{cohort}/add_persons_to_static_cohort",
                "{\"person_ids\":[\"0190c0de-0000-7000-8000-000000000001\"]}");
        row(
                Kind.MEMBER,
                "PATCH",
                PROJECT + "/cohorts/{cohort}/remove_person_from_static_cohort",
                "{\"person_id\":\"0190c0de-0000-7000-8000-000000000001\"}");
    }

    private void organizations() {
        String organization = "/api/organizations/{organization}";
        row(Kind.SELF, "GET", "/api/users/@me");
        row(Kind.SELF, "GET", "/api/organizations");
        row(Kind.SELF, "POST", "/api/organizations", "{\"name\":\"mine\"}");
        row(Kind.ORGANIZATION, "GET", organization);
        row(Kind.ORGANIZATION_ADMIN, "PATCH", organization, "{\"name\":\"Renamed\"}");
        row(Kind.ORGANIZATION, "GET", organization + "/members");
        row(Kind.ORGANIZATION_ADMIN, "POST", organization + "/members", "{\"email\":\"n{insight}@example.org\"}");
        row(Kind.ORGANIZATION_ADMIN, "PATCH", organization + "/members/{member}", "{\"level\":1}");
        row(Kind.ORGANIZATION_ADMIN, "DELETE", organization + "/members/{member}");
        row(
                Kind.ORGANIZATION_ADMIN,
                "POST",
                organization + "/members/{member}/personal_api_keys",
                "{\"label\":\"k\",\"scopes\":[\"insight:read\"]}");
        row(Kind.ORGANIZATION, "GET", organization + "/roles");
        row(Kind.ORGANIZATION_ADMIN, "POST", organization + "/roles", "{\"name\":\"r{insight}\"}");
        row(Kind.ORGANIZATION_ADMIN, "PATCH", organization + "/roles/{role}", "{\"name\":\"s{insight}\"}");
        row(Kind.ORGANIZATION_ADMIN, "DELETE", organization + "/roles/{role}");
        String inRole = organization + "/roles/{role}/role_memberships";
        row(Kind.ORGANIZATION, "GET", inRole);
        row(Kind.ORGANIZATION_ADMIN, "POST", inRole, "{\"organization_member\":\"{member}\"}");
        row(Kind.ORGANIZATION_ADMIN, "DELETE", inRole + "/{membership}");
        row(Kind.SELF, "GET", "/api/personal_api_keys");
        row(Kind.SELF, "POST", "/api/personal_api_keys", "{\"label\":\"k\",\"scopes\":[\"insight:read\"]}");
        row(Kind.KEY_ITSELF, "GET", "/api/personal_api_keys/@current");
        row(Kind.OWN_KEY, "GET", "/api/personal_api_keys/{key}");
        row(Kind.OWN_KEY, "DELETE", "/api/personal_api_keys/{key}");
        row(Kind.OWN_KEY, "POST", "/api/personal_api_keys/{key}/roll");
    }

    private void people() throws Exception {
        memberships = new LinkedHashMap<>();
        clients.put(Who.NOBODY, app.anonymous());
        String revoked = app.key(app.owner(), List.of("*"));
        String id = app.anonymous()
                .withKey(revoked)
                .get("/api/personal_api_keys/@current/")
                .json()
                .path("id")
                .asText();
        owner.send("DELETE", "/api/personal_api_keys/" + id + "/").has(204);
        clients.put(Who.REVOKED, app.anonymous().withKey(revoked));
        clients.put(Who.SCOPELESS, app.clientWith(List.of("annotation:read")));
        long other = owner.post("/api/projects/", "{\"name\":\"Other\"}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        clients.put(Who.OTHER_PROJECT, app.clientWith(List.of("*"), other));
        clients.put(Who.STRANGER, stranger());
        for (Who who : List.of(Who.EXCLUDED, Who.VIEWER, Who.EDITOR, Who.MANAGER)) {
            User user = app.member(who.name().toLowerCase(Locale.ROOT) + "@example.org");
            clients.put(who, app.anonymous().withKey(app.key(user, List.of("*"))));
            memberships.put(who.name(), membership(user));
        }
        clients.put(Who.OWNER, owner);
        clients.put(Who.OWNER_OF_WHAT_IS_DELETED, owner);
    }

    private TestClient stranger() {
        var hindsight = app.hindsight();
        var now = app.project().createdAt();
        User stranger = hindsight.members().addUser("stranger@example.org", "Out", "Side", now);
        var organization = hindsight.projects().addOrganization("Elsewhere", now);
        hindsight.members().addMembership(organization.id(), stranger.id(), MembershipLevel.OWNER, now);
        hindsight
                .projects()
                .add(
                        organization.id(),
                        "Theirs",
                        ZoneId.of("UTC"),
                        app.project().weekStart(),
                        now);
        return app.anonymous().withKey(app.key(stranger, List.of("*")));
    }

    private String membership(User user) {
        return app.hindsight()
                .members()
                .findMembership(app.organizationId(), user.id())
                .orElseThrow()
                .id()
                .toString();
    }

    @Test
    void everyRoute_letsInWhoMay_andTellsTheOthersNothing() throws Exception {
        List<Route> routes =
                Application.routes(app.hindsight(), Clock.systemUTC()).routes();
        Set<String> served = new TreeSet<>();
        routes.forEach(route -> served.add(route.toString()));
        assertThat(served).as("the routes, each of which needs a row").isEqualTo(rows.keySet());
        SoftAssertions all = new SoftAssertions();
        for (Route route : routes) {
            for (Who who : Who.values()) {
                ask(all, route, who);
            }
        }
        all.assertAll();
    }

    private static final Pattern NAME = Pattern.compile("\\{([A-Za-z]+)}");

    /** What {@link #made} makes. */
    private static final Set<String> MADE = Set.of(
            "entry",
            "dashboardEntry",
            "password",
            "dashboardPassword",
            "query",
            "action",
            "cohort",
            "member",
            "role",
            "membership",
            "key");

    private enum Token {
        OF_THIS,
        OF_ITS_DASHBOARD,
        OF_ANOTHER,
        LOCKED,
        SWITCHED_OFF,
        ENDED,
        REPLACED_LONG_AGO,
        UNKNOWN
    }

    @Test
    void shareTokens_openWhatIsSharedForReading_andNothingElse() throws Exception {
        Map<String, String> things = things();
        for (Route route :
                Application.routes(app.hindsight(), Clock.systemUTC()).routes()) {
            make(things, route);
        }
        String path = INSIGHTS + things.get("insight") + "/";
        Map<Token, String> tokens = tokens(path, DASHBOARDS + things.get("dashboard") + "/");
        SoftAssertions all = new SoftAssertions();
        for (Route route :
                Application.routes(app.hindsight(), Clock.systemUTC()).routes()) {
            if (rows.get(route.toString()).kind() == Kind.PUBLIC) {
                continue;
            }
            for (Map.Entry<Token, String> token : tokens.entrySet()) {
                ask(all, route, things, token.getKey(), token.getValue());
            }
        }
        for (Map.Entry<Token, String> token : tokens.entrySet()) {
            Answered page = app.anonymous().get("/shared/" + token.getValue());
            Answered json = app.anonymous().get("/shared/" + token.getValue() + ".json");
            boolean shown = token.getKey() == Token.OF_THIS || token.getKey() == Token.OF_ITS_DASHBOARD;
            boolean exists = shown || token.getKey() == Token.OF_ANOTHER || token.getKey() == Token.LOCKED;
            all.assertThat(page.status()).as("page " + token).isEqualTo(exists ? 200 : 404);
            all.assertThat(json.status()).as("JSON " + token).isEqualTo(exists ? 200 : 404);
            all.assertThat(page.body().toLowerCase(Locale.ROOT).contains(SECRET))
                    .as("page " + token)
                    .isEqualTo(shown);
            all.assertThat(json.body().toLowerCase(Locale.ROOT).contains(SECRET))
                    .as("JSON " + token)
                    .isEqualTo(shown);
        }
        all.assertAll();
    }

    /** The insight itself with a token of each kind; where that takes another one, of another insight of the same name. */
    private Map<Token, String> tokens(String path, String dashboard) throws Exception {
        Map<Token, String> tokens = new LinkedHashMap<>();
        String open = "{\"enabled\":true,\"password_required\":false}";
        tokens.put(Token.OF_THIS, shared(path, open));
        tokens.put(Token.OF_ITS_DASHBOARD, shared(dashboard, open));
        String another = INSIGHTS + id(INSIGHTS, "{\"name\":\"Another\"}") + "/";
        tokens.put(Token.OF_ANOTHER, shared(another, "{\"enabled\":true}"));
        tokens.put(Token.LOCKED, shared(secret(), "{\"enabled\":true,\"password_required\":true}"));
        String off = secret();
        tokens.put(Token.SWITCHED_OFF, shared(off, "{\"enabled\":true}"));
        shared(off, "{\"enabled\":false}");
        tokens.put(Token.ENDED, shared(secret(), "{\"enabled\":true,\"valid_until\":\"2025-03-15T13:00:00Z\"}"));
        String replaced = secret();
        tokens.put(Token.REPLACED_LONG_AGO, shared(replaced, "{\"enabled\":true}"));
        owner.post(replaced + "sharing/refresh/", "{}").has(200);
        tokens.put(Token.UNKNOWN, "A".repeat(30));
        app.forward(Duration.ofHours(2));
        return tokens;
    }

    private String secret() throws Exception {
        return INSIGHTS + id(INSIGHTS, "{\"name\":\"Zebra too\"}") + "/";
    }

    private String shared(String path, String how) throws Exception {
        return owner.patch(path + "sharing/", how)
                .has(200)
                .json()
                .path("access_token")
                .asText();
    }

    private void ask(SoftAssertions all, Route route, Map<String, String> things, Token token, String value)
            throws Exception {
        String path = path(route, things) + "/?sharing_access_token=" + value;
        String body = filled(rows.get(route.toString()).body(), things);
        Answered answered = route.method().equals("GET")
                ? app.anonymous().get(path)
                : app.anonymous().send(route.method(), path, body);
        String shown = token + " " + route + " -> " + answered.status() + " " + answered.body();
        boolean shows = token == Token.OF_THIS || token == Token.OF_ITS_DASHBOARD;
        boolean works = shows || token == Token.OF_ANOTHER;
        boolean one = route.toString().equals("GET " + PROJECT + "/insights/{insight}");
        boolean list = route.toString().equals("GET " + PROJECT + "/insights");
        boolean dashboard = route.toString().equals("GET " + PROJECT + "/dashboards/{dashboard}");
        if (works && list) {
            all.assertThat(answered.status()).as(shown).isEqualTo(200);
            all.assertThat(answered.json().path("count").asInt()).as(shown).isEqualTo(1);
        } else if (works && one) {
            all.assertThat(answered.status()).as(shown).isEqualTo(shows ? 200 : 404);
        } else if (works && dashboard) {
            all.assertThat(answered.status()).as(shown).isEqualTo(token == Token.OF_ITS_DASHBOARD ? 200 : 404);
        } else {
            all.assertThat(answered.status()).as(shown).isIn(401, 403);
        }
        if (!shows || !(one || list || (dashboard && token == Token.OF_ITS_DASHBOARD))) {
            all.assertThat(answered.body().toLowerCase(Locale.ROOT)).as(shown).doesNotContain(SECRET);
        }
    }

    private void ask(SoftAssertions all, Route route, Who who) throws Exception {
        Row row = rows.get(route.toString());
        if (row.kind() == Kind.PUBLIC || (who == Who.OWNER_OF_WHAT_IS_DELETED && !isAboutOne(row.kind()))) {
            return;
        }
        Map<String, String> things = things();
        make(things, route);
        if (who == Who.OWNER_OF_WHAT_IS_DELETED) {
            owner.patch(INSIGHTS + things.get("insight") + "/", "{\"deleted\":true}")
                    .has(200);
            owner.patch(DASHBOARDS + things.get("dashboard") + "/", "{\"deleted\":true}")
                    .has(200);
            subject = null;
        }
        String path = path(route, things);
        TestClient client = clients.get(who);
        Answered answered = route.method().equals("GET")
                ? client.get(path + "/")
                : client.send(route.method(), path + "/", filled(row.body(), things));
        String shown = who + " " + route + " -> " + answered.status() + " " + answered.body();
        int expected = expected(row.kind(), who);
        if (expected == 200) {
            all.assertThat(answered.status()).as(shown).isBetween(200, 299);
        } else {
            all.assertThat(answered.status()).as(shown).isEqualTo(expected);
        }
        boolean outsider = who.compareTo(Who.VIEWER) < 0;
        if (outsider) {
            all.assertThat(answered.body().toLowerCase(Locale.ROOT)).as(shown).doesNotContain(SECRET);
            all.assertThat(answered.body()).as(shown).doesNotContain(things.get("shortId"));
        }
        boolean harmless = answered.status() >= 400 || route.method().equals("GET");
        if (!harmless) {
            subject = null;
        }
    }

    private static boolean isAboutOne(Kind kind) {
        return kind == Kind.VIEW || kind == Kind.EDIT || kind == Kind.GOVERN;
    }

    private static int expected(Kind kind, Who who) {
        return switch (who) {
            case NOBODY, REVOKED -> 401;
            case SCOPELESS -> kind == Kind.KEY_ITSELF ? 200 : 403;
            case OTHER_PROJECT -> kind == Kind.KEY_ITSELF || kind == Kind.REACHABLE ? 200 : 403;
            case STRANGER ->
                switch (kind) {
                    case SELF, REACHABLE, KEY_ITSELF, OWN_ORGANIZATION -> 200;
                    case OWN_KEY, ORGANIZATION, ORGANIZATION_ADMIN -> 404;
                    default -> 403;
                };
            case EXCLUDED -> ofMember(kind, 0);
            case VIEWER -> ofMember(kind, 1);
            case EDITOR -> ofMember(kind, 2);
            case MANAGER -> ofMember(kind, 3);
            case OWNER -> kind == Kind.NOT_ALLOWED ? 405 : kind == Kind.NOT_HERE ? 400 : 200;
            case OWNER_OF_WHAT_IS_DELETED -> 404;
        };
    }

    private static int ofMember(Kind kind, int level) {
        return switch (kind) {
            case VIEW -> level >= 1 ? 200 : 403;
            case EDIT -> level >= 2 ? 200 : 403;
            case GOVERN -> level >= 3 ? 200 : 403;
            case MEMBER, ORGANIZATION, SELF, REACHABLE, KEY_ITSELF, PUBLIC -> 200;
            case ADMIN, ORGANIZATION_ADMIN, OWN_ORGANIZATION -> 403;
            case NOT_ALLOWED -> 405;
            case NOT_HERE -> 400;
            case OWN_KEY, ASKER -> 404;
        };
    }

    private static String path(Route route, Map<String, String> things) {
        return filled(template(route), things);
    }

    private static String template(Route route) {
        String template = route.template().replaceFirst("\\{scope:[^}]*}", "projects");
        return named(template);
    }

    /** Dashboards have passwords and entries of their own. */
    private static String named(String template) {
        return template.contains("{dashboard}")
                ? template.replace("{password}", "{dashboardPassword}").replace("{entry}", "{dashboardEntry}")
                : template;
    }

    private static String filled(String template, Map<String, String> things) {
        String text = template;
        for (Map.Entry<String, String> thing : things.entrySet()) {
            text = text.replace("{" + thing.getKey() + "}", thing.getValue());
        }
        return text;
    }

    /** Everything that a path may name, secret and with rules for everybody; made anew once something may have changed it. */
    private Map<String, String> things() throws Exception {
        if (subject != null) {
            return subject;
        }
        Map<String, String> things = new LinkedHashMap<>();
        things.put("project", "1");
        things.put("organization", app.organizationId().toString());
        long dashboard = owner.post(DASHBOARDS, "{\"name\":\"Zebra board\"}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        things.put("dashboard", Long.toString(dashboard));
        govern(Resource.DASHBOARD, dashboard);
        JsonNode insight = owner.post(
                        INSIGHTS,
                        "{\"name\":\"Zebra\",\"description\":\"zebra plans\",\"tags\":[\"zebra\"],\"dashboards\":["
                                + dashboard + "]}")
                .has(201)
                .json();
        String path = INSIGHTS + insight.path("id").asLong() + "/";
        things.put("insight", insight.path("id").asText());
        things.put("shortId", insight.path("short_id").asText());
        govern(Resource.INSIGHT, insight.path("id").asLong());
        owner.patch(path, "{\"name\":\"Zebra crossing\"}").has(200);
        subject = things;
        return things;
    }

    /** Makes what a route names and is not there yet: few name more than an insight and a dashboard. */
    private void make(Map<String, String> things, Route route) throws Exception {
        // What makes a password wants one to be asked for, which is so once there was another.
        String named = template(route).replaceFirst("/sharing/passwords$", "/sharing/passwords/{password}");
        make(things, named(named) + rows.get(route.toString()).body());
    }

    private void make(Map<String, String> things, String text) throws Exception {
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            String name = names.group(1);
            if (!things.containsKey(name) && MADE.contains(name)) {
                things.put(name, made(name, things));
            }
        }
    }

    private String made(String name, Map<String, String> things) throws Exception {
        String number = things.get("insight");
        String insight = INSIGHTS + number + "/";
        String roles = "/api/organizations/" + app.organizationId() + "/roles/";
        return switch (name) {
            case "entry" ->
                owner.get(insight + "activity/")
                        .has(200)
                        .json()
                        .at("/results/0/id")
                        .asText();
            case "dashboardEntry" ->
                owner.get(DASHBOARDS + things.get("dashboard") + "/activity/")
                        .has(200)
                        .json()
                        .at("/results/0/id")
                        .asText();
            case "password" -> password(insight);
            case "dashboardPassword" -> password(DASHBOARDS + things.get("dashboard") + "/");
            case "query" -> query();
            case "action" ->
                id("/api/projects/1/actions/", "{\"name\":\"action of " + number + "\",\"steps\":[{\"event\":\"e\"}]}");
            case "cohort" ->
                id("/api/projects/1/cohorts/", "{\"name\":\"cohort of " + number + "\",\"is_static\":true}");
            case "member" -> membership(app.member("extra" + number + "@example.org"));
            case "role" -> id(roles, "{\"name\":\"role " + number + "\"}");
            case "membership" -> {
                make(things, "{role}");
                yield id(
                        roles + things.get("role") + "/role_memberships/",
                        "{\"organization_member\":\"" + memberships.get("EDITOR") + "\"}");
            }
            case "key" -> id("/api/personal_api_keys/", "{\"label\":\"k\",\"scopes\":[\"insight:read\"]}");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private String password(String path) throws Exception {
        owner.patch(path + "sharing/", "{\"enabled\":true,\"password_required\":true}")
                .has(200);
        return id(path + "sharing/passwords/", "{}");
    }

    private static String id(JsonNode json) {
        return json.path("id").asText();
    }

    private String id(String path, String body) throws Exception {
        return id(owner.post(path, body).has(201).json());
    }

    private String query() throws Exception {
        app.forward(Duration.ofSeconds(1));
        return owner.post(
                        "/api/projects/1/query/",
                        "{\"refresh\":\"force_blocking\",\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":"
                                + "\"EventsNode\",\"event\":\"q\"}]}}")
                .has(200)
                .json()
                .path("cache_key")
                .asText();
    }

    private void govern(Resource resource, long id) {
        Map<String, String> levels = Map.of("EXCLUDED", "none", "VIEWER", "viewer", "MANAGER", "manager");
        levels.forEach((name, level) -> app.hindsight()
                .accessControls()
                .change(
                        Caller.of(app.owner()),
                        app.project(),
                        new Guarded(resource, id, app.owner().id()),
                        new RuleDraft(level, UUID.fromString(memberships.get(name)), null)));
    }
}
