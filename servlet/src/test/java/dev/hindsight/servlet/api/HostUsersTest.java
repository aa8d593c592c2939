package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.Hindsight;
import dev.hindsight.access.Authenticator;
import dev.hindsight.access.Credentials;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A host application that knows its users by a cookie. */
class HostUsersTest {
    private static final String INSIGHTS = "/api/projects/@current/insights/";

    private static TestApp app;
    private static TestClient nobody;

    /** The cookie holds an email; one without an at sign is bad. */
    static final class ByCookie implements Authenticator {
        @Override
        public Optional<User> user(Credentials credentials, MemberStore members) {
            Optional<String> email = credentials.cookie("host_session");
            if (email.isPresent() && !email.get().contains("@")) {
                throw HindsightException.of(Failure.UNAUTHENTICATED, "The session is over.");
            }
            return email.flatMap(members::findUserByEmail);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start(Hindsight.builder().inMemory().authenticator(new ByCookie()), 20);
        nobody = app.anonymous();
        app.member("host@example.org");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static Answered with(String session, String method, String... headers) throws Exception {
        var request = nobody.to(INSIGHTS).header("Cookie", "other=1; host_session=" + session);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return nobody.send(
                method.equals("GET")
                        ? request
                        : request.header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString("{\"name\":\"hosted\"}")));
    }

    @Test
    void usersOfTheHost_areLetIn_asWhatTheyAre() throws Exception {
        assertThat(with("host@example.org", "POST")
                        .has(201)
                        .json()
                        .at("/created_by/email")
                        .textValue())
                .isEqualTo("host@example.org");
        with("host@example.org", "GET").has(200);
        assertThat(with("gone", "GET")
                        .isError(401, "authentication_error", "not_authenticated", "null")
                        .detail())
                .isEqualTo("The session is over.");
        with("stranger@example.org", "GET").has(401);
        nobody.get(INSIGHTS).has(401);
        app.client().get(INSIGHTS).has(200);
    }

    @Test
    void aKeyInTheHeader_decides_beforeTheHost() throws Exception {
        String narrow = app.key(app.owner(), List.of("annotation:read"));
        for (String key : List.of(narrow, "phx_gone")) {
            nobody.send(nobody.to(INSIGHTS)
                            .header("Authorization", "Bearer " + key)
                            .header("Cookie", "host_session=host@example.org"))
                    .has(key.equals(narrow) ? 403 : 401);
        }
        nobody.send(nobody.to(INSIGHTS)
                        .header("Authorization", "Bearer token-of-the-host")
                        .header("Cookie", "host_session=host@example.org"))
                .has(200);
    }

    @Test
    void usersOfTheHost_areSignedInToTheConsole() throws Exception {
        Answered current = nobody.send(nobody.to("/console/session")
                        .header("Cookie", "host_session=host@example.org")
                        .GET())
                .has(200);
        assertThat(current.json().at("/user/email").textValue()).isEqualTo("host@example.org");
        assertThat(current.json().path("signed_in").booleanValue()).isTrue();
        assertThat(current.json().path("csrf_token").isNull()).isTrue();
    }

    @Test
    void pagesOfOtherSites_canChangeNothing() throws Exception {
        for (String site : new String[] {"cross-site", "same-site"}) {
            with("host@example.org", "POST", "Sec-Fetch-Site", site)
                    .isError(403, "authentication_error", "permission_denied", "null");
            with("host@example.org", "GET", "Sec-Fetch-Site", site).has(200);
        }
        with("host@example.org", "POST", "Origin", "https://evil.example").has(403);
        with(
                        "host@example.org",
                        "POST",
                        "Origin",
                        app.url().substring(0, app.url().length() - 1))
                .has(403);
        with("host@example.org", "POST", "Origin", app.url()).has(201);
        with("host@example.org", "POST", "Sec-Fetch-Site", "same-origin").has(201);
    }
}
