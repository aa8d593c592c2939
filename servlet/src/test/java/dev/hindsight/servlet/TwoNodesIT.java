package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Two processes behave as one application. They begin at once, on a database that is empty. */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // by start
class TwoNodesIT {
    private static final String INSIGHTS = "/api/projects/1/insights/";
    private static final String QUERY = "/api/projects/1/query/";

    private Cluster cluster;
    private ServerProcess one;
    private ServerProcess other;
    private volatile TestClient onOne;
    private volatile TestClient onOther;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = new Cluster(directory);
        one = cluster.launch("one", Map.of());
        other = cluster.launch("other", Map.of());
        onOne = Cluster.client(ready(one));
        onOther = Cluster.client(ready(other));
    }

    @AfterAll
    void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static ServerProcess ready(ServerProcess node) throws Exception {
        node.awaitAnswer();
        for (int i = 0; i < 300 && node.client().get("/_ready").status() != 200; i++) {
            Thread.sleep(100);
        }
        node.client().get("/_ready").has(200);
        return node;
    }

    @Test
    void theyStartedAtOnce_andSetUpOneOrganization() throws Exception {
        assertThat(onOne.get("/api/projects/").has(200).json())
                .isEqualTo(onOther.get("/api/projects/").has(200).json());
        assertThat(onOther.get("/api/projects/").json().path("count").asInt()).isEqualTo(1);
        assertThat(onOther.get("/api/organizations/")
                        .has(200)
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aKey_worksAndEndsEverywhereAtOnce() throws Exception {
        JsonNode made = onOne.post("/api/personal_api_keys/", "{\"label\":\"k\",\"scopes\":[\"*\"]}")
                .has(201)
                .json();
        TestClient withIt = other.client().withKey(made.path("value").textValue());
        withIt.get(INSIGHTS).has(200);

        onOne.send("DELETE", "/api/personal_api_keys/" + made.path("id").textValue() + "/")
                .has(204);
        withIt.get(INSIGHTS).has(401);
    }

    @Test
    void changesAndRules_countEverywhereAtOnce() throws Exception {
        String path = insight(onOne, "changing");
        onOther.patch(path, "{\"name\":\"changed\"}").has(200);
        assertThat(onOne.get(path).has(200).json().path("name").textValue()).isEqualTo("changed");

        TestClient member = other.client().withKey(cluster.member("member@example.com"));
        member.get(path).has(200);
        onOne.send("PUT", path + "access_controls/", "{\"access_level\":\"none\"}")
                .has(200);
        member.get(path).has(403);
        onOther.patch(path, "{\"deleted\":true}").has(200);
        onOne.get(path).has(404);
    }

    @Test
    void aShareThatIsOpenedHere_isOpenThere_untilItIsSwitchedOff() throws Exception {
        String path = insight(onOne, "shared");
        String token = onOne.patch(path + "sharing/", "{\"enabled\":true,\"password_required\":true}")
                .has(200)
                .json()
                .path("access_token")
                .textValue();
        onOther.post(path + "sharing/passwords/", "{\"raw_password\":\"open sesame\",\"note\":\"n\"}")
                .has(201);
        String session = one.client()
                .post("/shared/" + token, "{\"password\":\"open sesame\"}")
                .has(200)
                .json()
                .path("shareToken")
                .textValue();

        TestClient visitor = other.client().withKey(session);
        visitor.get("/shared/" + token + ".json").has(200);
        onOne.patch(path + "sharing/", "{\"enabled\":false}").has(200);
        assertThat(visitor.get("/shared/" + token + ".json").status()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void aCalculationThatIsLeftToOne_isFollowedOnTheOther() throws Exception {
        captured("followed", 3);
        String id = left(onOne, "followed");

        JsonNode complete = completed(onOther, id);
        assertThat(complete.at("/query_status/results").toString()).contains("\"count\":3");
    }

    @Test
    void aQuestionThatIsAskedOnBoth_isCalculatedOnce() throws Exception {
        captured("asked", 2);
        CompletableFuture<Answered> first;
        CompletableFuture<Answered> second;
        try (Connection held = cluster.holdEvents()) {
            first = blocking(onOne, "asked");
            assertThat(cluster.awaitHeld("one")).isEqualTo("one");
            second = blocking(onOther, "asked");
            Thread.sleep(1_500); // for a calculation that should not begin
            assertThat(cluster.held()).containsExactly("one");
            assertThat(second).isNotDone();
            held.rollback();
        }
        JsonNode ofFirst = first.get(60, TimeUnit.SECONDS).has(200).json();
        JsonNode ofSecond = second.get(60, TimeUnit.SECONDS).has(200).json();
        assertThat(ofFirst.at("/results/0/count").asInt()).isEqualTo(2);
        assertThat(ofSecond.path("results")).isEqualTo(ofFirst.path("results"));
        assertThat(ofSecond.path("last_refresh")).isEqualTo(ofFirst.path("last_refresh"));
    }

    @Test
    void eventsThatComeToBothAtOnce_areCountedOnce() throws Exception {
        String batch = batch("twice", 50, Instant.now().minus(Duration.ofDays(400)));
        CompletableFuture<Answered> here = CompletableFuture.supplyAsync(() -> sent(onOne, batch));
        CompletableFuture<Answered> there = CompletableFuture.supplyAsync(() -> sent(onOther, batch));
        here.get(60, TimeUnit.SECONDS).has(200);
        there.get(60, TimeUnit.SECONDS).has(200);

        JsonNode answer = blocking(onOther, "twice", "-500d")
                .get(60, TimeUnit.SECONDS)
                .has(200)
                .json();
        assertThat(answer.at("/results/0/count").asInt()).isEqualTo(50);
    }

    @Test
    void aNodeThatIsKilled_isReplaced_alsoByItself() throws Exception {
        captured("killed", 4);
        ServerProcess third = ready(cluster.launch("third", Map.of("hindsight.background.threads", "10")));
        List<String> ids = new ArrayList<>();
        try (Connection held = cluster.holdEvents()) {
            // More than the others take, whoever is quicker.
            for (int i = 0; i < 6; i++) {
                ids.add(left(Cluster.client(third), "killed " + i));
            }
            cluster.awaitHeld("third");
            third.kill();
            held.rollback();
        }
        for (String id : ids) {
            completed(onOne, id);
            completed(onOther, id);
        }
    }

    @Test
    void whenOneAfterTheOtherIsRestarted_nothingIsLost_andNothingDoneTwice() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        String token =
                onOne.get("/api/projects/1/").has(200).json().path("api_token").textValue();
        CompletableFuture<Integer> sending = CompletableFuture.supplyAsync(() -> {
            int sent = 0;
            while (!enough.get()) {
                String name = "rolled " + sent++;
                untilDone(client -> client.send(client.to(INSIGHTS)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", name)
                        .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))));
                String batch = batch(token, "rolled", 1, Instant.now().minus(Duration.ofDays(1)));
                untilDone(client -> client.post("/batch/", batch));
            }
            return sent;
        });
        String id = left(onOne, "rolled");
        one.close();
        one = cluster.launch("one", Map.of());
        onOne = Cluster.client(ready(one));
        other.close();
        other = cluster.launch("other", Map.of());
        onOther = Cluster.client(ready(other));
        enough.set(true);
        int sent = sending.get(60, TimeUnit.SECONDS);

        completed(onOne, id);
        assertThat(onOne.get(INSIGHTS + "?search=rolled&limit=1")
                        .has(200)
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(sent);
        Answered counted =
                onOther.post(QUERY, "{\"refresh\":\"force_blocking\",\"query\":" + query("rolled", "-7d") + "}");
        assertThat(counted.has(200).json().at("/results/0/count").asInt()).isEqualTo(sent);
    }

    /** A call of some node. */
    private interface Sending {
        Answered by(TestClient client) throws Exception;
    }

    /** As a client behind a balancer: when one node does not do it, the other is asked. */
    private void untilDone(Sending sending) {
        for (int i = 0; i < 300; i++) {
            try {
                if (sending.by(i % 2 == 0 ? onOne : onOther).status() < 300) {
                    return;
                }
                Thread.sleep(50);
            } catch (IOException e) {
                // It is just being restarted.
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no node does it");
    }

    @Test
    void aClockThatIsMinutesAhead_breaksNeitherKeysNorSharesNorCalculations() throws Exception {
        captured("skewed", 5);
        ServerProcess ahead = ready(cluster.launch(
                "ahead",
                Map.of(
                        "hindsight.clock",
                        Instant.now().plus(Duration.ofMinutes(4)).toString())));
        TestClient onAhead = Cluster.client(ahead);
        JsonNode key = onAhead.post("/api/personal_api_keys/", "{\"label\":\"k\",\"scopes\":[\"*\"]}")
                .has(201)
                .json();
        one.client().withKey(key.path("value").textValue()).get(INSIGHTS).has(200);

        JsonNode ofAhead =
                blocking(onAhead, "skewed").get(60, TimeUnit.SECONDS).has(200).json();
        JsonNode ofOne =
                blocking(onOne, "skewed").get(60, TimeUnit.SECONDS).has(200).json();
        assertThat(ofOne.at("/results/0/count")).isEqualTo(ofAhead.at("/results/0/count"));
        for (TestClient asked : new TestClient[] {onAhead, onOne}) {
            String id = left(asked, "skewed");
            completed(onAhead, id);
            completed(onOther, id);
        }
        ahead.close();
    }

    private static String insight(TestClient client, String name) throws Exception {
        JsonNode made = client.post(
                        INSIGHTS + "?refresh=blocking",
                        "{\"name\":\"" + name + "\",\"query\":" + query(name, "-7d") + "}")
                .has(201)
                .json();
        return INSIGHTS + made.path("id").asLong() + "/";
    }

    private static String query(String event, String from) {
        return "{\"kind\":\"TrendsQuery\",\"dateRange\":{\"date_from\":\"" + from
                + "\"},\"series\":[{\"kind\":\"EventsNode\",\"event\":\"" + event + "\"}]}";
    }

    private static CompletableFuture<Answered> blocking(TestClient client, String event) {
        return blocking(client, event, "-7d");
    }

    private static CompletableFuture<Answered> blocking(TestClient client, String event, String from) {
        return CompletableFuture.supplyAsync(
                () -> posted(client, QUERY, "{\"refresh\":\"blocking\",\"query\":" + query(event, from) + "}"));
    }

    private static Answered posted(TestClient client, String path, String body) {
        try {
            return client.post(path, body);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Answered sent(TestClient client, String batch) {
        return posted(client, "/batch/", batch);
    }

    /** Events of the last days, sent to one. */
    private void captured(String event, int count) throws Exception {
        sent(onOne, batch(event, count, Instant.now().minus(Duration.ofDays(1))))
                .has(200);
    }

    private String batch(String event, int count, Instant at) throws Exception {
        return batch(
                onOne.get("/api/projects/1/").has(200).json().path("api_token").textValue(), event, count, at);
    }

    private static String batch(String token, String event, int count, Instant at) {
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < count; i++) {
            batch.append(i == 0 ? "" : ",")
                    .append("{\"event\":\"" + event + "\",\"distinct_id\":\"ada\",\"uuid\":\"" + UUID.randomUUID()
                            + "\",\"timestamp\":\"" + at + "\"}");
        }
        return "{\"api_key\":\"" + token + "\",\"batch\":[" + batch + "]}";
    }

    /** Leaves a question to the background. */
    private static String left(TestClient client, String event) throws Exception {
        return client.post(QUERY, "{\"refresh\":\"force_async\",\"query\":" + query(event, "-7d") + "}")
                .has(202)
                .json()
                .at("/query_status/id")
                .textValue();
    }

    private static JsonNode completed(TestClient client, String id) throws Exception {
        for (int i = 0; i < 900; i++) {
            Answered answered = client.get(QUERY + id + "/");
            if (answered.status() != 202) {
                JsonNode status = answered.has(200).json();
                assertThat(status.at("/query_status/error").asBoolean())
                        .as(answered.body())
                        .isFalse();
                return status;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("it was lost");
    }
}
