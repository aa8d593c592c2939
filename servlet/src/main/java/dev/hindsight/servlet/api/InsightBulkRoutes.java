package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.insight.BulkTags;
import dev.hindsight.insight.InsightBulk;
import dev.hindsight.insight.InsightBulk.Outcome;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;

/** Changes of many insights at once, each reported (contract insights-api 3.12). */
final class InsightBulkRoutes {
    private final ProjectGate gate;
    private final InsightBulk bulk;

    InsightBulkRoutes(ProjectGate gate, InsightBulk bulk) {
        this.gate = gate;
        this.bulk = bulk;
    }

    void addTo(Router.Builder routes) {
        routes.add("POST", InsightRoutes.PATH + "/bulk_update_tags", this::tags);
        routes.add("POST", InsightRoutes.PATH + "/bulk_delete", this::delete);
        routes.add("POST", InsightRoutes.PATH + "/bulk_restore", this::restore);
    }

    private Reply tags(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_WRITE);
        return reply("updated", true, bulk.tags(visit.caller(), visit.projectId(), BulkTags.read(request.json())));
    }

    private Reply delete(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_WRITE);
        return reply("deleted", false, bulk.delete(visit.caller(), visit.projectId(), BulkTags.ids(request.json())));
    }

    private Reply restore(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.INSIGHT_WRITE);
        return reply("restored", false, bulk.restore(visit.caller(), visit.projectId(), BulkTags.ids(request.json())));
    }

    private static Reply reply(String done, boolean withTags, Outcome outcome) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode changed = json.putArray(done);
        outcome.changed().forEach(insight -> {
            ObjectNode item = changed.addObject().put("id", insight.id());
            if (withTags) {
                ArrayNode tags = item.putArray("tags");
                insight.tags().forEach(tags::add);
            }
        });
        ArrayNode skipped = json.putArray("skipped");
        outcome.skipped()
                .forEach(each -> skipped.addObject().put("id", each.id()).put("reason", each.reason()));
        return Reply.json(200, json);
    }
}
