package dev.hindsight.servlet.api;

import dev.hindsight.access.Scope;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightPage;
import dev.hindsight.insight.Insights;
import dev.hindsight.insight.ListParameters;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.InsightAnswers;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.Outcome;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code GET insights/}: a page of insights with their answers, or without (contract insights-api 3.2). */
final class InsightListRoute {
    /**
     * So many insights of a page are calculated when a blocking mode asks for it; the others show what is cached. It bounds
     * how long one request can keep the database busy.
     */
    private static final int CALCULATED = 25;

    private final ProjectGate gate;
    private final Insights insights;
    private final InsightAnswers answers;
    private final SharedApi visitors;

    InsightListRoute(ProjectGate gate, Insights insights, InsightAnswers answers, SharedApi visitors) {
        this.gate = gate;
        this.insights = insights;
        this.answers = answers;
        this.visitors = visitors;
    }

    void addTo(Router.Builder routes) {
        routes.addWithCsv("GET", InsightRoutes.PATH, visitors.listOr(this::list));
    }

    private Outcome list(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_READ);
        ListParameters parameters = ListParameters.read(request.query().lastValues());
        RefreshMode mode = RefreshParameter.ofInsight(request);
        return Later.ifWaiting(mode.mayWait(), () -> list(request, visit, parameters, mode));
    }

    private Reply list(Request request, Visit visit, ListParameters parameters, RefreshMode mode) throws IOException {
        Page page = new Page(parameters.limit(), parameters.offset());
        InsightPage found =
                insights.list(visit.caller(), visit.projectId(), parameters.filter(), page.limit(), page.offset());
        boolean searched = parameters.filter().search() != null;
        Map<Long, Answer> answered = parameters.basic() ? Map.of() : answers(visit, found.insights(), mode);
        List<InsightJson> rows = found.insights().stream()
                .map(insight -> new InsightJson(
                        insight,
                        answered.get(insight.id()),
                        !searched ? null : found.near().contains(insight.id()) ? "similar" : "exact"))
                .toList();
        return InsightReply.page(
                request.format(), found.count(), page.next(request, found.count()), page.previous(request), rows);
    }

    private Map<Long, Answer> answers(Visit visit, List<Insight> page, RefreshMode mode) {
        Map<Long, Answer> answered = new HashMap<>(answers.cached(visit.caller(), visit.projectId(), page));
        if (mode != RefreshMode.FORCE_CACHE) {
            page.stream()
                    .limit(CALCULATED)
                    .forEach(insight ->
                            answered.put(insight.id(), answers.answerOrReason(visit.caller(), insight, mode)));
        }
        return answered;
    }
}
