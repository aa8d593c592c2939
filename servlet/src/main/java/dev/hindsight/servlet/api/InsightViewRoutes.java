package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.insight.InsightViews;
import dev.hindsight.insight.InsightViews.Trending;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.List;

/** Who looks at which insights (contract insights-api 3.7 and 3.8). */
final class InsightViewRoutes {
    private static final int DEFAULT_DAYS = 7;
    private static final int DEFAULT_LIMIT = 10;
    private static final int MOST = 100;

    private final ProjectGate gate;
    private final InsightViews views;

    InsightViewRoutes(ProjectGate gate, InsightViews views) {
        this.gate = gate;
        this.views = views;
    }

    void addTo(Router.Builder routes) {
        routes.add("POST", InsightRoutes.PATH + "/{insight}/viewed", this::viewed);
        routes.add("POST", InsightRoutes.PATH + "/viewed", this::viewedMany);
        routes.add("GET", InsightRoutes.PATH + "/my_last_viewed", this::lastViewed);
        routes.add("GET", InsightRoutes.PATH + "/trending", this::trending);
    }

    private Reply viewed(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_READ);
        views.mark(visit.caller(), visit.projectId(), request.path("insight"));
        return Reply.empty(201);
    }

    private Reply viewedMany(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_READ);
        List<Long> ids = InsightBody.viewed(request.json());
        views.mark(visit.caller(), visit.projectId(), ids);
        return Reply.empty(201);
    }

    private Reply lastViewed(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_READ);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Insight insight : views.lastOf(visit.caller(), visit.projectId())) {
            list.add(InsightJson.basic(insight).tree());
        }
        return Reply.json(200, list);
    }

    private Reply trending(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_READ);
        int days = number(request, "days", DEFAULT_DAYS);
        int limit = Math.min(number(request, "limit", DEFAULT_LIMIT), MOST);
        List<Trending> found = views.trending(visit.caller(), visit.projectId(), days, limit);
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("count", found.size())
                .putNull("next")
                .putNull("previous");
        ArrayNode results = envelope.putArray("results");
        found.forEach(each -> results.add(json(each)));
        return Reply.json(200, envelope);
    }

    private static JsonNode json(Trending trending) {
        ObjectNode json = (ObjectNode) InsightJson.basic(trending.insight()).tree();
        json.set("last_modified_by", ManagementJson.user(trending.insight().lastModifiedBy()));
        json.put("view_count", trending.viewCount());
        ArrayNode viewers = json.putArray("viewers");
        trending.viewers().forEach(viewer -> viewers.add(ManagementJson.user(viewer)));
        return json;
    }

    /** A whole number from 1; so many days that time would not go back so far are all of it. */
    private static int number(Request request, String name, int otherwise) {
        String text = request.query().get(name).map(String::strip).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("0*[1-9][0-9]{0,17}")) {
            throw HindsightException.invalid(null, "days and limit must be valid integers");
        }
        return (int) Math.min(Long.parseLong(text), 100_000);
    }
}
