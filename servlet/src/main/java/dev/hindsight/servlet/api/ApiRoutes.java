package dev.hindsight.servlet.api;

import dev.hindsight.Hindsight;
import dev.hindsight.management.Management;
import dev.hindsight.servlet.http.Router;
import java.time.Clock;

/** Everything below {@code /api/}, and the sessions of the console, which uses it. */
public final class ApiRoutes {
    private final Hindsight hindsight;
    private final Throttle throttle;
    private final Clock clock;

    /** @param clock the time by which wrong keys are counted */
    public ApiRoutes(Hindsight hindsight, Throttle throttle, Clock clock) {
        this.hindsight = hindsight;
        this.throttle = throttle;
        this.clock = clock;
    }

    public void addTo(Router.Builder routes) {
        SessionCookie sessions = new SessionCookie(hindsight.sessions());
        Authentication authentication = new Authentication(hindsight.access(), sessions, throttle);
        ProjectGate gate = new ProjectGate(authentication, hindsight.access(), throttle);
        new QueryRoutes(gate, hindsight.queries(), hindsight.calculations()).addTo(routes);
        SharedView view = new SharedView(
                hindsight.sharedInsights(),
                hindsight.insightAnswers(),
                hindsight.sharedDashboards(),
                hindsight.dashboardAnswers());
        SharedApi visitors = new SharedApi(hindsight.shareDoor(), view);
        new InsightListRoute(gate, hindsight.insights(), hindsight.insightAnswers(), visitors).addTo(routes);
        new InsightRoutes(
                        gate,
                        hindsight.insights(),
                        hindsight.insightAnswers(),
                        hindsight.calculations(),
                        visitors,
                        new HeldReplies(hindsight.editions(), hindsight.insightAnswers(), throttle))
                .addTo(routes);
        new InsightViewRoutes(gate, hindsight.insightViews()).addTo(routes);
        new InsightBulkRoutes(gate, hindsight.insightBulk()).addTo(routes);
        new AccessRoutes(gate, hindsight.accessControls(), hindsight.insightAccess(), hindsight.dashboardAccess())
                .addTo(routes);
        new SharingRoutes(gate, hindsight.insightSharing(), InsightRoutes.ONE, "insight").addTo(routes);
        new SharingRoutes(gate, hindsight.dashboardSharing(), DashboardRoutes.ONE, "dashboard").addTo(routes);
        new SharedRoutes(hindsight.shareDoor(), view).addTo(routes);
        new ActivityRoutes(gate, hindsight.activities(), hindsight.dashboardActivities()).addTo(routes);
        new ActionRoutes(gate, hindsight.actions(), hindsight.members()).addTo(routes);
        new CohortRoutes(gate, hindsight.cohorts(), hindsight.members()).addTo(routes);
        Management management = hindsight.management();
        new ProjectRoutes(authentication, gate, management.projects()).addTo(routes);
        new OrganizationRoutes(authentication, hindsight.access(), hindsight.members(), management.organizations())
                .addTo(routes);
        new MemberRoutes(authentication, management, hindsight.members()).addTo(routes);
        new KeyRoutes(authentication, management.apiKeys()).addTo(routes);
        new DashboardRoutes(gate, hindsight.dashboards(), hindsight.dashboardAnswers(), visitors).addTo(routes);
        new SessionRoutes(authentication, hindsight.sessions(), sessions, new SignInLimit(clock)).addTo(routes);
        new SchemaRoutes().addTo(routes);
    }
}
