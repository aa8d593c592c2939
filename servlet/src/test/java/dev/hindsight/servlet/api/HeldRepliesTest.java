package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.Hindsight;
import dev.hindsight.event.Event;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.User;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.CountingDatabase;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody can tell a reply that is held in memory from one that is made anew, but for the time that it takes. */
@NullUnmarked // fields are set when a test begins
class HeldRepliesTest {
    private static final String INSIGHTS = "/api/projects/1/insights/";
    private static final String ORGANIZATION = "/api/organizations/@current";

    private final AtomicInteger readers = new AtomicInteger();
    private TestApp app;
    private TestClient owner;
    private User member;
    private String key;
    private String path;
    private int action;

    private void start(TestApp started) throws Exception {
        app = started;
        owner = app.client();
        member = app.member("reader@example.org");
        key = app.key(member, List.of("*"));
        append("e", "2025-03-14T10:00:00Z");
        action = owner.post("/api/projects/1/actions/", "{\"name\":\"a\",\"steps\":[{\"event\":\"e\"}]}")
                .has(201)
                .json()
                .path("id")
                .asInt();
        path = INSIGHTS
                + owner.post(
                                INSIGHTS + "?refresh=blocking",
                                "{\"name\":\"first\",\"query\":{\"kind\":\"TrendsQuery\",\"filterTestAccounts\":true,"
                                        + "\"series\":[{\"kind\":\"ActionsNode\",\"id\":" + action + "}]}}")
                        .has(201)
                        .json()
                        .path("id")
                        .asInt()
                + "/";
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void append(String event, String at) {
        app.hindsight()
                .events()
                .append(1, List.of(new Event(UUID.randomUUID(), event, "somebody", Instant.parse(at), "{}")));
    }

    /** As it is read again and again. */
    private Answered held() throws Exception {
        return app.anonymous().withKey(key).get(path);
    }

    /** The same request, but for spaces that make no difference and that nobody sent before. */
    private Answered anew() throws Exception {
        String spaces = " ".repeat(1 + readers.incrementAndGet());
        HttpRequest.Builder request = app.anonymous().to(path).header("Authorization", "Bearer" + spaces + key);
        return app.anonymous().send(request);
    }

    /** Something that happens between two reads. */
    private enum Change {
        RENAMED(200),
        TAGGED(200),
        FAVORITED(200),
        PLACED_ON_A_DASHBOARD(200),
        CALCULATED_ANEW(200),
        EVENT_CAME(200),
        EVENT_CAME_AND_IT_IS_LATE(200),
        LATE(200),
        ANOTHER_ZONE(200),
        OTHER_TEST_ACCOUNTS(200),
        OTHER_ACTION(200),
        LEVEL_CHANGED(200),
        ADMINISTERS(200),
        JOINED_A_ROLE(200),
        DELETED(404),
        KEPT_OUT_BY_A_RULE(403),
        KEPT_OUT_OF_THE_KIND(403),
        KEPT_OUT_OF_THE_PROJECT(403),
        NO_MEMBER(403),
        KEY_GONE(401),
        KEY_REPLACED(401);

        private final int status;

        Change(int status) {
            this.status = status;
        }
    }

    @ParameterizedTest
    @EnumSource
    void change_isSeenAtOnce(Change change) throws Exception {
        start(TestApp.start());
        held().has(200); // its key is used for the first time, which is noted
        held().has(200);
        Answered before = held().has(200);
        assertThat(before.json().path("is_cached").asBoolean()).isTrue();

        happens(change);
        Answered after = held();

        after.has(change.status);
        assertThat(after.body()).isNotEqualTo(before.body());
        for (int i = 0; i < 2; i++) {
            Answered fresh = anew();
            assertThat(fresh.status()).isEqualTo(after.status());
            assertThat(fresh.body()).isEqualTo(after.body());
            assertThat(fresh.header("ETag")).isEqualTo(after.header("ETag"));
            assertThat(held().body()).isEqualTo(after.body());
        }
    }

    private void happens(Change change) throws Exception {
        switch (change) {
            case RENAMED -> patch("{\"name\":\"second\"}");
            case TAGGED -> patch("{\"tags\":[\"new\"]}");
            case FAVORITED -> patch("{\"favorited\":true}");
            case DELETED -> patch("{\"deleted\":true}");
            case PLACED_ON_A_DASHBOARD ->
                patch("{\"dashboards\":["
                        + owner.post("/api/projects/1/dashboards/", "{\"name\":\"d\"}")
                                .has(201)
                                .json()
                                .path("id") + "]}");
            case CALCULATED_ANEW -> {
                app.forward(Duration.ofSeconds(5));
                owner.get(path + "?refresh=force_blocking").has(200);
            }
            case EVENT_CAME -> append("e", "2025-03-14T11:00:00Z");
            case EVENT_CAME_AND_IT_IS_LATE -> {
                append("e", "2025-03-14T11:00:00Z");
                app.forward(Duration.ofHours(13));
            }
            case LATE -> app.forward(Duration.ofDays(3));
            case ANOTHER_ZONE ->
                owner.patch("/api/projects/1/", "{\"timezone\":\"Asia/Tokyo\"}").has(200);
            case OTHER_TEST_ACCOUNTS ->
                owner.patch(
                                "/api/projects/1/",
                                "{\"test_account_filters\":[{\"key\":\"p\",\"type\":\"event\",\"value\":\"v\","
                                        + "\"operator\":\"exact\"}]}")
                        .has(200);
            case OTHER_ACTION ->
                owner.patch("/api/projects/1/actions/" + action + "/", "{\"steps\":[{\"event\":\"f\"}]}")
                        .has(200);
            case LEVEL_CHANGED -> rule(path, "viewer", "");
            case ADMINISTERS ->
                app.hindsight().members().changeLevel(app.organizationId(), membership(), MembershipLevel.ADMIN);
            case JOINED_A_ROLE -> joinRoleOfViewers();
            case KEPT_OUT_BY_A_RULE -> rule(path, "none", "");
            case KEPT_OUT_OF_THE_KIND -> rule("/api/projects/1/resource_", "none", ",\"resource\":\"insight\"");
            case KEPT_OUT_OF_THE_PROJECT -> rule("/api/projects/1/", "none", "");
            case NO_MEMBER -> app.hindsight().members().removeMembership(app.organizationId(), membership());
            case KEY_GONE -> app.hindsight().keys().revoke(member.id(), keyId());
            case KEY_REPLACED -> app.hindsight().keys().roll(member.id(), keyId(), Instant.EPOCH);
        }
    }

    private void patch(String body) throws Exception {
        owner.patch(path, body).has(200);
    }

    private void rule(String of, String level, String more) throws Exception {
        owner.send("PUT", of + "access_controls/", "{\"access_level\":\"" + level + "\"" + more + "}")
                .has(200);
    }

    private UUID membership() {
        return app.hindsight()
                .members()
                .findMembership(app.organizationId(), member.id())
                .orElseThrow()
                .id();
    }

    private String keyId() {
        return app.hindsight().keys().keysOf(member.id()).get(0).id();
    }

    /** Everybody may edit all insights but those of a role, who then may only look; membership decides alone. */
    private void joinRoleOfViewers() throws Exception {
        rule(path, "none", "");
        String role = owner.post(ORGANIZATION + "/roles/", "{\"name\":\"r\"}")
                .has(201)
                .json()
                .path("id")
                .textValue();
        rule(path, "viewer", ",\"role\":\"" + role + "\"");
        held().has(403);
        owner.post(ORGANIZATION + "/roles/" + role + "/role_memberships/", "{\"user_uuid\":\"" + member.uuid() + "\"}")
                .has(201);
    }

    @Test
    void calculationInTheBackground_isToldOf_untilItsAnswerIsThere() throws Exception {
        start(TestApp.start());
        held().has(200);
        String old = held().json().path("last_refresh").textValue();
        app.forward(Duration.ofSeconds(5));

        owner.get(path + "?refresh=force_async").has(200);
        JsonNode after = held().json();

        boolean there = !after.path("last_refresh").textValue().equals(old);
        assertThat(there || after.path("query_status").isObject())
                .as(after.toString())
                .isTrue();
        for (int i = 0;
                i < 200 && held().json().path("last_refresh").textValue().equals(old);
                i++) {
            Thread.sleep(50);
        }
        assertThat(held().json().path("last_refresh").textValue()).isNotEqualTo(old);
        assertThat(held().body()).isEqualTo(anew().body());
    }

    @Test
    void oneLook_isEnough_whileNothingChanges() throws Exception {
        CountingDatabase database = new CountingDatabase();
        start(TestApp.start(Hindsight.builder().inMemory().metadata(database.dataSource()), 8));
        held().has(200); // its key is used for the first time, which is noted
        held().has(200);
        database.takeCount();

        Answered second = held().has(200);

        // Neither the key nor the project nor the member is looked at.
        assertThat(database.takeCount()).isZero();
        assertThat(second.body()).isEqualTo(anew().body());
        assertThat(database.takeCount()).isPositive();
    }

    @Test
    void eachKey_getsItsOwn() throws Exception {
        start(TestApp.start());
        held().has(200);
        String other = app.key(member, List.of("dashboard:read"));
        String limited = app.key(member, List.of("*"), 77L);

        app.anonymous().withKey(other).get(path).has(403);
        app.anonymous().withKey(limited).get(path).has(403);
        app.anonymous().withKey("phx_unknown").get(path).has(401);
        app.anonymous().get(path).has(401);
        app.anonymous().withKey(key).get(path + "?sharing_access_token=x").has(401);
        held().has(200);
    }

    /** Somebody changes it again and again, on one node, while others read on both: nobody sees what was before a change. */
    @Test
    void nobodyReadsWhatWasBefore_onAnyNode() throws Exception {
        CountingDatabase database = new CountingDatabase();
        start(TestApp.start(Hindsight.builder().inMemory().metadata(database.dataSource()), 16));
        AtomicInteger done = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TestApp other = TestApp.start(Hindsight.builder().inMemory().metadata(database.dataSource()), 16)) {
            patch("{\"name\":\"0\"}");
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                TestClient reader = (i % 2 == 0 ? app : other).anonymous().withKey(key);
                all.add(threads.submit(() -> {
                    int reads = 0;
                    while (!over.get()) {
                        int least = done.get();
                        String name =
                                reader.get(path).has(200).json().path("name").textValue();
                        assertThat(Integer.parseInt(name)).isGreaterThanOrEqualTo(least);
                        reads++;
                    }
                    return reads;
                }));
            }
            for (int i = 1; i <= 100; i++) {
                patch("{\"name\":\"" + i + "\"}");
                done.set(i);
            }
            over.set(true);
            for (Future<Integer> one : all) {
                assertThat(one.get()).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }
}
