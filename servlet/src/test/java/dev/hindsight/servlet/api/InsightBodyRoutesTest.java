package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be sent for an insight, field by field, and what becomes of it (contract insights-api 2.1, 3.3, 3.5 and 5). */
class InsightBodyRoutesTest {
    private static final String TRENDS = "'query':{'kind':'TrendsQuery','dateRange':{'date_from':'2025-03-10',"
            + "'date_to':'2025-03-12'},'series':[{'kind':'EventsNode','event':'%s'}]}";

    private static TestApp app;
    private static TestClient client;
    private static TestClient grace;
    private static String insights;
    private static String dashboards;
    private static String probe;
    private static long open;
    private static long closed;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        grace = app.anonymous().withKey(app.key(app.member("grace@example.org"), List.of("*")));
        insights = "/api/projects/" + app.project().id() + "/insights/";
        dashboards = insights.replace("insights", "dashboards");
        probe = path(create("'name':'probe'"));
        open = dashboard("'name':'open'");
        closed = dashboard("'name':'closed','restriction_level':37");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static JsonNode tree(String text) throws Exception {
        return new JsonMapper().readTree(json(text));
    }

    private static long dashboard(String fields) throws Exception {
        return client.post(dashboards, json("{" + fields + "}"))
                .has(201)
                .json()
                .path("id")
                .asLong();
    }

    private static JsonNode create(String fields) throws Exception {
        return client.post(insights, json("{" + fields + "}")).has(201).json();
    }

    private static String path(JsonNode insight) {
        return insights + insight.path("id").asLong() + "/";
    }

    private static JsonNode patch(String path, String fields) throws Exception {
        return client.patch(path, json("{" + fields + "}")).has(200).json();
    }

    private static JsonNode get(String path) throws Exception {
        return client.get(path).has(200).json();
    }

    private static List<String> log(String path) throws Exception {
        return get(path + "activity/?limit=100").findValuesAsText("activity");
    }

    /** Refused with POST, PATCH and PUT alike, in the same words. */
    private static void assertRefused(String body, String type, String code, String attr, String detail)
            throws Exception {
        int before = get(insights + "?limit=1").path("count").intValue();
        for (Answered refused :
                List.of(client.post(insights, body), client.patch(probe, body), client.send("PUT", probe, body))) {
            assertThat(refused.isError(400, type, code, attr).detail()).startsWith(detail);
        }
        assertThat(get(insights + "?limit=1").path("count").intValue()).isEqualTo(before);
        assertThat(log(probe)).containsExactly("created");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'name':{}                   | invalid_input  | name         | Not a valid string.",
                "'derived_name':[]           | invalid_input  | derived_name | Not a valid string.",
                "'description':true          | invalid_input  | description  | Not a valid string.",
                "'filters':null              | null           | filters      | This field may not be null.",
                "'filters':[]                | invalid_input  | filters      | Filters must be a valid JSON object",
                "'query':[]                  | invalid_input  | query        | Query must be a valid JSON object",
                "'query':0                   | invalid_input  | query        | Query must be a valid JSON object",
                "'query':''                  | invalid_input  | query        | Query must be a valid JSON object",
                "'query':false               | invalid_input  | query        | Query must be a valid JSON object",
                "'order':'x'                 | invalid_input  | order        | A valid integer is required.",
                "'order':1.5                 | invalid_input  | order        | A valid integer is required.",
                "'order':true                | invalid_input  | order        | A valid integer is required.",
                "'order':2147483648          | max_value      | order        | Ensure this value is less than or equal to 2147483647.",
                "'order':-2147483649         | min_value      | order        | Ensure this value is greater than or equal to -2147483648.",
                "'favorited':'perhaps'       | invalid_input  | favorited    | Must be a valid boolean.",
                "'saved':2                   | invalid_input  | saved        | Must be a valid boolean.",
                "'deleted':[]                | invalid_input  | deleted      | Must be a valid boolean.",
                "'favorited':null            | null           | favorited    | This field may not be null.",
                "'saved':null                | null           | saved        | This field may not be null.",
                "'deleted':null              | null           | deleted      | This field may not be null.",
                "'tags':'a'                  | not_a_list     | tags         | Expected a list of items but got type \"str\".",
                "'tags':{}                   | not_a_list     | tags         | Expected a list of items but got type \"dict\".",
                "'tags':null                 | null           | tags         | This field may not be null.",
                "'tags':['a',' ']            | blank          | tags__1      | This field may not be blank.",
                "'dashboards':7              | not_a_list     | dashboards   | Expected a list of items but got type \"int\".",
                "'dashboards':null           | null           | dashboards   | This field may not be null.",
                "'dashboards':[999999]       | does_not_exist | dashboards   | Invalid pk \"999999\" - object does not exist.",
                "'dashboards':['x']          | incorrect_type | dashboards   | Incorrect type. Expected pk value, received str.",
                "'dashboards':[true]         | incorrect_type | dashboards   | Incorrect type. Expected pk value, received bool.",
            })
    void field_thatBreaksARule_isNamed(String field, String code, String attr, String detail) throws Exception {
        assertRefused(json("{" + field + "}"), "validation_error", code, attr, detail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'query':'text'}",
                "{'query':{'kind':'Nope'}}",
                "{'query':{'kind':'TrendsQuery'}}",
                "{'query':{'kind':'TrendsQuery','series':7}}",
                "{'query':{'kind':'TrendsQuery','series':[{'kind':'EventsNode'}],'colour':1}}",
                "[]",
                "7",
                "{'name':",
                "{'name':'a'} {}",
            })
    void bodyThatCannotBeRead_isRefused(String body) throws Exception {
        boolean query = body.startsWith("{'query'");
        assertRefused(json(body), "invalid_request", "parse_error", "null", query ? "" : "JSON parse error - ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "derived_name", "description"})
    void text_isOfFourHundredCharacters_anyOrNone(String field) throws Exception {
        String path = path(create("'" + field + "':'" + "😀".repeat(400) + "'"));
        assertThat(get(path).path(field).textValue()).isEqualTo("😀".repeat(400));
        assertThat(patch(path, "'" + field + "':''").path(field).textValue()).isEmpty();
        assertThat(patch(path, "'" + field + "':7.5").path(field).textValue()).isEqualTo("7.5");
        assertThat(patch(path, "'" + field + "':null").path(field).isNull()).isTrue();
        assertRefused(
                json("{'" + field + "':'" + "x".repeat(401) + "'}"),
                "validation_error",
                "max_length",
                field,
                "Ensure this field has no more than 400 characters.");
    }

    @Test
    void booleansAndNumbers_areReadInManySpellings() throws Exception {
        String path = path(create("'saved':'no','order':'12'"));
        assertThat(get(path).path("saved").booleanValue()).isFalse();
        assertThat(get(path).path("order").intValue()).isEqualTo(12);
        for (String yes : List.of("true", "'true'", "1", "'yes'", "'on'", "'Y'", "'t'", "1.0")) {
            assertThat(patch(path, "'favorited':" + yes).path("favorited").booleanValue())
                    .as(yes)
                    .isTrue();
        }
        for (String no : List.of("false", "'False'", "0", "'no'", "'off'", "'n'", "'f'")) {
            assertThat(patch(path, "'favorited':" + no).path("favorited").booleanValue())
                    .as(no)
                    .isFalse();
        }
        assertThat(patch(path, "'order':-2147483648").path("order").intValue()).isEqualTo(Integer.MIN_VALUE);
        assertThat(patch(path, "'order':null").path("order").isNull()).isTrue();
    }

    @Test
    void fields_thatNobodySent_haveTheirDefaults_andThoseThatCannotBeWritten_areTheServers() throws Exception {
        JsonNode made = create("'id':999999,'short_id':'mine','created_at':'1999-01-01','is_sample':true,'alerts':[1],"
                + "'result':[1],'filters_hash':'x','user_access_level':'none','_create_in_folder':'a/b','nobody':1,"
                + "'last_viewed_at':'1999-01-01','effective_restriction_level':37,'dashboard_tiles':[{'id':1}]");

        for (String field : List.of(
                "name",
                "derived_name",
                "description",
                "order",
                "last_viewed_at",
                "result",
                "hasMore",
                "columns",
                "types",
                "hogql",
                "resolved_date_range",
                "timezone",
                "last_refresh",
                "cache_target_age",
                "next_allowed_client_refresh",
                "query_status")) {
            assertThat(made.path(field).isNull()).as(field).isTrue();
        }
        for (String field : List.of("deleted", "favorited", "is_sample", "is_cached")) {
            assertThat(made.path(field).isBoolean()).as(field).isTrue();
            assertThat(made.path(field).booleanValue()).as(field).isFalse();
        }
        for (String field : List.of("tags", "dashboards", "dashboard_tiles", "alerts")) {
            assertThat(made.path(field)).as(field).isEqualTo(tree("[]"));
        }
        assertThat(made.path("saved").booleanValue()).isTrue();
        assertThat(made.path("short_id").textValue()).matches("[A-Za-z0-9]{8}");
        assertThat(made.path("id").asLong()).isNotEqualTo(999_999);
        assertThat(made.path("filters_hash").textValue()).startsWith("cache_");
        assertThat(made.path("user_access_level").textValue()).isEqualTo("manager");
        assertThat(made.path("effective_restriction_level").intValue()).isEqualTo(21);
        assertThat(made.path("effective_privilege_level").intValue()).isEqualTo(37);
        for (String field : List.of("created_at", "last_modified_at", "updated_at")) {
            assertThat(made.path(field).textValue()).as(field).matches("2025-03-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        }
        for (String field : List.of("created_by", "last_modified_by")) {
            JsonNode user = made.path(field);
            assertThat(user.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder(
                            "id",
                            "uuid",
                            "distinct_id",
                            "first_name",
                            "last_name",
                            "email",
                            "is_email_verified",
                            "hedgehog_config",
                            "role_at_organization");
            assertThat(user.path("id").asLong()).isEqualTo(app.owner().id());
        }
        assertThat(made.has("color") || made.has("layouts") || made.has("search_match_type"))
                .isFalse();
    }

    @Test
    void tags_areTrimmedLowerCasedAndOnce_inTheOrderOfTheirComing() throws Exception {
        JsonNode made = create("'name':'tagged','tags':[' Growth ','web','GROWTH',7]");
        assertThat(made.path("tags")).isEqualTo(tree("['growth','web','7']"));
        String path = path(made);

        assertThat(patch(path, "'tags':['mobile','web']").path("tags")).isEqualTo(tree("['web','mobile']"));
        assertThat(get(path + "activity/").at("/results/0/detail/changes/0"))
                .isEqualTo(tree("{'type':'Insight','action':'changed','field':'tags','before':['7','growth','web'],"
                        + "'after':['mobile','web']}"));
        assertThat(patch(path, "'name':'other'").path("tags")).hasSize(2);
        assertThat(patch(path, "'tags':[]").path("tags")).isEmpty();
        assertRefused(
                json("{'tags':['" + "x".repeat(256) + "']}"),
                "validation_error",
                "max_length",
                "tags__0",
                "Ensure this field has no more than 255 characters.");
    }

    @Test
    void saved_isTrueAfterAnyChangeThatDoesNotSayOtherwise_andFavoritesAreEverybodys() throws Exception {
        String path = path(create("'saved':false"));
        assertThat(patch(path, "'saved':false,'name':'a'").path("saved").booleanValue())
                .isFalse();
        assertThat(patch(path, "'favorited':true").path("saved").booleanValue()).isTrue();
        assertThat(grace.get(path).has(200).json().path("favorited").booleanValue())
                .isTrue();
    }

    @Test
    void lastModified_movesWithWhatIsMaterial_whenItDiffers() throws Exception {
        JsonNode made = create("'name':'a','description':'d','tags':['t']," + TRENDS.formatted("before"));
        String path = path(made);
        String before = made.path("last_modified_at").textValue();
        app.forward(Duration.ofMinutes(1));
        String same = "'name':'a','description':'d','filters':{},'tags':['T']," + TRENDS.formatted("before");
        assertThat(patch(path, same)).isEqualTo(get(path));
        assertThat(get(path).path("updated_at")).isEqualTo(made.path("updated_at"));
        JsonNode favorite = patch(path, "'favorited':true,'order':3,'tags':['u'],'derived_name':'x'");
        assertThat(favorite.path("last_modified_at").textValue()).isEqualTo(before);
        assertThat(favorite.path("updated_at").textValue()).isGreaterThan(before);

        for (String material : List.of(
                "'name':'b'", "'description':null", TRENDS.formatted("after"), "'filters':{'insight':'PATHS'}")) {
            app.forward(Duration.ofMinutes(1));
            JsonNode changed =
                    grace.patch(path, json("{" + material + "}")).has(200).json();
            assertThat(changed.path("last_modified_at").textValue())
                    .as(material)
                    .isGreaterThan(before);
            assertThat(changed.at("/last_modified_by/email").textValue()).isEqualTo("grace@example.org");
            before = changed.path("last_modified_at").textValue();
        }
        assertThat(get(path).at("/created_by/email").textValue())
                .isEqualTo(app.owner().email());
        assertThat(get(path + "activity/?limit=100").at("/results").findValuesAsText("field"))
                .as("what the log tells")
                .containsExactlyInAnyOrder(
                        "filters", "query", "description", "name", "derived_name", "favorited", "tags");
    }

    @Test
    void creation_isAView_andAnEntry_andAnswersWhatWasAskedBefore() throws Exception {
        String question = TRENDS.formatted("asked before");
        JsonNode first = client.post(insights + "?refresh=blocking", json("{" + question + "}"))
                .has(201)
                .json();
        assertThat(first.path("is_cached").booleanValue()).isFalse();
        app.forward(Duration.ofSeconds(1));
        JsonNode second = create("'name':'second'," + question);

        assertThat(second.path("result")).isEqualTo(first.path("result")).isNotEmpty();
        assertThat(second.path("is_cached").booleanValue()).isTrue();
        for (String field : List.of(
                "last_refresh",
                "timezone",
                "cache_target_age",
                "next_allowed_client_refresh",
                "resolved_date_range",
                "filters_hash")) {
            assertThat(second.path(field)).as(field).isEqualTo(first.path(field));
            assertThat(second.path(field).isNull()).as(field).isFalse();
        }
        assertThat(log(path(second))).containsExactly("created");
        assertThat(get(insights + "my_last_viewed/").at("/0/id")).isEqualTo(second.path("id"));
        assertThat(create("'refresh':'blocking'," + TRENDS.formatted("refresh in the body"))
                        .path("result"))
                .isNotEmpty();
    }

    @Test
    void answers_ofTables_haveTheirColumns() throws Exception {
        JsonNode table = client.post(
                        insights + "?refresh=blocking",
                        json("{'query':{'kind':'HogQLQuery','query':'select 1 as one'}}"))
                .has(201)
                .json();

        assertThat(table.path("result")).isEqualTo(tree("[[1]]"));
        assertThat(table.path("columns")).isEqualTo(tree("['one']"));
        assertThat(table.path("types").at("/0/0").textValue()).isEqualTo("one");
        assertThat(table.path("hasMore").isBoolean()).isTrue();
        assertThat(table.path("hogql").textValue()).isNotBlank();
    }

    @Test
    void dashboards_areTheWholeSet_forThoseWhoMayEditThem() throws Exception {
        JsonNode made = create("'name':'placed','dashboards':[" + open + "," + closed + "]");
        String path = path(made);
        assertThat(made.path("dashboards")).hasSize(2);
        assertThat(made.at("/dashboard_tiles/0").fieldNames())
                .toIterable()
                .containsExactly("id", "dashboard_id", "deleted");
        assertThat(made.at("/dashboard_tiles/0/deleted").isNull()).isTrue();
        assertThat(made.path("effective_restriction_level").intValue()).isEqualTo(37);
        JsonNode seen = grace.get(path).has(200).json();
        assertThat(seen.path("effective_privilege_level").intValue()).isEqualTo(37);

        assertThat(patch(path, "'dashboards':[" + closed + "," + open + "," + open + "]")
                        .path("dashboards"))
                .isEqualTo(made.path("dashboards"));
        assertThat(log(path)).as("the same set changes nothing").containsExactly("created");
        assertThat(patch(path, "'description':'d'").path("dashboards")).hasSize(2);
        int before = get(insights + "?limit=1").path("count").intValue();
        assertForbidden(
                grace.post(insights, json("{'dashboards':[" + open + "," + closed + "]}")),
                "You don't have permission to add insights to dashboard: " + closed);
        assertThat(get(insights + "?limit=1").path("count").intValue()).isEqualTo(before);
        assertForbidden(
                grace.patch(path, json("{'name':'x','dashboards':[" + open + "]}")),
                "You don't have permission to remove insights from dashboard: " + closed);
        assertThat(get(path).path("name").textValue()).isEqualTo("placed");

        patch(path, "'dashboards':[" + closed + "]");
        assertThat(grace.get(path).json().path("effective_privilege_level").intValue())
                .isEqualTo(21);
        assertForbidden(
                grace.patch(path, json("{'name':'x'}")),
                "This insight is on a dashboard that can only be edited by its owner, team members invited to editing the"
                        + " dashboard, and project admins.");
        assertThat(patch(path, "'dashboards':[]").path("dashboard_tiles")).isEmpty();
        assertThat(grace.patch(path, json("{'dashboards':[" + open + "]}"))
                        .has(200)
                        .json()
                        .path("dashboards"))
                .isEqualTo(tree("[" + open + "]"));
    }

    private static void assertForbidden(Answered answered, String detail) {
        assertThat(answered.isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo(detail);
    }

    @Test
    void dashboardsOfOtherProjects_andDeletedOnes_doNotExist() throws Exception {
        long project = client.post("/api/projects/", "{\"name\":\"Other\"}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        long foreign = client.post("/api/projects/" + project + "/dashboards/", "{}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        long gone = dashboard("'name':'gone'");
        String placed = path(create("'dashboards':[" + gone + "]"));
        client.patch(dashboards + gone + "/", "{\"deleted\":true}").has(200);

        for (long id : List.of(foreign, gone)) {
            assertRefused(
                    json("{'dashboards':[" + open + "," + id + "]}"),
                    "validation_error",
                    "does_not_exist",
                    "dashboards",
                    "Invalid pk \"" + id + "\" - object does not exist.");
        }
        assertThat(get(placed).path("dashboards")).isEmpty();
        assertThat(get(placed).path("dashboard_tiles")).isEmpty();
    }

    @Test
    void put_isAPatch() throws Exception {
        String path = path(create("'name':'a','description':'kept'"));

        JsonNode changed =
                client.send("PUT", path, json("{'name':'b'}")).has(200).json();
        assertThat(changed.path("name").textValue()).isEqualTo("b");
        assertThat(changed.path("description").textValue()).isEqualTo("kept");
        assertThat(client.send("PUT", path, "{}").has(200).json()).isEqualTo(get(path));
        client.send("PUT", insights + "999999/", "{}").isError(404, "invalid_request", "not_found", "null");
        client.patch(insights + "999999/", "{}").isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void writes_areJson() throws Exception {
        assertThat(client.send(client.to(insights)
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("{}")))
                        .isError(415, "invalid_request", "unsupported_media_type", "null")
                        .detail())
                .isEqualTo("Unsupported media type \"text/plain\" in request.");
    }

    /** Contract 5, row by row. */
    @Test
    void deletedInsight_isGoneEverywhere_andKeepsWhatIsItsOwn() throws Exception {
        JsonNode made = create("'name':'doomed','favorited':true,'tags':['doomed'],'dashboards':[" + open + "]");
        String path = path(made);
        String id = made.path("id").asText();
        String token = client.patch(path + "sharing/", "{\"enabled\":true}")
                .has(200)
                .json()
                .path("access_token")
                .asText();
        client.send("PUT", path + "access_controls/", "{\"access_level\":\"viewer\"}")
                .has(200);

        JsonNode deleted = patch(path, "'deleted':true,'dashboards':[" + open + "],'description':'last words'");
        assertThat(deleted.path("deleted").booleanValue()).isTrue();
        assertThat(deleted.path("dashboards")).isEmpty();
        assertThat(deleted.path("description").textValue()).isEqualTo("last words");
        String shortId = insights + made.path("short_id").asText() + "/";
        for (Answered missing : List.of(
                client.get(path),
                client.get(shortId),
                client.patch(path, "{\"deleted\":true}"),
                client.patch(path, "{\"deleted\":0}"),
                client.patch(path, "{\"name\":\"x\"}"),
                client.send("PUT", path, "{}"),
                client.send("POST", path + "viewed/"),
                client.get(path + "activity/"),
                client.get(path + "access_controls/"),
                client.get(path + "sharing/"),
                app.anonymous().get("/shared/" + token + ".json"))) {
            missing.isError(404, "invalid_request", "not_found", "null");
        }
        client.post(insights + "viewed/", "{\"insight_ids\":[" + id + "]}").has(201);
        for (String list :
                List.of("?search=doomed", "?tags=%5B%22doomed%22%5D", "my_last_viewed/", "trending/?limit=100")) {
            assertThat(get(insights + list).findValuesAsText("id")).as(list).doesNotContain(id);
        }
        assertThat(get(dashboards + open + "/").findValuesAsText("short_id"))
                .doesNotContain(made.path("short_id").asText());
        assertThat(get(insights + "activity/").at("/results/0/item_id").asText())
                .isEqualTo(id);
        assertThat(get(insights + "activity/?limit=2").findValuesAsText("activity"))
                .contains("deleted");

        JsonNode restored = patch(path, "'deleted':false");
        assertThat(restored.path("tags")).isEqualTo(tree("['doomed']"));
        assertThat(restored.path("favorited").booleanValue()).isTrue();
        assertThat(restored.path("dashboards"))
                .as("with the tiles that went with it")
                .isEqualTo(tree("[" + open + "]"));
        assertThat(get(path + "access_controls/").path("access_controls")).hasSize(1);
        assertThat(get(path + "sharing/").path("enabled").booleanValue()).isFalse();
        assertThat(log(path)).startsWith("restored").contains("deleted", "sharing disabled", "created");
        assertThat(get(path + "activity/").at("/results/0/detail/changes").findValuesAsText("field"))
                .contains("deleted");
    }
}
