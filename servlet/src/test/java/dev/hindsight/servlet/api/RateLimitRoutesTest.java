package dev.hindsight.servlet.api;

import static dev.hindsight.servlet.api.RateLimitsTest.getOften;
import static dev.hindsight.servlet.api.RateLimitsTest.isThrottled;

import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The conformance vector of contract insights-api 8 that needs limits, over each metadata database. */
class RateLimitRoutesTest {
    @Test
    void vector41_insightRoutesAreOpen240TimesAMinute() throws Exception {
        try (TestApp app = TestApp.start(clock -> new RateLimits(clock, Set.of()))) {
            TestClient client = app.client();
            String insights = "/api/projects/" + app.project().id() + "/insights/";
            getOften(client, insights, 100);
            getOften(client, insights + "activity/", 100);
            app.forward(Duration.ofMillis(17_500));
            for (int i = 0; i < 40; i++) {
                client.post(insights + "cancel/", "{\"client_query_id\":\"a\"}").has(201);
            }

            isThrottled(client.get(insights), 43);
            isThrottled(client.post(insights, "not even JSON"), 43);
            app.clientWith(List.of("*")).get(insights).has(200);
            client.get("/api/users/@me/").has(200);

            app.forward(Duration.ofMillis(42_499));
            isThrottled(client.get(insights), 1);
            app.forward(Duration.ofMillis(1));
            client.get(insights).has(200);
        }
    }
}
