package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Resource;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.ListParameters;
import dev.hindsight.servlet.http.Format;
import dev.hindsight.servlet.http.Handler;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.ShareDoor;
import java.util.List;
import java.util.Optional;

/**
 * The two routes of insights that visitors of a share may use too: they find the one insight that is shared with them. What
 * would change its question is ignored, and so are conditions of the list, which could tell what is hidden.
 */
final class SharedInsightApi {
    private final ShareDoor door;
    private final SharedView view;

    SharedInsightApi(ShareDoor door, SharedView view) {
        this.door = door;
        this.view = view;
    }

    /** Answers visitors, and leaves everybody else to another handler. */
    Handler retrieveOr(Handler others) {
        return request -> {
            Optional<OpenShare> share = visitor(request);
            return share.isPresent() ? retrieve(share.get(), request) : others.handle(request);
        };
    }

    /** As {@link #retrieveOr} for the list. */
    Handler listOr(Handler others) {
        return request -> {
            Optional<OpenShare> share = visitor(request);
            return share.isPresent() ? list(share.get(), request) : others.handle(request);
        };
    }

    private Optional<OpenShare> visitor(Request request) {
        Optional<OpenShare> share = ShareToken.visitor(request, door);
        share.ifPresent(open -> {
            if (!request.path("project").equals(Long.toString(open.project().id()))) {
                throw HindsightException.notFound("Project not found.");
            }
        });
        return share;
    }

    private Reply retrieve(OpenShare share, Request request) {
        Insight insight = view.insight(share);
        String wanted = request.path("insight");
        if (!wanted.equals(Long.toString(insight.id())) && !wanted.equals(insight.shortId())) {
            throw HindsightException.notFound();
        }
        ObjectNode shown = shown(share, insight, request);
        return request.format() == Format.CSV ? CsvTable.reply(200, List.of(shown)) : Reply.json(200, shown);
    }

    private Reply list(OpenShare share, Request request) {
        ListParameters parameters = ListParameters.read(request.query().lastValues());
        List<ObjectNode> rows = share.target().resource() == Resource.INSIGHT
                ? List.of(shown(share, view.insight(share), request))
                : List.of();
        Page page = new Page(parameters.limit(), parameters.offset());
        List<ObjectNode> shown = page.of(rows);
        return request.format() == Format.CSV
                ? CsvTable.reply(200, shown)
                : Reply.json(200, page.envelope(request, rows.size(), shown));
    }

    private ObjectNode shown(OpenShare share, Insight insight, Request request) {
        return InsightRoutes.isTrue(request, "basic")
                ? view.basic(share, insight, request)
                : view.full(share, insight, request);
    }
}
