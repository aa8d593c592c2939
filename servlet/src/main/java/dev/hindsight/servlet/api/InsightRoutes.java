package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.insight.Insights;
import dev.hindsight.insight.ShownInsight;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.Calculations;
import dev.hindsight.refresh.InsightAnswers;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.Outcome;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Insights one by one: making, reading and changing them (contract insights-api 3.3 to 3.6). */
final class InsightRoutes {
    static final String PATH = "/api/{scope:projects|environments}/{project}/insights";
    static final String ONE = PATH + "/{insight}";
    private static final Set<String> TRUE = Set.of("y", "yes", "t", "true", "on", "1");

    private final ProjectGate gate;
    private final Insights insights;
    private final InsightAnswers answers;
    private final Calculations calculations;
    private final SharedApi visitors;
    private final HeldReplies held;

    InsightRoutes(
            ProjectGate gate,
            Insights insights,
            InsightAnswers answers,
            Calculations calculations,
            SharedApi visitors,
            HeldReplies held) {
        this.gate = gate;
        this.insights = insights;
        this.answers = answers;
        this.calculations = calculations;
        this.visitors = visitors;
        this.held = held;
    }

    void addTo(Router.Builder routes) {
        routes.addWithCsv("POST", PATH, this::create);
        routes.addWithCsv("GET", ONE, visitors.retrieveOr(this::retrieve));
        routes.addWithCsv("PATCH", ONE, request -> update(request, true));
        routes.addWithCsv("PUT", ONE, request -> update(request, false));
        routes.addWithCsv("DELETE", ONE, this::delete);
        routes.add("POST", ONE + "/revert", this::revert);
        routes.add("POST", PATH + "/timing", this::timing);
        routes.add("POST", PATH + "/cancel", this::cancel);
    }

    private Outcome create(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_WRITE);
        JsonNode body = request.json();
        RefreshMode mode = RefreshParameter.ofInsight(request, body);
        Insight insight = insights.create(
                visit.caller(),
                visit.projectId(),
                InsightBody.draft(body),
                request.header("Idempotency-Key").orElse(null));
        return reply(201, request, visit, insight, mode);
    }

    private Outcome retrieve(Request request) throws IOException {
        return held.reply(request, () -> {
            Visit visit = gate.enter(request, Scope.INSIGHT_READ);
            RefreshMode mode = RefreshParameter.ofInsight(request);
            return new HeldReplies.Making(mode.mayWait(), () -> retrieved(request, visit, mode));
        });
    }

    private HeldReplies.Made retrieved(Request request, Visit visit, RefreshMode mode) throws IOException {
        ShownInsight shown =
                insights.get(visit.caller(), visit.projectId(), request.path("insight"), Overrides.view(request));
        Insight insight = shown.insight();
        Answer answer = isTrue(request, "basic")
                ? null
                : answers.answer(
                        visit.caller(), insight, mode, RefreshParameter.clientId(request, MissingNode.getInstance()));
        Reply reply = InsightReply.one(200, request.format(), new InsightJson(insight, answer, null, shown.placement()))
                .with("ETag", tag(insight));
        return new HeldReplies.Made(visit, answer, reply);
    }

    private Outcome update(Request request, boolean mayRestore) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_WRITE);
        JsonNode body = request.json();
        RefreshMode mode = RefreshParameter.ofInsight(request, body);
        Insight insight = insights.update(
                visit.caller(),
                visit.projectId(),
                request.path("insight"),
                InsightBody.patch(body, mayRestore),
                IfMatch.version(request));
        return reply(200, request, visit, insight, mode);
    }

    /** Insights are deleted with a PATCH; this says so to whoever might have done it, and nothing else (3.6). */
    private Reply delete(Request request) throws IOException {
        gate.enter(request, Scope.INSIGHT_WRITE);
        return Reply.empty(405).with("Allow", "GET, HEAD, OPTIONS, PATCH, PUT");
    }

    /** Sets back what an entry of the log says was changed. */
    private Outcome revert(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_WRITE);
        RefreshMode mode = RefreshParameter.ofInsight(request);
        UUID activity = new Body(request.json()).requiredUuid("activity_id");
        Insight insight = insights.revert(
                visit.caller(), visit.projectId(), request.path("insight"), activity, IfMatch.version(request));
        return reply(200, request, visit, insight, mode);
    }

    /** How long clients took to draw, which nobody here wants to know (contract insights-api 3.11). */
    private Reply timing(Request request) throws IOException {
        gate.enter(request, Scope.INSIGHT_READ);
        if (!request.json().isObject()) {
            throw HindsightException.unparsable("JSON parse error - an object is required.");
        }
        return Reply.empty(201);
    }

    /** Says nothing of whether there was anything to stop (contract insights-api 3.10). */
    private Reply cancel(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_READ);
        String id = RefreshParameter.clientId(request, request.json());
        if (id == null) {
            throw HindsightException.invalid("client_query_id", "Field is required.");
        }
        calculations.cancel(visit.caller(), visit.projectId(), id);
        return Reply.empty(201);
    }

    /** It is stored by now, so a question without an answer must not look like a failed write. */
    private Outcome reply(int status, Request request, Visit visit, Insight insight, RefreshMode mode)
            throws IOException {
        return Later.ifWaiting(mode.mayWait(), () -> {
            Answer answer = answers.answerOrReason(visit.caller(), insight, mode);
            return InsightReply.one(status, request.format(), InsightJson.full(insight, answer))
                    .with("ETag", tag(insight));
        });
    }

    private static String tag(Insight insight) {
        return IfMatch.tag(insight.version());
    }

    static boolean isTrue(Request request, String parameter) {
        return request.query()
                .get(parameter)
                .filter(value -> TRUE.contains(value.toLowerCase(Locale.ROOT)))
                .isPresent();
    }
}
