package dev.hindsight.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Access;
import dev.hindsight.access.AccessControls;
import dev.hindsight.access.Caller;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.RoleStore;
import dev.hindsight.project.Tokens;
import dev.hindsight.project.User;
import dev.hindsight.sharing.ShareDoor;
import dev.hindsight.sharing.Shares;
import dev.hindsight.sharing.Sharing;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** An organization with two projects and two people, and the services over it, for tests. */
final class InsightWorld implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");

    private static final JsonMapper JSON = new JsonMapper();

    final MetadataDatabase database;
    final MemberStore members;
    final KeyStore keys;
    final Access access;
    final Insights insights;
    final InsightViews views;
    final AccessControls controls;
    final InsightAccess insightAccess;
    final RoleStore roles;
    final InsightBulk bulk;
    final Activities activities;
    final Sharing sharing;
    final ShareDoor door;
    final SharedInsights shared;
    final Project project;
    final Project other;
    final Caller owner;
    final Caller member;

    /** Short ids that are handed out before random ones. */
    final Deque<String> shortIds = new ArrayDeque<>();

    private Instant now = START;

    InsightWorld(MetadataDatabase database) {
        this.database = database;
        ProjectStore projects = new ProjectStore(database.jdbi());
        members = new MemberStore(database.jdbi());
        keys = new KeyStore(database.jdbi());
        Clock clock = new WorldClock();
        access = new Access(database.jdbi(), projects, members, keys, clock);
        ActivityLog log = new ActivityLog(members);
        Shares shares = new Shares(database.jdbi(), clock);
        insights = new Insights(database.jdbi(), access, members, log, shares, clock, this::shortId);
        roles = new RoleStore(database.jdbi());
        controls = new AccessControls(database.jdbi(), access, members, roles, clock);
        insightAccess = new InsightAccess(database.jdbi(), access, controls, log, clock);
        views = new InsightViews(database.jdbi(), access, members, insights, clock);
        bulk = new InsightBulk(insights);
        sharing = new Sharing(database.jdbi(), access, shares, log, clock, new ShareableInsights());
        door = new ShareDoor(database.jdbi(), projects, log, clock);
        shared = new SharedInsights(database.jdbi(), members, door, clock);
        activities = new Activities(database.jdbi(), access, log);
        Bootstrap.FirstStart first =
                new Bootstrap(projects, members, keys).run(null, START).orElseThrow();
        project = first.project();
        owner = Caller.of(first.owner());
        other = projects.add(project.organizationId(), "Other", ZoneId.of("UTC"), DayOfWeek.MONDAY, START);
        User grace = members.addUser("grace@example.org", "Grace", "Hopper", START);
        members.addMembership(project.organizationId(), grace.id(), MembershipLevel.MEMBER, START);
        member = Caller.of(grace);
    }

    private String shortId() {
        String next = shortIds.poll();
        return next == null ? Tokens.random(8) : next;
    }

    /** Moves the clock. */
    Instant step(Duration by) {
        now = now.plus(by);
        return now;
    }

    Insight create(String body) {
        return insights.create(owner, project.id(), InsightBody.draft(json(body)));
    }

    Insight patch(Insight insight, String body) {
        return insights.update(
                owner, project.id(), Long.toString(insight.id()), InsightBody.patch(json(body), true), null);
    }

    Insight get(Insight insight) {
        return insights.get(owner, project.id(), Long.toString(insight.id()));
    }

    /** Names of the insights that a list with these parameters shows. */
    List<String> names(Map<String, String> parameters) {
        return page(parameters).insights().stream()
                .map(insight -> String.valueOf(insight.name()))
                .toList();
    }

    InsightPage page(Map<String, String> parameters) {
        return pageOf(owner, parameters);
    }

    InsightPage pageOf(Caller caller, Map<String, String> parameters) {
        ListParameters read = ListParameters.read(parameters);
        return insights.list(caller, project.id(), read.filter(), read.limit(), read.offset());
    }

    List<Activity> history(Insight insight) {
        return activities
                .ofInsight(owner, project.id(), Long.toString(insight.id()), ActivityPaging.read(null, null))
                .entries();
    }

    List<Activity> history() {
        return activities
                .ofProject(owner, project.id(), ActivityPaging.read(null, null))
                .entries();
    }

    /** Sets what somebody may do with an insight. */
    void rule(Insight insight, Caller person, @Nullable String level) {
        insightAccess.change(owner, project.id(), insight.shortId(), new RuleDraft(level, membership(person), null));
    }

    /** Somebody with a key that may do one thing. */
    Caller key(Caller person, String scope) {
        KeyStore.Grant grant = new KeyStore.Grant("test", List.of(scope), List.of(), List.of());
        return access.authenticate(keys.issue(person.user().id(), grant, START).value(), "a test");
    }

    UUID membership(Caller person) {
        return members.findMembership(project.organizationId(), person.user().id())
                .orElseThrow()
                .id();
    }

    long dashboard(Project of, String name) {
        return Transactions.run(
                database.jdbi(),
                handle -> handle.createUpdate("insert into hindsight.dashboard (project_id, name,"
                                + " description, filters, variables, restriction_level, pinned, deleted, created_at,"
                                + " last_modified_at, version) values (:project, :name, '', '{}', '{}', 21, false, false,"
                                + " :at, :at, 1)")
                        .bind("project", of.id())
                        .bind("name", name)
                        .bind("at", now)
                        .executeAndReturnGeneratedKeys("id")
                        .mapTo(Long.class)
                        .one());
    }

    /** How many statements some work takes. */
    int statements(Runnable work) {
        AtomicInteger count = new AtomicInteger();
        SqlStatements settings = database.jdbi().getConfig(SqlStatements.class);
        SqlLogger before = settings.getSqlLogger();
        settings.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                count.incrementAndGet();
            }
        });
        try {
            work.run();
        } finally {
            settings.setSqlLogger(before);
        }
        return count.get();
    }

    void execute(String sql, Object... values) {
        Transactions.use(database.jdbi(), handle -> handle.execute(sql, values));
    }

    long count(String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static void assertNotFound(Runnable call) {
        assertThat(failure(call).failure()).isEqualTo(Failure.NOT_FOUND);
    }

    static void assertInvalid(Runnable call, String code, @Nullable String attr, String detail) {
        HindsightException failure = failure(call);
        assertThat(failure.detail()).isEqualTo(detail);
        assertThat(failure.failure()).isEqualTo(Failure.INVALID);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.attr().orElse(null)).isEqualTo(attr);
    }

    static HindsightException failure(Runnable call) {
        HindsightException failure = catchThrowableOfType(HindsightException.class, call::run);
        assertThat(failure).as("a failure").isNotNull();
        return failure;
    }

    @Override
    public void close() {
        database.close();
    }

    private final class WorldClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
