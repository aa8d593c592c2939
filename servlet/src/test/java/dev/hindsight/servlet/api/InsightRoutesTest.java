package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.event.Event;
import dev.hindsight.project.User;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Insights over HTTP, with the conformance vectors of contract insights-api 8 that need no dashboards. */
class InsightRoutesTest {
    private static final String TRENDS = "{\"kind\":\"InsightVizNode\",\"source\":{\"kind\":\"TrendsQuery\","
            + "\"series\":[{\"kind\":\"EventsNode\",\"event\":\"%s\"}],\"dateRange\":{\"date_from\":\"%s\",\"date_to\":\"%s\"}}}";

    private static TestApp app;
    private static TestClient client;
    private static String insights;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        insights = "/api/projects/" + app.project().id() + "/insights/";
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String trends(String event) {
        return TRENDS.formatted(event, "2025-03-10", "2025-03-20");
    }

    private static ObjectNode create(String body) throws Exception {
        return (ObjectNode) client.post(insights, body).has(201).json();
    }

    /** The path of a new insight with these fields. */
    private static String created(String body) throws Exception {
        return insights + create(body).path("id").asLong() + "/";
    }

    private static JsonNode activity(String path) throws Exception {
        return client.get(path + "activity/").has(200).json();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void vector01_readScopeDoesNotWrite() throws Exception {
        assertThat(app.clientWith(List.of("insight:read"))
                        .post(insights, "{}")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("API key missing required scope 'insight:write'");
    }

    @Test
    void vector02_writeScopeReads() throws Exception {
        app.clientWith(List.of("insight:write")).get(insights).has(200);
    }

    @Test
    void vector03_activityHasAScopeOfItsOwn() throws Exception {
        assertThat(app.clientWith(List.of("insight:write"))
                        .get(insights + "activity/")
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("API key missing required scope 'activity_log:read'");
    }

    @Test
    void vector04_keyOfAnotherProjectIsRefused() throws Exception {
        assertThat(app.clientWith(List.of("*"), 8L)
                        .get(insights)
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("API key does not have access to the requested project: ID "
                        + app.project().id() + ".");
    }

    @Test
    void vector05_emptyInsightIsMade() throws Exception {
        ObjectNode insight = create("{}");

        assertThat(insight.path("filters_hash").textValue()).matches("cache_[0-9a-f]{32}");
        assertThat(insight.path("result").isNull()).isTrue();
        assertThat(insight.path("user_access_level").textValue()).isEqualTo("manager");
        assertThat(activity(insights + insight.path("id").asLong() + "/").at("/results/0/detail/name"))
                .as("nobody named it, so its short id does")
                .isEqualTo(insight.path("short_id"));
    }

    @Test
    void vector06_derivedNameIsEnoughForTheLog() throws Exception {
        JsonNode entry = activity(created("{\"derived_name\":\"x\"}")).at("/results/0");

        assertThat(entry.path("activity").textValue()).isEqualTo("created");
        assertThat(entry.at("/detail/name").textValue()).isEqualTo("x");
        assertThat(entry.at("/detail/changes").isNull()).isTrue();
    }

    @Test
    void vector07_nameIsLimited() throws Exception {
        assertThat(client.post(insights, "{\"name\":\"" + "x".repeat(401) + "\"}")
                        .isError(400, "validation_error", "max_length", "name")
                        .detail())
                .isEqualTo("Ensure this field has no more than 400 characters.");
    }

    @Test
    void vector08_unknownKindIsRefused() throws Exception {
        client.post(insights, "{\"query\":{\"kind\":\"Nope\"}}").isError(400, "invalid_request", "parse_error", "null");
    }

    @Test
    void vector09_unknownDashboardChangesNothing() throws Exception {
        String path = created("{\"name\":\"kept\"}");

        client.patch(path, "{\"dashboards\":[21],\"name\":\"changed\"}")
                .isError(400, "validation_error", "does_not_exist", "dashboards");
        assertThat(client.get(path).json().path("name").textValue()).isEqualTo("kept");
    }

    @Test
    void vector12to15_deletedInsightIsHiddenUntilRestored() throws Exception {
        String path = created("{\"name\":\"doomed\"}");

        assertThat(client.patch(path, "{\"deleted\":true}")
                        .has(200)
                        .json()
                        .path("deleted")
                        .booleanValue())
                .isTrue();
        client.get(path).isError(404, "invalid_request", "not_found", "null");
        assertThat(client.send("DELETE", path).has(405).body()).isEmpty();
        assertThat(client.get(insights + "?search=doomed").json().path("count").intValue())
                .isZero();
        client.patch(path, "{\"deleted\":\"false\"}").isError(404, "invalid_request", "not_found", "null");
        client.send("PUT", path, "{\"deleted\":false}").isError(404, "invalid_request", "not_found", "null");
        JsonNode restored = client.patch(path, "{\"deleted\":false}").has(200).json();
        assertThat(restored.path("deleted").booleanValue()).isFalse();
        assertThat(restored.path("dashboards")).isEmpty();
        assertThat(activity(path).path("results").findValuesAsText("activity"))
                .containsExactly("restored", "deleted", "created");
    }

    @Test
    void vector16_deleteIsNeverAllowed_butOnlyKnownCallersLearnThat() throws Exception {
        Answered refused = client.send("DELETE", insights + "999999").has(405);

        assertThat(refused.body()).isEmpty();
        assertThat(refused.header("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).doesNotContain("DELETE"));
        app.anonymous().send("DELETE", insights + "1").has(401);
        app.clientWith(List.of("insight:read")).send("DELETE", insights + "1").has(403);
        client.send("DELETE", "/api/projects/99/insights/1").has(404);
    }

    @Test
    void vector17_unchangedNameLeavesNoEntry() throws Exception {
        String path = created("{\"name\":\"a\"}");

        client.patch(path, "{\"name\":\"a\"}").has(200);
        assertThat(activity(path).path("total_count").intValue()).isEqualTo(1);
    }

    @Test
    void vector18_blockingCalculatesOnce() throws Exception {
        String path = created("{\"query\":" + trends("vector 18") + "}");
        assertThat(client.get(path).json().path("result").isNull()).isTrue();

        JsonNode first = client.get(path + "?refresh=blocking").has(200).json();
        app.forward(Duration.ofMinutes(1));
        JsonNode second = client.get(path).has(200).json();

        assertThat(first.path("is_cached").booleanValue()).isFalse();
        assertThat(second.path("is_cached").booleanValue()).isTrue();
        assertThat(second.path("last_refresh")).isEqualTo(first.path("last_refresh"));
        assertThat(second.path("result")).isEqualTo(first.path("result")).isNotEmpty();
        assertThat(first.path("timezone").textValue()).isEqualTo("UTC");
        assertThat(client.post("/api/projects/1/query/", "{\"query\":" + trends("vector 18") + "}")
                        .json()
                        .path("is_cached")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void vector21and22_ageMattersOnlyWhileTheRangeIsOpen() throws Exception {
        String open = created("{\"query\":" + TRENDS.formatted("vector 21", "-7d", "2030-01-01") + "}");
        String over = created("{\"query\":" + TRENDS.formatted("vector 22", "2024-01-01", "2024-12-31") + "}");
        client.get(open + "?refresh=blocking").has(200);
        client.get(over + "?refresh=blocking").has(200);
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(new Event(
                                UUID.randomUUID(),
                                "vector 21",
                                "somebody",
                                Instant.parse("2026-01-01T00:00:00Z"),
                                "{}")));

        app.forward(Duration.ofHours(5));
        assertThat(client.get(open + "?refresh=blocking")
                        .json()
                        .path("is_cached")
                        .booleanValue())
                .isTrue();
        app.forward(Duration.ofHours(2));
        assertThat(client.get(open + "?refresh=blocking")
                        .json()
                        .path("is_cached")
                        .booleanValue())
                .isFalse();
        app.forward(Duration.ofDays(5));
        assertThat(client.get(over + "?refresh=blocking")
                        .json()
                        .path("is_cached")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void vector28_malformedOverrideIsNamed() throws Exception {
        String path = created("{}");

        assertThat(client.get(path + "?filters_override=%7Bbad")
                        .isError(400, "validation_error", "invalid_input", "filters_override")
                        .detail())
                .isEqualTo("Invalid JSON passed in filters_override parameter");
        client.get(path + "?filters_override=%7B%7D&from_dashboard=30").has(200);
        client.get(path + "?from_dashboard=x").isError(400, "validation_error", "invalid_input", "from_dashboard");
    }

    @Test
    void vector38_activityIsPaged() throws Exception {
        String path = created("{\"name\":\"one\"}");
        client.patch(path, "{\"name\":\"two\"}").has(200);

        JsonNode page =
                client.get(insights + "activity/?limit=1&page=2").has(200).json();
        assertThat(page.path("previous").textValue()).contains("page=1").startsWith(app.url() + insights);
        assertThat(page.path("total_count").intValue()).isGreaterThanOrEqualTo(2);
        assertThat(page.path("results")).hasSize(1);
        JsonNode first = client.get(path + "activity?limit=1").has(200).json();
        assertThat(first.path("next").textValue()).isEqualTo(app.url() + path + "activity?limit=1&page=2");
        assertThat(first.path("previous").isNull()).isTrue();
        assertThat(first.at("/results/0/detail/changes/0").toString())
                .isEqualTo("{\"type\":\"Insight\",\"action\":\"changed\",\"field\":\"name\",\"before\":\"one\","
                        + "\"after\":\"two\"}");
        assertThat(first.at("/results/0/user").toString())
                .isEqualTo("{\"first_name\":\"Owner\",\"email\":\"owner@localhost\"}");
        client.get(path + "activity?limit=0").isError(400, "validation_error", "invalid_input", "limit");
        client.get(path + "activity?page=x").isError(400, "validation_error", "invalid_input", "page");
        assertThat(client.get(path + "activity?page=99").has(200).json().path("results"))
                .isEmpty();
    }

    @Test
    void vector39_listIsPagedByHundred() throws Exception {
        JsonNode project =
                client.post("/api/projects/", "{\"name\":\"Many\"}").has(201).json();
        String many = "/api/projects/" + project.path("id").asLong() + "/insights/";
        for (int i = 0; i < 101; i++) {
            client.post(many, "{\"name\":\"n" + i + "\"}").has(201);
        }

        JsonNode page = client.get(many).has(200).json();
        assertThat(page.path("count").intValue()).isEqualTo(101);
        assertThat(page.path("results")).hasSize(100);
        assertThat(page.path("next").textValue()).isEqualTo(app.url() + many + "?limit=100&offset=100");
        int calculated = 0;
        for (JsonNode row :
                client.get(many + "?refresh=force_blocking").has(200).json().path("results")) {
            calculated += row.path("result").isNull() ? 0 : 1;
        }
        assertThat(calculated).as("of one page").isEqualTo(25);
        JsonNode last =
                client.get(many + "?limit=100&offset=100&basic=1").has(200).json();
        assertThat(last.path("results")).hasSize(1);
        assertThat(last.path("next").isNull()).isTrue();
        assertThat(last.path("previous").textValue()).isEqualTo(app.url() + many + "?limit=100&basic=1");
        assertThat(client.get(many + "?limit=nonsense&offset=nonsense").json().path("results"))
                .hasSize(100);
    }

    @Test
    void vector40_unknownFormatIsNotFound() throws Exception {
        client.get(insights + "?format=xml").isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void vector42_bulkViewedWantsIds() throws Exception {
        long id = create("{\"name\":\"looked at\"}").path("id").asLong();

        client.post(insights + "viewed/", "{\"insight_ids\":[]}")
                .isError(400, "validation_error", "empty", "insight_ids");
        client.post(insights + "viewed/", "{\"insight_ids\":[\"x\"]}")
                .isError(400, "validation_error", "invalid_input", "insight_ids__0");
        assertThat(client.post(insights + "viewed/", "{\"insight_ids\":[" + id + ",999999]}")
                        .has(201)
                        .body())
                .isEmpty();
        assertThat(client.send("POST", insights + id + "/viewed/").has(201).body())
                .isEmpty();
        client.send("POST", insights + "999999/viewed/").isError(404, "invalid_request", "not_found", "null");
        assertThat(client.get(insights + "?search=looked")
                        .json()
                        .at("/results/0/last_viewed_at")
                        .textValue())
                .isNotNull();
    }

    @Test
    void insight_hasEveryField() throws Exception {
        JsonNode insight =
                create("{\"name\":\"Sign-ups\",\"tags\":[\" Growth \",\"growth\"],\"id\":7,\"unknown\":1,\"query\":"
                        + trends("all fields") + "}");

        assertThat(insight.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "id",
                        "short_id",
                        "name",
                        "derived_name",
                        "filters",
                        "query",
                        "order",
                        "deleted",
                        "dashboards",
                        "dashboard_tiles",
                        "last_refresh",
                        "cache_target_age",
                        "next_allowed_client_refresh",
                        "result",
                        "hasMore",
                        "columns",
                        "types",
                        "hogql",
                        "resolved_date_range",
                        "timezone",
                        "created_at",
                        "created_by",
                        "description",
                        "updated_at",
                        "tags",
                        "favorited",
                        "saved",
                        "last_modified_at",
                        "last_modified_by",
                        "is_sample",
                        "effective_restriction_level",
                        "effective_privilege_level",
                        "user_access_level",
                        "cache_reason",
                        "is_cached",
                        "query_status",
                        "alerts",
                        "last_viewed_at",
                        "filters_hash");
        assertThat(insight.path("short_id").textValue()).matches("[A-Za-z0-9]{8}");
        assertThat(insight.path("filters").toString()).isEqualTo("{}");
        assertThat(insight.path("tags").toString()).isEqualTo("[\"growth\"]");
        assertThat(insight.path("saved").booleanValue()).isTrue();
        assertThat(insight.path("is_cached").booleanValue()).isFalse();
        assertThat(insight.path("created_at").textValue()).matches("2025-03-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(insight.at("/created_by/email").textValue()).isEqualTo("owner@localhost");
        assertThat(insight.path("effective_restriction_level").intValue()).isEqualTo(21);
        assertThat(insight.path("effective_privilege_level").intValue()).isEqualTo(37);
        String byShortId = "/api/environments/@current/insights/"
                + insight.path("short_id").textValue();
        assertThat(client.get(byShortId).has(200).json()).isEqualTo(insight);
    }

    @Test
    void basicInsight_hasFewerFields() throws Exception {
        String path = created("{\"name\":\"plain\"}");

        assertThat(client.get(path + "?basic=true").has(200).json().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "id",
                        "short_id",
                        "name",
                        "derived_name",
                        "filters",
                        "query",
                        "dashboards",
                        "dashboard_tiles",
                        "description",
                        "last_refresh",
                        "refreshing",
                        "saved",
                        "tags",
                        "updated_at",
                        "created_by",
                        "created_at",
                        "last_modified_at",
                        "favorited",
                        "user_access_level",
                        "last_viewed_at");
    }

    @Test
    void etag_guardsAgainstLostUpdates() throws Exception {
        Answered created = client.post(insights, "{\"name\":\"v\"}").has(201);
        String path = insights + created.json().path("id").asLong() + "/";
        String tag = created.header("ETag").orElseThrow();

        Answered changed = patch(path, "{\"name\":\"w\"}", tag).has(200);
        assertThat(changed.header("ETag").orElseThrow()).isNotEqualTo(tag);
        patch(path, "{\"name\":\"x\"}", tag).isError(412, "invalid_request", "precondition_failed", "null");
        patch(path, "{\"name\":\"x\"}", "nonsense").isError(412, "invalid_request", "precondition_failed", "null");
        patch(path, "{\"name\":\"x\"}", "*").has(200);
        assertThat(client.get(path).has(200).json().path("name").textValue()).isEqualTo("x");
    }

    private static Answered patch(String path, String body, String ifMatch) throws Exception {
        return client.send(client.to(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    @Test
    void list_filtersAndIsolatesWhatCannotBeCalculated() throws Exception {
        create(
                "{\"name\":\"zebra funnel\",\"query\":{\"kind\":\"InsightVizNode\",\"source\":{\"kind\":\"FunnelsQuery\","
                        + "\"properties\":[{\"type\":\"hogql\",\"key\":\"nonsense(1)\"}],\"series\":[{\"kind\":\"EventsNode\",\"event\":\"a\"},"
                        + "{\"kind\":\"EventsNode\",\"event\":\"b\"}]}}}");
        create("{\"name\":\"zebra trend\",\"favorited\":true,\"query\":" + trends("listed") + "}");

        JsonNode page = client.get(insights + "?search=zebra&order=name&refresh=blocking")
                .has(200)
                .json();
        assertThat(page.path("count").intValue()).isEqualTo(2);
        assertThat(page.at("/results/0/result").isNull()).isTrue();
        assertThat(page.at("/results/0/query_status/error").booleanValue()).isTrue();
        assertThat(page.at("/results/1/result")).hasSize(1);
        assertThat(page.at("/results/1/search_match_type").textValue()).isEqualTo("exact");
        assertThat(client.get(insights + "?insight=FUNNELS&search=zebra")
                        .json()
                        .path("count")
                        .intValue())
                .isEqualTo(1);
        assertThat(client.get(insights + "?favorited=false&search=zebra")
                        .json()
                        .path("count")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void listParameter_withWhatNoTextHas_isNamed() throws Exception {
        client.get(insights + "?search=%00").isError(400, "validation_error", "null_characters_not_allowed", "search");
    }

    @Test
    void oldFilters_areAskedLikeTheQueryThatTheyMean() throws Exception {
        String filters = "{\"insight\":\"TRENDS\",\"events\":[{\"id\":\"seen\",\"math\":\"dau\"}],\"interval\":\"day\","
                + "\"date_from\":\"2025-03-01\",\"date_to\":\"2025-03-03\"}";
        String query =
                "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"seen\",\"math\":\"dau\"}],"
                        + "\"interval\":\"day\",\"dateRange\":{\"date_from\":\"2025-03-01\",\"date_to\":\"2025-03-03\"}}";
        JsonNode old = client.post(insights + "?refresh=blocking", "{\"filters\":" + filters + "}")
                .has(201)
                .json();
        JsonNode asked = client.post(insights + "?refresh=blocking", "{\"query\":" + query + "}")
                .has(201)
                .json();

        assertThat(old.at("/query/source/kind").asText()).isEqualTo("TrendsQuery");
        assertThat(old.path("filters")).isEmpty();
        assertThat(old.path("result").isEmpty()).isFalse();
        assertThat(old.at("/result/0/data")).isEqualTo(asked.at("/result/0/data"));

        String path = insights + old.path("id").asLong() + "/";
        client.patch(path, "{\"query\":{\"kind\":\"RetentionQuery\",\"retentionFilter\":{}}}")
                .has(200);
        JsonNode revived = client.patch(path, "{\"query\":null}").has(200).json();
        assertThat(revived.at("/query/source/series/0/event").asText()).isEqualTo("seen");
    }

    @Test
    void oldFilters_thatCannotBeTranslated_areShownAndSayWhich() throws Exception {
        JsonNode odd = client.post(insights, "{\"filters\":{\"interval\":\"eon\"}}")
                .has(201)
                .json();

        assertThat(odd.path("query").isNull()).isTrue();
        assertThat(odd.at("/filters/insight").asText()).isEqualTo("TRENDS");
        assertThat(odd.at("/filters/interval").asText()).isEqualTo("eon");
        client.get(insights + odd.path("id").asLong() + "/?refresh=blocking")
                .isError(400, "validation_error", "invalid_input", "filters");
    }

    @Test
    void unsupportedKind_isStored_andRunningItIsRefused() throws Exception {
        String body = "{\"name\":\"sessions\",\"query\":{\"kind\":\"GroupsQuery\"}}";
        Answered created = client.post(insights + "?refresh=blocking", body).has(201);
        String path = insights + created.json().path("id").asLong() + "/";

        assertThat(created.json().at("/query_status/error").booleanValue()).isTrue();
        client.get(path).has(200);
        client.get(path + "?refresh=blocking").isError(400, "validation_error", "not_supported", "query");
    }

    @Test
    void unknownRefreshMode_writesNothing() throws Exception {
        int before = client.get(insights).json().path("count").intValue();

        client.post(insights + "?refresh=often", "{}").isError(400, "validation_error", "invalid_choice", "refresh");
        client.post(insights, "{\"refresh\":\"nope\"}").isError(400, "validation_error", "invalid_choice", "refresh");
        assertThat(client.get(insights).json().path("count").intValue()).isEqualTo(before);
    }

    @Test
    void csv_flattensAndDefusesFormulas() throws Exception {
        String path = created(
                "{\"name\":\"=HYPERLINK(1)\",\"description\":\"-2\",\"order\":-7,\"query\":" + trends("in csv") + "}");

        Answered csv = client.get(path + "?format=csv&refresh=blocking").has(200);
        List<String> lines = csv.body().lines().toList();
        assertThat(csv.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("id,short_id,name,").contains("result.0.data.0", "query.source.kind");
        assertThat(lines.get(1)).contains("'=HYPERLINK(1)", "'-2", ",-7,");
        assertThat(client.get(insights.replaceAll("/$", ".csv?search=HYPERLINK"))
                        .has(200)
                        .body()
                        .lines())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"a\\u0000b\"}",
                "{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"a\\u0000b\"}]}}",
                "{\"tags\":[\"a\\u0000b\"]}",
                "{\"filters\":7}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "null",
                "{\"query\":{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"a\"}],"
                        + "\"dateRange\":{\"date_from\":7}}}",
            })
    void badBody_isRefused_andNothingWritten(String body) throws Exception {
        int before = client.get(insights).json().path("count").intValue();

        Answered answer = client.post(insights, body).has(400);
        assertThat(answer.json().path("type").textValue()).isIn("validation_error", "invalid_request");
        assertThat(answer.json().path("detail").textValue()).isNotBlank();
        assertThat(client.get(insights).json().path("count").intValue()).isEqualTo(before);
        client.get("/_ready").has(200);
    }

    @Test
    void otherProjectsInsight_isNotFound() throws Exception {
        JsonNode other =
                client.post("/api/projects/", "{\"name\":\"Other\"}").has(201).json();
        String path = created("{\"name\":\"mine\"}");

        client.get(path.replace("/projects/1/", "/projects/" + other.path("id").asLong() + "/"))
                .isError(404, "invalid_request", "not_found", "null");
        for (String id : List.of("0", "-1", "99999999999999999999999", encoded("ä"), "x".repeat(500), "%F0%9F%98%80")) {
            client.get(insights + id).isError(404, "invalid_request", "not_found", "null");
        }
    }

    @Test
    void member_editsWhatOthersMade_strangersDoNot() throws Exception {
        String path = created("{\"name\":\"shared work\"}");
        User member = app.member("member@example.org");
        TestClient colleague = app.anonymous().withKey(app.key(member, List.of("*")));
        User stranger = app.hindsight().members().addUser("s@example.org", "S", "", java.time.Instant.EPOCH);
        TestClient outsider = app.anonymous().withKey(app.key(stranger, List.of("*")));

        assertThat(colleague.get(path).has(200).json().path("user_access_level").textValue())
                .isEqualTo("editor");
        colleague.patch(path, "{\"description\":\"from a colleague\"}").has(200);
        assertThat(outsider.get(path)
                        .isError(403, "authentication_error", "permission_denied", "null")
                        .detail())
                .isEqualTo("You don't have access to the project.");
    }
}
