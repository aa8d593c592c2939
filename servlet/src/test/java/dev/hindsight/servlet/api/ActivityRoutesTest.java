package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log of insights tells, entry by entry (contract insights-api 3.9). */
class ActivityRoutesTest {
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

    private static String text(String json) {
        return json.replace('\'', '"');
    }

    private static JsonNode json(String json) throws Exception {
        return new JsonMapper().readTree(text(json));
    }

    private static String created(String fields) throws Exception {
        return insights
                + client.post(insights, text("{" + fields + "}"))
                        .has(201)
                        .json()
                        .path("id")
                        .asLong() + "/";
    }

    private static void patch(String path, String fields) throws Exception {
        client.patch(path, text("{" + fields + "}")).has(200);
    }

    private static JsonNode entries(String path) throws Exception {
        return client.get(path + "activity/?limit=100").has(200).json().path("results");
    }

    private static JsonNode newest(String path) throws Exception {
        return entries(path).get(0);
    }

    @Test
    void entry_saysWhoDidWhatToWhat() throws Exception {
        String path = created("'name':'','derived_name':'what it counts','tags':['t']");
        JsonNode entry = newest(path);

        assertThat(entry.fieldNames())
                .toIterable()
                .containsExactly("id", "user", "activity", "scope", "item_id", "detail", "client", "created_at");
        assertThat(UUID.fromString(entry.path("id").textValue()).version()).isEqualTo(7);
        assertThat(entry.path("user")).isEqualTo(json("{'first_name':'Owner','email':'owner@localhost'}"));
        assertThat(entry.path("scope").textValue()).isEqualTo("Insight");
        assertThat(entry.path("item_id").textValue()).isEqualTo(path.replaceAll(".*/(\\d+)/$", "$1"));
        assertThat(entry.path("created_at").textValue()).isEqualTo("2025-03-15T12:00:00Z");
        JsonNode detail = entry.path("detail");
        assertThat(detail.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("changes", "trigger", "type", "name", "short_id");
        assertThat(detail.path("name").textValue()).isEqualTo("what it counts");
        assertThat(detail.path("short_id")).isEqualTo(client.get(path).json().path("short_id"));
        assertThat(detail.path("changes").isNull()).isTrue();
        assertThat(detail.path("trigger").isNull() && detail.path("type").isNull())
                .isTrue();
    }

    /** One change after another to the same insight; an empty expectation: nothing is logged. */
    @Test
    void change_isToldByItsField_withWhatWasAndIs() throws Exception {
        String path = created("'name':'a'");
        String query = "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'x'}]}";
        List<String[]> steps = List.of(
                new String[] {"'name':'b'", "'changed','field':'name','before':'a','after':'b'"},
                new String[] {"'name':''", "'deleted','field':'name','before':'b','after':null"},
                new String[] {"'name':null", ""},
                new String[] {"'name':'c'", "'created','field':'name','before':null,'after':'c'"},
                new String[] {"'description':''", ""},
                new String[] {"'description':'d'", "'created','field':'description','before':null,'after':'d'"},
                new String[] {"'derived_name':'e'", "'created','field':'derived_name','before':null,'after':'e'"},
                new String[] {"'query':" + query, "'created','field':'query','before':null,'after':" + query},
                new String[] {"'query':" + query, ""},
                new String[] {"'query':null", "'deleted','field':'query','before':" + query + ",'after':null"},
                new String[] {
                    "'filters':{'insight':'PATHS'}",
                    "'created','field':'filters','before':null,'after':{'insight':'PATHS'}"
                },
                new String[] {"'favorited':true", "'changed','field':'favorited','before':false,'after':true"},
                new String[] {"'favorited':false", "'changed','field':'favorited','before':true,'after':false"},
                new String[] {"'tags':['z','y']", "'created','field':'tags','before':null,'after':['y','z']"},
                new String[] {"'tags':[]", "'deleted','field':'tags','before':['y','z'],'after':null"},
                new String[] {"'order':7,'saved':false", ""});
        for (String[] step : steps) {
            int before = entries(path).size();
            patch(path, step[0]);
            JsonNode after = entries(path);
            assertThat(after.size()).as(step[0]).isEqualTo(before + (step[1].isEmpty() ? 0 : 1));
            if (!step[1].isEmpty()) {
                assertThat(after.at("/0/activity").textValue()).isEqualTo("updated");
                assertThat(after.at("/0/detail/changes"))
                        .as(step[0])
                        .isEqualTo(json("[{'type':'Insight','action':" + step[1] + "}]"));
            }
        }
        assertThat(newest(path).at("/detail/name").textValue()).isEqualTo("c");
    }

    @Test
    void deletionAndReturn_haveNamesOfTheirOwn() throws Exception {
        String path = created("'name':'going'");
        patch(path, "'deleted':true,'name':'gone'");
        JsonNode deleted = client.get(insights + "activity/?limit=1").json().at("/results/0");
        assertThat(deleted.path("activity").textValue()).isEqualTo("deleted");
        assertThat(deleted.at("/detail/changes"))
                .contains(
                        json("{'type':'Insight','action':'changed','field':'deleted','before':false,'after':true}"),
                        json("{'type':'Insight','action':'changed','field':'name','before':'going','after':'gone'}"));
        patch(path, "'deleted':false");
        assertThat(newest(path).path("activity").textValue()).isEqualTo("restored");
        assertThat(newest(path).at("/detail/changes"))
                .isEqualTo(
                        json("[{'type':'Insight','action':'changed','field':'deleted','before':true,'after':false}]"));
    }

    @Test
    void dashboards_areToldByIdAndName_whenTheSetChanges() throws Exception {
        String dashboards = insights.replace("insights", "dashboards");
        long one = client.post(dashboards, "{\"name\":\"One\"}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        long two = client.post(dashboards, "{\"name\":\"Two\"}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        String path = created("'name':'placed','dashboards':[" + two + "]");

        patch(path, "'dashboards':[" + two + "," + one + "]");
        String both = "[{'id':" + one + ",'name':'One'},{'id':" + two + ",'name':'Two'}]";
        assertThat(newest(path).at("/detail/changes"))
                .isEqualTo(json("[{'type':'Insight','action':'changed','field':'dashboards','before':[{'id':" + two
                        + ",'name':'Two'}],'after':" + both + "}]"));
        patch(path, "'dashboards':[" + one + "," + two + "]");
        assertThat(entries(path)).hasSize(2);
        patch(path, "'dashboards':[]");
        assertThat(newest(path).at("/detail/changes/0/before")).isEqualTo(json(both));
        assertThat(newest(path).at("/detail/changes/0/after")).isEqualTo(json("[]"));
    }

    @Test
    void sharing_isToldWhenItChanges_withWhoTriedAPassword() throws Exception {
        String path = created("'name':'shared'");
        String sharing = path + "sharing/";
        client.patch(sharing, "{\"enabled\":true}").has(200);
        assertThat(newest(path).path("activity").textValue()).isEqualTo("sharing enabled");
        assertThat(newest(path).at("/detail/changes/0"))
                .isEqualTo(json("{'type':'Insight','action':'changed','field':'sharing','before':false,'after':true}"));
        client.patch(sharing, "{\"enabled\":true}").has(200);
        String token = client.post(sharing + "refresh/", "")
                .has(200)
                .json()
                .path("access_token")
                .textValue();
        assertThat(newest(path).path("activity").textValue()).isEqualTo("access token refreshed");
        assertThat(newest(path).at("/detail/changes").isNull()).isTrue();

        client.patch(sharing, "{\"password_required\":true}").has(200);
        long password = client.post(sharing + "passwords/", "{\"raw_password\":\"open sesame\",\"note\":\"board\"}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        for (String[] tried :
                new String[][] {{"open sesame", "share_login_success"}, {"wrong", "share_login_failed"}}) {
            app.anonymous().post("/shared/" + token, "{\"password\":\"" + tried[0] + "\"}");
            JsonNode entry = newest(path);
            boolean success = tried[0].startsWith("open");
            assertThat(entry.path("activity").textValue()).isEqualTo(tried[1]);
            assertThat(entry.path("user")).isEqualTo(json("{'first_name':'System','email':null,'is_system':true}"));
            JsonNode change = entry.at("/detail/changes/0");
            assertThat(change.path("field").textValue()).isEqualTo("authentication_attempt");
            JsonNode after = change.path("after");
            assertThat(after.path("access_token_suffix").textValue()).isEqualTo(token.substring(24));
            assertThat(after.path("client_ip").textValue()).isEqualTo("127.0.0.1");
            assertThat(after.path("success").booleanValue()).isEqualTo(success);
            assertThat(after.path("resource_type").textValue()).isEqualTo("insight");
            assertThat(after.has("password_id")).isEqualTo(success);
            if (success) {
                assertThat(after.path("password_id").asLong()).isEqualTo(password);
                assertThat(after.path("password_note").textValue()).isEqualTo("board");
            }
        }
        client.patch(sharing, "{\"enabled\":false}").has(200);
        assertThat(entries(path).findValuesAsText("activity"))
                .containsExactly(
                        "sharing disabled",
                        "share_login_failed",
                        "share_login_success",
                        "updated",
                        "updated",
                        "access token refreshed",
                        "sharing enabled",
                        "created");
    }

    /** Whoever only looks at a thing is not told who else did, nor who may. */
    @ParameterizedTest
    @ValueSource(strings = {"insights", "dashboards"})
    void visitorsPasswordsAndRules_areForThoseWhoMayKnowThem(String things) throws Exception {
        String all = insights.replace("insights", things);
        String path = all
                + client.post(all, "{\"name\":\"discreet\"}")
                        .has(201)
                        .json()
                        .path("id")
                        .asLong() + "/";
        String token = client.patch(path + "sharing/", "{\"enabled\":true,\"password_required\":true}")
                .has(200)
                .json()
                .path("access_token")
                .textValue();
        client.post(path + "sharing/passwords/", "{\"raw_password\":\"open sesame\",\"note\":\"the board\"}")
                .has(201);
        app.anonymous()
                .post("/shared/" + token, "{\"password\":\"open sesame\"}")
                .has(200);
        client.send("PUT", path + "access_controls/", "{\"access_level\":\"viewer\"}")
                .has(200);
        TestClient viewer = app.anonymous().withKey(app.key(app.member(things + "@example.org"), List.of("*")));

        for (String log : List.of(path + "activity/?limit=100", all + "activity/?limit=100")) {
            assertThat(client.get(log).has(200).body()).contains("the board", "127.0.0.1", "access_control");
            assertThat(viewer.get(log).has(200).body())
                    .contains("share_login_success", "access_control")
                    .doesNotContain("the board", "127.0.0.1", "password_id");
            assertThat(app.clientWith(List.of("activity_log:read"))
                            .get(log)
                            .has(200)
                            .body())
                    .contains("the board")
                    .doesNotContain("\"access_control\"");
        }
        for (JsonNode entry : client.get(path + "activity/").json().path("results")) {
            String one = path + "activity/" + entry.path("id").textValue() + "/";
            assertThat(viewer.get(one).has(200).body()).doesNotContain("the board", "127.0.0.1", "password_id");
        }
    }

    @ParameterizedTest
    @CsvSource({"limit=x,limit", "limit=0,limit", "limit=-1,limit", "limit=1.5,limit", "page=x,page", "page=0,page"})
    void badPages_areRefused(String parameter, String attr) throws Exception {
        for (String path : List.of(insights, created("'name':'paged'"))) {
            client.get(path + "activity/?" + parameter).isError(400, "validation_error", "invalid_input", attr);
        }
    }

    @Test
    void pages_areOfTen_andLinked() throws Exception {
        String path = created("'name':'0'");
        for (int i = 1; i < 12; i++) {
            patch(path, "'name':'" + i + "'");
        }
        JsonNode first = client.get(path + "activity").has(200).json();
        assertThat(first.fieldNames()).toIterable().containsExactly("results", "next", "previous", "total_count");
        assertThat(first.path("results")).hasSize(10);
        assertThat(first.path("total_count").intValue()).isEqualTo(12);
        assertThat(first.path("previous").isNull()).isTrue();
        assertThat(first.path("next").textValue()).isEqualTo(app.url() + path + "activity?page=2&limit=10");
        JsonNode second = client.get(path + "activity?page=2&limit=10").has(200).json();
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(second.path("previous").textValue()).isEqualTo(app.url() + path + "activity?page=1&limit=10");
        List<String> names = new ArrayList<>(first.findValuesAsText("name"));
        names.addAll(second.findValuesAsText("name"));
        assertThat(names).containsExactly("11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1", "0");
        assertThat(client.get(path + "activity?page=999999999").has(200).json().path("results"))
                .isEmpty();
        client.get(insights + "999999/activity/").isError(404, "invalid_request", "not_found", "null");
    }

    @Test
    void logOfTheProject_leavesOutWhatTheReaderMayNotSee() throws Exception {
        String path = created("'name':'the secret'");
        TestClient grace = app.anonymous().withKey(app.key(app.member("grace@example.org"), List.of("*")));
        client.send("PUT", path + "access_controls/", "{\"access_level\":\"none\"}")
                .has(200);

        JsonNode seen = grace.get(insights + "activity/?limit=100").has(200).json();
        assertThat(seen.toString()).doesNotContain("the secret");
        assertThat(seen.path("total_count").intValue())
                .isEqualTo(seen.path("results").size());
        assertThat(client.get(insights + "activity/?limit=100").json().toString())
                .contains("the secret");
        grace.get(path + "activity/").isError(403, "authentication_error", "permission_denied", "null");
    }
}
