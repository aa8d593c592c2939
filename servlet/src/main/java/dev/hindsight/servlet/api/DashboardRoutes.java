package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.dashboard.Dashboard;
import dev.hindsight.dashboard.DashboardBody;
import dev.hindsight.dashboard.DashboardPage;
import dev.hindsight.dashboard.Dashboards;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Overlay;
import dev.hindsight.refresh.DashboardAnswers;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.Outcome;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.WireJson;
import java.io.IOException;

/** Dashboards: making, reading and changing them, and running their insights. */
final class DashboardRoutes {
    static final String PATH = "/api/{scope:projects|environments}/{project}/dashboards";
    static final String ONE = PATH + "/{dashboard}";
    private static final int MOST = 500;

    private final ProjectGate gate;
    private final Dashboards dashboards;
    private final DashboardAnswers answers;
    private final SharedApi visitors;

    DashboardRoutes(ProjectGate gate, Dashboards dashboards, DashboardAnswers answers, SharedApi visitors) {
        this.gate = gate;
        this.dashboards = dashboards;
        this.answers = answers;
        this.visitors = visitors;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PATH, this::list);
        routes.add("POST", PATH, this::create);
        routes.add("GET", ONE, visitors.dashboardOr(this::retrieve));
        routes.add("PATCH", ONE, this::update);
        routes.add("DELETE", ONE, this::delete);
        routes.add("GET", ONE + "/run_insights", this::runInsights);
    }

    private Reply list(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.DASHBOARD_READ);
        Page asked = Page.of(request);
        Page page = new Page(Math.min(asked.limit(), MOST), asked.offset());
        String search = request.query().get("search").orElse(null);
        DashboardPage found = InsightRoutes.isTrue(request, "deleted")
                ? dashboards.listDeleted(visit.caller(), visit.projectId(), search, page.limit(), page.offset())
                : dashboards.list(visit.caller(), visit.projectId(), search, page.limit(), page.offset());
        return Reply.json(
                200,
                page.envelope(
                        request,
                        found.count(),
                        found.dashboards().stream().map(DashboardJson::basic).toList()));
    }

    private Outcome create(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.DASHBOARD_WRITE);
        JsonNode body = request.json();
        RefreshMode mode = RefreshParameter.ofInsight(request, body);
        Dashboard dashboard = dashboards.create(
                visit.caller(),
                visit.projectId(),
                DashboardBody.draft(body),
                request.header("Idempotency-Key").orElse(null));
        return reply(201, visit.caller(), dashboard, mode);
    }

    private Outcome retrieve(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.DASHBOARD_READ);
        RefreshMode mode = RefreshParameter.ofInsight(request);
        return reply(200, visit.caller(), find(request, visit), mode);
    }

    private Outcome update(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.DASHBOARD_WRITE);
        JsonNode body = request.json();
        RefreshMode mode = RefreshParameter.ofInsight(request, body);
        Dashboard dashboard = dashboards.update(
                visit.caller(), visit.projectId(), id(request), DashboardBody.patch(body), IfMatch.version(request));
        return reply(200, visit.caller(), dashboard, mode);
    }

    /** As insights, dashboards are deleted with a PATCH. */
    private Reply delete(Request request) throws IOException {
        gate.enter(request, Scope.DASHBOARD_WRITE);
        return Reply.empty(405).with("Allow", "GET, HEAD, OPTIONS, PATCH");
    }

    /** The insights of a dashboard by themselves, each with its answer; texts are left out. */
    private Outcome runInsights(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.DASHBOARD_READ);
        RefreshMode mode = RefreshParameter.ofInsight(request);
        Dashboard dashboard = find(request, visit);
        return Later.ifWaiting(mode.mayWait(), () -> {
            DashboardJson json = new DashboardJson(dashboard, answers.answers(visit.caller(), dashboard, mode));
            return Reply.streamed(200, "application/json", out -> {
                try (JsonGenerator generator = WireJson.generator(out)) {
                    json.writeInsights(generator, out);
                }
            });
        });
    }

    private Dashboard find(Request request, Visit visit) throws IOException {
        Overlay over = new Overlay(Overrides.filters(request), Overrides.variables(request));
        return dashboards.get(visit.caller(), visit.projectId(), id(request), over);
    }

    private Outcome reply(int status, Caller caller, Dashboard dashboard, RefreshMode mode) throws IOException {
        return Later.ifWaiting(mode.mayWait(), () -> {
            DashboardJson json = new DashboardJson(dashboard, answers.answers(caller, dashboard, mode));
            return Reply.streamed(status, "application/json", out -> {
                        try (JsonGenerator generator = WireJson.generator(out)) {
                            json.write(generator, out);
                        }
                    })
                    .with("ETag", IfMatch.tag(dashboard.version()));
        });
    }

    static long id(Request request) {
        String id = request.path("dashboard");
        if (!id.matches("[0-9]{1,18}")) {
            throw HindsightException.notFound();
        }
        return Long.parseLong(id);
    }
}
