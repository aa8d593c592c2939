package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.access.Caller;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How often a key may be used, with one application for each test: what counts is all that came before. */
class RateLimitsTest {
    private static final String SQL = "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select 1\"}}";
    private static final String WRAPPED_SQL =
            "{\"query\":{\"kind\":\"DataVisualizationNode\",\"source\":{\"kind\":\"HogQLQuery\",\"query\":\"select 1\"}}}";

    private final List<RateLimits> limits = new ArrayList<>();

    private TestApp limited(Long... allowed) throws Exception {
        return TestApp.start(clock -> {
            RateLimits made = new RateLimits(clock, Set.of(allowed));
            limits.add(made);
            return made;
        });
    }

    private static String project(TestApp app) {
        return "/api/projects/" + app.project().id();
    }

    private static String insights(TestApp app) {
        return project(app) + "/insights/";
    }

    static void getOften(TestClient client, String target, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            client.get(target).has(200);
        }
    }

    static void isThrottled(Answered answered, long seconds) {
        answered.isError(429, "throttled_error", "throttled", "null");
        assertThat(answered.detail())
                .isEqualTo("Request was throttled. Expected available in " + seconds + " seconds.");
        assertThat(answered.header("Retry-After")).contains(Long.toString(seconds));
    }

    @Test
    void insightRoutes_areOpen1200TimesAnHour() throws Exception {
        try (TestApp app = limited()) {
            TestClient client = app.client();
            for (int minute = 0; minute < 5; minute++) {
                getOften(client, insights(app) + "?basic=true", 240);
                app.forward(Duration.ofMinutes(1));
            }

            isThrottled(client.get(insights(app)), 55 * 60);
            app.forward(Duration.ofMinutes(55));
            client.get(insights(app)).has(200);
        }
    }

    @Test
    void otherRoutes_areOpen480TimesAMinute() throws Exception {
        try (TestApp app = limited()) {
            TestClient client = app.client();
            getOften(client, "/api/users/@me/", 240);
            getOften(client, project(app) + "/actions/", 240);

            isThrottled(client.get("/api/organizations/"), 60);
            isThrottled(client.post(project(app) + "/query/", "{}"), 60);
            client.get(insights(app)).has(200);
        }
    }

    @Test
    void sqlQueries_mayBeAsked120TimesAnHour() throws Exception {
        try (TestApp app = limited()) {
            TestClient client = app.client();
            String target = project(app) + "/query/";
            for (int i = 0; i < 60; i++) {
                assertThat(client.post(target, SQL).status()).isNotEqualTo(429);
                assertThat(client.post(target, WRAPPED_SQL).status()).isNotEqualTo(429);
            }

            isThrottled(client.post(target, SQL), 3600);
            isThrottled(client.post(target, WRAPPED_SQL), 3600);
            client.post(target, "{}").has(400);
            app.forward(Duration.ofHours(1));
            assertThat(client.post(target, SQL).status()).isNotEqualTo(429);
        }
    }

    @Test
    void requestsWithoutAGoodKey_areNotCounted() throws Exception {
        try (TestApp app = limited()) {
            TestClient stranger = app.anonymous().withKey("phx_nobody");
            for (int i = 0; i < 250; i++) {
                app.anonymous().get(insights(app)).has(401);
                stranger.get(insights(app)).has(401);
                app.client().get("/api/projects/987654/insights/").has(404);
            }

            app.client().get(insights(app)).has(200);
            assertThat(limits.get(0).size()).isEqualTo(1);
        }
    }

    @Test
    void capturedEvents_areNotCounted() throws Exception {
        try (TestApp app = limited()) {
            String event = "{\"api_key\":\"" + app.project().apiToken() + "\",\"event\":\"a\",\"distinct_id\":\"b\"}";
            for (int i = 0; i < 20; i++) {
                app.anonymous().post("/capture/", event).has(200);
            }

            assertThat(limits.get(0).size()).isZero();
        }
    }

    @Test
    void allowedProjects_areOpenAsOftenAsAnybodyLikes() throws Exception {
        try (TestApp app = limited(1L, 7L)) {
            assertThat(app.project().id()).isEqualTo(1);
            getOften(app.client(), insights(app), 250);
            getOften(app.client(), "/api/environments/@current/insights/", 250);

            getOften(app.client(), "/api/users/@me/", 480);
            isThrottled(app.client().get("/api/users/@me/"), 60);
        }
    }

    @Test
    void limits_areOffUnlessAskedFor() throws Exception {
        try (TestApp app = TestApp.start()) {
            getOften(app.client(), insights(app), 500);
        }
    }

    @Test
    void keys_thatNobodyUses_areForgottenAfterAnHour() throws Exception {
        try (TestApp app = limited()) {
            for (int i = 0; i < 5; i++) {
                app.clientWith(List.of("*")).get(insights(app)).has(200);
            }
            app.forward(Duration.ofMinutes(30));
            app.client().get(insights(app)).has(200);
            assertThat(limits.get(0).size()).isEqualTo(6);

            app.forward(Duration.ofMinutes(30));
            app.client().get("/api/users/@me/").has(200);

            assertThat(limits.get(0).size()).isEqualTo(2);
        }
    }

    @Test
    void clock_thatIsSetBack_locksNobodyOut() throws Exception {
        try (TestApp app = limited()) {
            getOften(app.client(), insights(app), 240);
            isThrottled(app.client().get(insights(app)), 60);

            app.forward(Duration.ofDays(-1));

            app.client().get(insights(app)).has(200);
        }
    }

    @Test
    void limits_thatFail_letRequestsPass() throws Exception {
        try (TestApp app = TestApp.start(clock -> new RateLimits(new BrokenClock(), Set.of()))) {
            getOften(app.client(), insights(app), 3);
        }
    }

    @Test
    void callers_withoutAKey_areNotCounted() throws Exception {
        try (TestApp app = TestApp.start(clock -> {
            RateLimits made = new RateLimits(clock, Set.of());
            limits.add(made);
            // As if a host application had signed everybody in itself.
            return (caller, request, projectId) -> made.admit(Caller.of(caller.user()), request, OptionalLong.empty());
        })) {
            getOften(app.client(), insights(app), 250);

            assertThat(limits.get(0).size()).isZero();
        }
    }

    private static final class BrokenClock extends Clock {
        @Override
        public Instant instant() {
            throw new IllegalStateException("no time");
        }

        @Override
        public ZoneId getZone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
