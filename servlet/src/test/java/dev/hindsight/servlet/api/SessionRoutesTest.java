package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Sessions;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.Application;
import dev.hindsight.servlet.RunningServer;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // by JUnit
class SessionRoutesTest {
    private static final String SESSION = "/console/session";
    private static final String INSIGHTS = "/api/projects/1/insights/";

    private TestApp app;
    private TestClient browser;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start();
        browser = app.anonymous();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private record SignedIn(String cookie, String proof) {}

    private Answered asks(String key) throws Exception {
        return browser.post(SESSION, "{\"personal_api_key\":\"" + key + "\"}");
    }

    private SignedIn signIn(String key) throws Exception {
        Answered answered = asks(key).has(201);
        String cookie = answered.header("Set-Cookie").orElseThrow();
        return new SignedIn(
                cookie.substring(0, cookie.indexOf(';')),
                answered.json().path("csrf_token").textValue());
    }

    private Answered get(SignedIn session, String target) throws Exception {
        return browser.send(
                browser.to(target).header("Cookie", session.cookie()).GET());
    }

    /** A change with a cookie and further headers, as names and values. */
    private Answered change(SignedIn session, String method, String target, String... headers) throws Exception {
        HttpRequest.Builder request = browser.to(target)
                .header("Cookie", session.cookie())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{}"));
        return browser.send(headers.length == 0 ? request : request.headers(headers));
    }

    private String everything() {
        return app.key(app.owner(), List.of("*"));
    }

    @Test
    void session_opensWhatItsKeyOpens() throws Exception {
        Answered begun = asks(everything()).has(201);
        assertThat(begun.header("Set-Cookie").orElseThrow())
                .matches("hindsight_session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
        assertThat(begun.header("Cache-Control")).contains("no-store");

        SignedIn session = signIn(everything());
        get(session, INSIGHTS).has(200);
        JsonNode current = get(session, SESSION).has(200).json();
        assertThat(current.path("signed_in").booleanValue()).isTrue();
        assertThat(current.path("csrf_token").textValue()).isEqualTo(session.proof());
        assertThat(current.path("user").path("email").textValue())
                .isEqualTo(app.owner().email());
        change(session, "POST", INSIGHTS, "X-CSRFToken", session.proof()).has(201);
    }

    @Test
    void cookie_isForTheApplicationOnly_andForHttpsOnlyWhereThereIsHttps() throws Exception {
        try (RunningServer server = RunningServer.start(
                "/app",
                Application.routes(app.hindsight(), Clock.systemUTC()),
                Optional.of("https://hindsight.example/app"))) {
            Answered begun = TestClient.of(server.url())
                    .post(SESSION, "{\"personal_api_key\":\"" + everything() + "\"}")
                    .has(201);
            assertThat(begun.header("Set-Cookie").orElseThrow())
                    .endsWith("; Path=/app/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure");
        }
    }

    @Test
    void session_mayDoNoMoreThanItsKey() throws Exception {
        SignedIn reader = signIn(app.key(app.owner(), List.of("insight:read")));
        get(reader, INSIGHTS).has(200);
        change(reader, "POST", INSIGHTS, "X-CSRFToken", reader.proof())
                .isError(403, "authentication_error", "permission_denied", "null");

        SignedIn elsewhere = signIn(app.key(app.owner(), List.of("*"), 99L));
        get(elsewhere, INSIGHTS).has(403);
    }

    @Test
    void changes_needTheProofOfTheSession() throws Exception {
        SignedIn session = signIn(everything());
        SignedIn other = signIn(everything());
        for (String method : List.of("POST", "PATCH", "DELETE")) {
            String target = method.equals("DELETE") ? SESSION : INSIGHTS + (method.equals("PATCH") ? "1/" : "");
            change(session, method, target).isError(403, "authentication_error", "permission_denied", "null");
            for (String wrong : List.of("x", other.proof(), session.proof() + "x")) {
                change(session, method, target, "X-CSRFToken", wrong).has(403);
            }
        }
        change(session, "POST", INSIGHTS, "X-CSRFToken", session.proof(), "Sec-Fetch-Site", "cross-site")
                .has(403);
        change(session, "POST", INSIGHTS, "X-CSRFToken", session.proof(), "Origin", "https://evil.example")
                .has(403);
        get(session, SESSION).has(200);
        assertThat(get(session, INSIGHTS).json().path("count").intValue()).isEqualTo(1);
    }

    @Test
    void aKeyInTheHeader_decides_besideACookie() throws Exception {
        SignedIn session = signIn(everything());
        TestClient reader = app.clientWith(List.of("annotation:read"));
        reader.send(reader.to(INSIGHTS).header("Cookie", session.cookie()).GET())
                .has(403);
        reader.send(browser.to(INSIGHTS)
                        .header("Authorization", "Bearer phx_gone")
                        .header("Cookie", session.cookie())
                        .GET())
                .has(401);
        // Programs that hold a key need no proof, whatever their cookies are.
        TestClient owner = app.client();
        owner.send(owner.to(INSIGHTS)
                        .header("Cookie", session.cookie())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")))
                .has(201);
    }

    @Test
    void session_ends_whenSomebodySignsOut() throws Exception {
        SignedIn session = signIn(everything());
        SignedIn other = signIn(everything());
        Answered out = change(session, "DELETE", SESSION, "X-CSRFToken", session.proof())
                .has(204);
        assertThat(out.header("Set-Cookie").orElseThrow()).contains("hindsight_session=;", "Max-Age=0");
        assertGone(session);
        get(other, INSIGHTS).has(200);
    }

    @Test
    void session_ends_withItsKey() throws Exception {
        TestClient owner = app.client();
        for (String method : List.of("DELETE", "POST")) {
            String key = everything();
            SignedIn session = signIn(key);
            get(session, INSIGHTS).has(200);
            String id = browser.withKey(key)
                    .get("/api/personal_api_keys/@current/")
                    .json()
                    .path("id")
                    .textValue();
            // Either the key goes, or it gets another secret.
            owner.send(method, "/api/personal_api_keys/" + id + (method.equals("POST") ? "/roll/" : "/"));
            assertGone(session);
        }
    }

    @Test
    void session_ends_afterItsTime() throws Exception {
        SignedIn session = signIn(everything());
        app.forward(Sessions.LIFE.minus(Duration.ofSeconds(1)));
        get(session, INSIGHTS).has(200);
        app.forward(Duration.ofSeconds(1));
        assertGone(session);
    }

    private void assertGone(SignedIn session) throws Exception {
        get(session, INSIGHTS).isError(401, "authentication_error", "not_authenticated", "null");
        assertThat(get(session, SESSION).json()).hasToString("{\"signed_in\":false}");
    }

    @Test
    void nobody_isSignedIn_withAForgedSession() throws Exception {
        SignedIn session = signIn(everything());
        String secret = session.cookie().substring(session.cookie().indexOf('=') + 1);
        for (String forged :
                List.of("", "x", "A".repeat(43), secret.toLowerCase(java.util.Locale.ROOT), secret + "A")) {
            assertGone(new SignedIn("hindsight_session=" + forged, session.proof()));
        }
    }

    @Test
    void session_isRefused_withoutAGoodKey_andToPagesOfOtherSites() throws Exception {
        asks("phx_gone").isError(401, "authentication_error", "authentication_failed", "null");
        browser.post(SESSION, "{}").isError(400, "validation_error", "required", "personal_api_key");
        browser.send(browser.to(SESSION)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{\"personal_api_key\":\"" + everything() + "\"}")))
                .has(415);
        browser.send(browser.to(SESSION)
                        .header("Content-Type", "application/json")
                        .header("Sec-Fetch-Site", "cross-site")
                        .POST(BodyPublishers.ofString("{\"personal_api_key\":\"" + everything() + "\"}")))
                .has(403);
    }

    @Test
    void session_opensNoShare() throws Exception {
        SignedIn session = signIn(everything());
        get(session, INSIGHTS + "?sharing_access_token=none").has(401);
        get(session, "/shared/none.json").has(404);
    }

    @Test
    void wrongKeys_mayComeTenTimes_inFiveMinutes() throws Exception {
        for (int i = 0; i < 9; i++) {
            asks("phx_wrong" + i).has(401);
        }
        for (int i = 0; i < 20; i++) {
            asks(everything()).has(201);
        }
        browser.post(SESSION, "{}").has(400);
        asks("phx_wrong").has(401);
        app.forward(Duration.ofSeconds(250));
        asks("phx_wrong").isError(429, "throttled_error", "throttled", "null");
        assertThat(asks(everything()).has(429).header("Retry-After")).contains("50");
        app.client().get(INSIGHTS).has(200);
        app.forward(Duration.ofSeconds(50));
        asks(everything()).has(201);
    }
}
