package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.Hindsight;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.Application;
import dev.hindsight.servlet.RunningServer;
import dev.hindsight.servlet.TestClient;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // by JUnit
class ConsoleRoutesTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"/app(/console/[^\"]*)\"");
    private static final Pattern IMPORTED = Pattern.compile("from \"\\./([a-z-]+\\.js)\"");

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

    private Answered page() throws Exception {
        return client.send(client.to("/").header("Accept", BROWSER).GET()).has(200);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void root_isAPage_forBrowsersOnly() throws Exception {
        assertThat(page().header("Content-Type")).contains("text/html;charset=utf-8");
        for (String accept : List.of("*/*", "application/json")) {
            client.send(client.to("/").header("Accept", accept).GET())
                    .isError(404, "invalid_request", "not_found", "null");
        }
    }

    @Test
    void page_runsOnlyOurScripts_isInNobodysFrame_andIsNotKept() throws Exception {
        Answered page = page();
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
        assertThat(page.header("X-Frame-Options")).contains("DENY");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(page.body())
                .doesNotContain("style=", "<style", "javascript:", "onclick", "{root}", "{version}", "{preloads}");
        assertThat(page.body()).doesNotContainPattern("<script(?![^>]* src=)").doesNotContain("http://", "https://");
    }

    @Test
    void files_areThere_andKeptForGood() throws Exception {
        List<String> loaded = found(LOADED, page().body());
        assertThat(loaded).hasSizeGreaterThan(4);
        for (String target : loaded) {
            Answered file = client.get(target).has(200);
            assertThat(file.header("Cache-Control")).contains("public, max-age=31536000, immutable");
            String tag = file.header("ETag").orElseThrow();
            Answered again = client.send(
                            client.to(target).header("If-None-Match", tag).GET())
                    .has(304);
            assertThat(again.body()).isEmpty();
            String elsewhere = target.replaceFirst("/console/[^/]*/", "/console/of-another-node/");
            assertThat(client.get(elsewhere).has(200).header("Cache-Control")).contains("public, no-cache");
        }
        client.get("/console/x/console.html").has(404);
        client.get("/console/x/ConsoleRoutes.class").has(404);
    }

    @Test
    void scripts_areLoadedTogether_findTheirModules_andWriteNoHtml() throws Exception {
        List<String> scripts = found(LOADED, page().body()).stream()
                .filter(place -> place.endsWith(".js") && !place.endsWith("/chart.js"))
                .distinct()
                .toList();
        Set<String> imported = new TreeSet<>(Set.of("app.js"));
        for (String script : scripts) {
            String text = client.get(script).has(200).body();
            assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                    .as(script)
                    .doesNotContain(
                            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://");
            imported.addAll(found(IMPORTED, text));
        }
        assertThat(scripts.stream().map(place -> place.substring(place.lastIndexOf('/') + 1)))
                .containsExactlyInAnyOrderElementsOf(imported);
    }
}
