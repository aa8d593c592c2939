package dev.hindsight;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessControls;
import dev.hindsight.access.Sessions;
import dev.hindsight.action.ActionStore;
import dev.hindsight.action.Actions;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.cohort.CohortStore;
import dev.hindsight.cohort.Cohorts;
import dev.hindsight.dashboard.DashboardAccess;
import dev.hindsight.dashboard.DashboardActivities;
import dev.hindsight.dashboard.Dashboards;
import dev.hindsight.dashboard.ShareableDashboards;
import dev.hindsight.dashboard.SharedDashboards;
import dev.hindsight.demo.Demo;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.GroupingEventStore;
import dev.hindsight.event.ReadEventStore;
import dev.hindsight.insight.Activities;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightAccess;
import dev.hindsight.insight.InsightBulk;
import dev.hindsight.insight.InsightViews;
import dev.hindsight.insight.Insights;
import dev.hindsight.insight.ShareableInsights;
import dev.hindsight.insight.SharedInsights;
import dev.hindsight.management.Management;
import dev.hindsight.metadata.Editions;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.RoleStore;
import dev.hindsight.project.SessionStore;
import dev.hindsight.refresh.Calculations;
import dev.hindsight.refresh.DashboardAnswers;
import dev.hindsight.refresh.InsightAnswers;
import dev.hindsight.refresh.Load;
import dev.hindsight.refresh.Queries;
import dev.hindsight.refresh.Refresh;
import dev.hindsight.sharing.ShareDoor;
import dev.hindsight.sharing.Shares;
import dev.hindsight.sharing.Sharing;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Entry point of the library: opens the two databases, brings their tables up to date and hands out the services over them.
 * Thread-safe; several can be open in one JVM, each with databases of its own.
 *
 * <pre>{@code
 * try (Hindsight hindsight = Hindsight.open(Path.of("data"))) {
 *     hindsight.queries().answer(caller, projectId, query, RefreshMode.BLOCKING);
 * }
 * }</pre>
 */
public final class Hindsight implements AutoCloseable {
    private final Deque<AutoCloseable> toClose;
    private final MetadataDatabase metadata;
    private final EventsDatabase eventsDatabase;
    private final EventStore events;
    private final ProjectStore projects;
    private final MemberStore members;
    private final KeyStore keys;
    private final Access access;
    private final Sessions sessions;
    private final Management management;
    private final Insights insights;
    private final Sharing insightSharing;
    private final ShareDoor shareDoor;
    private final SharedInsights sharedInsights;
    private final Activities activities;
    private final Dashboards dashboards;
    private final DashboardAccess dashboardAccess;
    private final DashboardActivities dashboardActivities;
    private final Sharing dashboardSharing;
    private final SharedDashboards sharedDashboards;
    private final AccessControls accessControls;
    private final InsightAccess insightAccess;
    private final InsightViews insightViews;
    private final InsightBulk insightBulk;
    private final ActionStore actionStore;
    private final Actions actions;
    private final Cohorts cohorts;
    private final Queries queries;
    private final InsightAnswers insightAnswers;
    private final DashboardAnswers dashboardAnswers;
    private final Calculations calculations;
    private final Load load;
    private final Optional<FirstStart> firstStart;
    private final List<Insight> samples;

    private Hindsight(HindsightBuilder settings, Databases databases, Deque<AutoCloseable> toClose) {
        this.toClose = toClose;
        Clock clock = settings.clock();
        this.metadata = databases.metadata();
        this.eventsDatabase = databases.events();
        settings.pools().ifPresent(metadata::measure);
        settings.pools().ifPresent(eventsDatabase::measure);
        Engine engine = opened(eventsDatabase.engine(settings.limits()));
        this.projects = new ProjectStore(metadata.jdbi());
        EventStore stored = eventsDatabase.store(clock);
        // What is refused gives no type of groups its index.
        this.events = stored instanceof ReadEventStore ? stored : new GroupingEventStore(stored, projects);
        this.members = new MemberStore(metadata.jdbi());
        this.keys = new KeyStore(metadata.jdbi());
        this.access = new Access(metadata.jdbi(), projects, members, keys, settings.authenticators(), clock);
        this.sessions = new Sessions(access, new SessionStore(metadata.jdbi()), keys, clock);
        this.management = Management.over(access, projects, members, new RoleStore(metadata.jdbi()), keys, clock);
        ActivityLog log = new ActivityLog(members);
        Shares shares = new Shares(metadata.jdbi(), clock);
        this.insights = new Insights(metadata.jdbi(), access, members, log, shares, clock);
        this.insightSharing = new Sharing(metadata.jdbi(), access, shares, log, clock, new ShareableInsights());
        this.shareDoor = new ShareDoor(metadata.jdbi(), projects, log, clock);
        this.sharedInsights = new SharedInsights(metadata.jdbi(), members, shareDoor, clock);
        this.activities = new Activities(metadata.jdbi(), access, log);
        this.dashboards = new Dashboards(metadata.jdbi(), access, insights, members, log, shares, clock);
        this.dashboardActivities = new DashboardActivities(metadata.jdbi(), access, insights, log);
        this.dashboardSharing = new Sharing(metadata.jdbi(), access, shares, log, clock, new ShareableDashboards());
        this.sharedDashboards = new SharedDashboards(metadata.jdbi(), members, sharedInsights, shareDoor);
        this.accessControls =
                new AccessControls(metadata.jdbi(), access, members, new RoleStore(metadata.jdbi()), clock);
        this.insightViews = new InsightViews(metadata.jdbi(), access, members, insights, clock);
        this.insightBulk = new InsightBulk(insights);
        this.insightAccess = new InsightAccess(metadata.jdbi(), access, accessControls, log, clock);
        this.dashboardAccess = new DashboardAccess(metadata.jdbi(), access, accessControls, log, clock);
        this.actionStore = new ActionStore(metadata.jdbi());
        this.actions = new Actions(access, actionStore, clock);
        this.cohorts = new Cohorts(access, new CohortStore(metadata.jdbi()), events, clock);
        Refresh refresh = opened(new Refresh(
                metadata,
                projects,
                events,
                engine,
                access,
                clock,
                new Refresh.Limits(
                        settings.queryTimeout(),
                        settings.backgroundTimeout(),
                        settings.backgroundThreads(),
                        settings.warming()),
                settings.observer()));
        this.queries = refresh.queries();
        this.insightAnswers = refresh.insightAnswers();
        this.dashboardAnswers = refresh.dashboardAnswers();
        this.calculations = refresh.calculations();
        this.load = refresh.load();
        this.firstStart = new Bootstrap(projects, members, keys).run(settings.bootstrapKey(), clock.instant());
        this.samples = firstStart
                .map(first -> Demo.start(events, insights, dashboards, first, clock.instant(), settings.hasDemo()))
                .orElse(List.of());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        toClose.push(resource);
        return resource;
    }

    static Hindsight open(HindsightBuilder settings) {
        Deque<AutoCloseable> toClose = new ArrayDeque<>();
        try {
            return new Hindsight(settings, Databases.open(settings, toClose::push), toClose);
        } catch (RuntimeException e) {
            close(toClose, e);
            throw e;
        }
    }

    /** Opens the embedded databases below a directory, which is created when missing. */
    public static Hindsight open(Path home) {
        return builder().home(home).open();
    }

    /** Opens databases in memory, which are gone when it is closed. */
    public static Hindsight inMemory() {
        return builder().inMemory().open();
    }

    public static HindsightBuilder builder() {
        return new HindsightBuilder();
    }

    /** What this start set up, if the databases were empty; it holds the secret of a key that can do everything. */
    public Optional<FirstStart> firstStart() {
        return firstStart;
    }

    /** Who may do what; turns API keys into callers. */
    public Access access() {
        return access;
    }

    /** Browsers that came with an API key once. */
    public Sessions sessions() {
        return sessions;
    }

    /** Organizations, projects, people and keys, for callers. */
    public Management management() {
        return management;
    }

    /** The insights that this start made: none unless it was the first. */
    public List<Insight> samples() {
        return samples;
    }

    /** Saved questions. */
    public Insights insights() {
        return insights;
    }

    /** Who may look at saved questions without an account. */
    public Sharing insightSharing() {
        return insightSharing;
    }

    /** Lets in who has the token of a share. */
    public ShareDoor shareDoor() {
        return shareDoor;
    }

    /** Saved questions, for those who were let in. */
    public SharedInsights sharedInsights() {
        return sharedInsights;
    }

    /** Tells whether anything of the metadata has changed. */
    public Editions editions() {
        return metadata.editions();
    }

    /** Answers to saved questions. */
    public InsightAnswers insightAnswers() {
        return insightAnswers;
    }

    /** Insights and texts side by side. */
    public Dashboards dashboards() {
        return dashboards;
    }

    /** Who may do what with single dashboards. */
    public DashboardAccess dashboardAccess() {
        return dashboardAccess;
    }

    /** Who changed what on dashboards. */
    public DashboardActivities dashboardActivities() {
        return dashboardActivities;
    }

    /** Who may look at dashboards without an account. */
    public Sharing dashboardSharing() {
        return dashboardSharing;
    }

    /** Dashboards, for those who were let in. */
    public SharedDashboards sharedDashboards() {
        return sharedDashboards;
    }

    /** Answers to the questions of dashboards. */
    public DashboardAnswers dashboardAnswers() {
        return dashboardAnswers;
    }

    /** Who changed what. */
    public Activities activities() {
        return activities;
    }

    /** The rules of projects that say who may do what. */
    public AccessControls accessControls() {
        return accessControls;
    }

    /** Who looks at which insights. */
    public InsightViews insightViews() {
        return insightViews;
    }

    /** Changes of many insights at once. */
    public InsightBulk insightBulk() {
        return insightBulk;
    }

    /** Who may do what with single insights. */
    public InsightAccess insightAccess() {
        return insightAccess;
    }

    /** Rules, under a name, that say which events are meant. */
    public Actions actions() {
        return actions;
    }

    /** Groups of persons. */
    public Cohorts cohorts() {
        return cohorts;
    }

    /** Actions, without asking for permission. */
    public ActionStore actionStore() {
        return actionStore;
    }

    /** Answers to questions that nobody saved. */
    public Queries queries() {
        return queries;
    }

    /** How far calculations have come. */
    public Calculations calculations() {
        return calculations;
    }

    /** What is at work just now. */
    public Load load() {
        return load;
    }

    /** Events and persons, without asking for permission. */
    public EventStore events() {
        return events;
    }

    /** Organizations and projects, without asking for permission. */
    public ProjectStore projects() {
        return projects;
    }

    /** Users, memberships and roles, without asking for permission. */
    public MemberStore members() {
        return members;
    }

    /** Personal API keys, without asking for permission. */
    public KeyStore keys() {
        return keys;
    }

    /** Whether the metadata database answers. */
    public boolean metadataAnswers() {
        return metadata.answers();
    }

    /** Whether the events database answers. */
    public boolean eventsAnswer() {
        return eventsDatabase.answers();
    }

    /** Closes what it opened; a host's data sources stay open. */
    @Override
    public void close() {
        RuntimeException failure = new IllegalStateException("cannot close everything");
        close(toClose, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void close(Deque<AutoCloseable> toClose, RuntimeException failure) {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}
