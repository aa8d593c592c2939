package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.Hindsight;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.Application;
import dev.hindsight.servlet.RunningServer;
import dev.hindsight.servlet.TestClient;
import java.time.Clock;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // by JUnit
class SchemaRoutesTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    private Hindsight hindsight;
    private RunningServer server;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        hindsight = Hindsight.inMemory();
        server = RunningServer.start("/app", Application.routes(hindsight, Clock.systemUTC()));
        client = TestClient.of(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
        hindsight.close();
    }

    private Answered accepting(String accept, String target) throws Exception {
        return client.send(client.to(target).header("Accept", accept).GET()).has(200);
    }

    @Test
    void schema_isJson_forWhoeverIsNoBrowser() throws Exception {
        assertThat(client.get("/api/schema/").has(200).json().path("openapi").textValue())
                .startsWith("3.1");
        for (String accept : List.of("*/*", "application/json", "application/json, text/html;q=0.5")) {
            Answered answered = accepting(accept, "/api/schema/");
            assertThat(answered.json().has("paths")).as(accept).isTrue();
            assertThat(answered.header("Vary")).contains("Accept");
        }
    }

    @Test
    void schema_isAPage_forBrowsers() throws Exception {
        for (String target : List.of("/api/schema", "/api/schema/")) {
            Answered page = accepting(BROWSER, target);

            assertThat(page.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(page.header("Vary")).contains("Accept");
            assertThat(page.header("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                            .contains("connect-src 'self'", "frame-ancestors 'none'")
                            .doesNotContain("unsafe", "http"));
            assertThat(page.body())
                    .doesNotContain("<style", "style=", "onload", "http://", "https://")
                    .doesNotContainPattern("<script(?![^>]* src=)");
            List<String> loaded = LOADED.matcher(page.body())
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
            assertThat(loaded).hasSize(6);
            for (String address : loaded) {
                if (!address.equals("data:,")) {
                    assertThat(address).startsWith("/app/api/schema/");
                    client.get(address.substring("/app".length())).has(200);
                }
            }
        }
    }

    @Test
    void file_isWhatThePageNeeds_andNothingElse() throws Exception {
        Answered script = client.get("/api/schema/swagger-ui-bundle.js").has(200);
        assertThat(script.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
        assertThat(script.header("Cache-Control")).contains("public, max-age=86400");
        assertThat(script.body()).contains("SwaggerUIBundle");
        assertThat(client.get("/api/schema/swagger-ui.css").has(200).header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/css"));

        Answered packed = client.send(client.to("/api/schema/swagger-ui-bundle.js")
                .header("Accept-Encoding", "gzip")
                .GET());
        assertThat(packed.has(200).header("Content-Encoding")).contains("gzip");
        assertThat(Long.parseLong(packed.header("Content-Length").orElseThrow()))
                .isLessThan(script.body().length() / 2);
        client.send(client.to("/api/schema/swagger-ui-bundle.js")
                        .header("If-None-Match", script.header("ETag").orElseThrow())
                        .GET())
                .has(304);

        for (String target : List.of("index.html", "swagger-initializer.js", "schema-page.html")) {
            client.get("/api/schema/" + target).has(404);
        }
    }
}
