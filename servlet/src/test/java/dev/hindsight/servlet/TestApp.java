package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Project;
import dev.hindsight.project.User;
import dev.hindsight.servlet.api.Throttle;
import dev.hindsight.servlet.client.HangUps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The whole application over databases in memory, or PostgreSQL for metadata, at a time that tests set. */
public final class TestApp implements AutoCloseable {
    private final SettableClock clock = new SettableClock(Instant.parse("2025-03-15T12:00:00Z"));
    private final Hindsight hindsight;
    private final RunningServer server;

    private TestApp(HindsightBuilder builder, Function<Clock, Throttle> throttle, int threads) throws Exception {
        this.hindsight = builder.clock(clock).open();
        this.server = RunningServer.start(
                "", Application.routes(hindsight, clock, throttle.apply(clock), more -> {}), threads);
    }

    public static TestApp start() throws Exception {
        return start(clock -> Throttle.OFF);
    }

    /** With limits that go by the application's clock. */
    public static TestApp start(Function<Clock, Throttle> throttle) throws Exception {
        return new TestApp(TestMetadata.builder(), throttle, RunningServer.THREADS);
    }

    /** Over other databases, in a container with so many threads; the clock is the tests' all the same. */
    public static TestApp start(HindsightBuilder builder, int threads) throws Exception {
        return new TestApp(builder, clock -> Throttle.OFF, threads);
    }

    /** What notices clients that hang up. */
    public HangUps hangUps() {
        return server.hangUps();
    }

    private FirstStart first() {
        return hindsight.firstStart().orElseThrow();
    }

    public Hindsight hindsight() {
        return hindsight;
    }

    public Project project() {
        return first().project();
    }

    public UUID organizationId() {
        return first().organization().id();
    }

    public User owner() {
        return first().owner();
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return server.url();
    }

    /** A client with the owner's key that may do everything. */
    public TestClient client() {
        return anonymous().withKey(first().key().value());
    }

    public TestClient anonymous() {
        return TestClient.of(server.url());
    }

    /** A client with another key of the owner. */
    public TestClient clientWith(List<String> scopes, Long... teams) {
        return anonymous().withKey(key(owner(), scopes, teams));
    }

    /** A secret of a new key of a user. */
    public String key(User user, List<String> scopes, Long... teams) {
        return hindsight
                .keys()
                .issue(user.id(), new Grant("test", scopes, List.of(teams), List.of()), clock.instant())
                .value();
    }

    /** A new plain member of the organization. */
    public User member(String email) {
        User user = hindsight.members().addUser(email, "Some", "Body", clock.instant());
        hindsight.members().addMembership(organizationId(), user.id(), MembershipLevel.MEMBER, clock.instant());
        return user;
    }

    public void forward(Duration duration) {
        clock.now = clock.now.plus(duration);
    }

    @Override
    public void close() {
        server.close();
        hindsight.close();
    }

    /** A clock that stands still until it is moved. */
    private static final class SettableClock extends Clock {
        private volatile Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
