package dev.hindsight.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Access;
import dev.hindsight.access.AccessControls;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.ActivityPaging;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.insight.Insights;
import dev.hindsight.insight.ShareableInsights;
import dev.hindsight.insight.SharedInsights;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.RoleStore;
import dev.hindsight.project.User;
import dev.hindsight.sharing.ShareDoor;
import dev.hindsight.sharing.Shares;
import dev.hindsight.sharing.Sharing;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An organization with its owner and two plain members, and the services over it, for tests. */
final class DashboardWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

    private static final String QUERY =
            "{'kind': 'TrendsQuery', 'series': [{'kind': 'EventsNode', 'event': 'a'}], 'interval': 'day'}";
    private static final JsonMapper JSON = new JsonMapper();

    final MetadataDatabase database;
    final Insights insights;
    final Dashboards dashboards;
    final Project project;
    final Project other;
    final Caller owner;
    final Caller ada;
    final Caller grace;
    final DashboardAccess dashboardAccess;
    final DashboardActivities activities;
    final Sharing sharing;
    final Sharing insightSharing;
    final ShareDoor door;
    final SharedDashboards shared;

    private final MemberStore members;
    private final KeyStore keys;
    private final Access access;
    private final AccessControls rules;
    private final ActivityLog log;

    DashboardWorld(MetadataDatabase database) {
        this.database = database;
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        ProjectStore projects = new ProjectStore(database.jdbi());
        members = new MemberStore(database.jdbi());
        keys = new KeyStore(database.jdbi());
        access = new Access(database.jdbi(), projects, members, keys, clock);
        rules = new AccessControls(database.jdbi(), access, members, new RoleStore(database.jdbi()), clock);
        log = new ActivityLog(members);
        Shares shares = new Shares(database.jdbi(), clock);
        insights = new Insights(database.jdbi(), access, members, log, shares, clock);
        dashboards = new Dashboards(database.jdbi(), access, insights, members, log, shares, clock);
        dashboardAccess = new DashboardAccess(database.jdbi(), access, rules, log, clock);
        activities = new DashboardActivities(database.jdbi(), access, insights, log);
        sharing = new Sharing(database.jdbi(), access, shares, log, clock, new ShareableDashboards());
        insightSharing = new Sharing(database.jdbi(), access, shares, log, clock, new ShareableInsights());
        door = new ShareDoor(database.jdbi(), projects, log, clock);
        shared = new SharedDashboards(
                database.jdbi(), members, new SharedInsights(database.jdbi(), members, door, clock), door);
        Bootstrap.FirstStart first =
                new Bootstrap(projects, members, keys).run(null, NOW).orElseThrow();
        project = first.project();
        owner = Caller.of(first.owner());
        other = projects.add(project.organizationId(), "Other", ZoneId.of("UTC"), DayOfWeek.MONDAY, NOW);
        ada = member("ada@example.org");
        grace = member("grace@example.org");
    }

    private Caller member(String email) {
        User user = members.addUser(email, "Some", "Body", NOW);
        members.addMembership(project.organizationId(), user.id(), MembershipLevel.MEMBER, NOW);
        return Caller.of(user);
    }

    /** A user with a key that may only do some things. */
    Caller withScopes(Caller caller, String... scopes) {
        String key = keys.issue(caller.user().id(), new Grant("test", List.of(scopes), List.of(), List.of()), NOW)
                .value();
        return access.authenticate(key, "test");
    }

    /** Sets a rule about an object, for one member, or for everybody. */
    void rule(Guarded object, @Nullable Caller member, String level) {
        rules.change(owner, project, object, draft(member, level));
    }

    /** What a rule for one member, or for everybody, says. */
    RuleDraft draft(@Nullable Caller member, @Nullable String level) {
        return new RuleDraft(
                level,
                member == null
                        ? null
                        : members.findMembership(
                                        project.organizationId(), member.user().id())
                                .orElseThrow()
                                .id(),
                null);
    }

    Insight insight(Caller caller, String name) {
        return insights.create(
                caller, project.id(), InsightBody.draft(json("{'name': '" + name + "', 'query': " + QUERY + "}")));
    }

    Insight read(Insight insight) {
        return insights.get(owner, project.id(), insight.shortId());
    }

    void delete(Insight insight, boolean deleted) {
        insights.update(
                owner,
                project.id(),
                insight.shortId(),
                InsightBody.patch(json("{'deleted': " + deleted + "}"), true),
                null);
    }

    Dashboard create(Caller caller, String body) {
        return dashboards.create(caller, project.id(), DashboardBody.draft(json(body)));
    }

    Dashboard patch(Caller caller, Dashboard dashboard, String body) {
        return dashboards.update(caller, project.id(), dashboard.id(), DashboardBody.patch(json(body)), null);
    }

    Dashboard get(Caller caller, Dashboard dashboard) {
        return dashboards.get(caller, project.id(), dashboard.id());
    }

    /** What the log says, newest first. */
    List<Activity> history(Dashboard dashboard) {
        return database.jdbi()
                .withHandle(handle -> log.page(
                        handle,
                        project.id(),
                        "Dashboard",
                        Long.toString(dashboard.id()),
                        ActivityLog.Audience.ALL,
                        ActivityPaging.read(null, null)))
                .entries();
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

    static HindsightException failure(Runnable call) {
        HindsightException failure = catchThrowableOfType(HindsightException.class, call::run);
        assertThat(failure).as("a failure").isNotNull();
        return failure;
    }

    static void assertForbidden(Runnable call, String detail) {
        HindsightException failure = failure(call);
        assertThat(failure.detail()).isEqualTo(detail);
        assertThat(failure.failure()).isEqualTo(Failure.FORBIDDEN);
    }

    static void assertNotFound(Runnable call) {
        assertThat(failure(call).failure()).isEqualTo(Failure.NOT_FOUND);
    }

    static void assertInvalid(Runnable call, String code, @Nullable String attr) {
        HindsightException failure = failure(call);
        assertThat(failure.failure()).as(failure.detail()).isEqualTo(Failure.INVALID);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.attr().orElse(null)).isEqualTo(attr);
    }

    @Override
    public void close() {
        database.close();
    }
}
