package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Resource;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.ListParameters;
import dev.hindsight.servlet.http.Format;
import dev.hindsight.servlet.http.Handler;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.Outcome;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.ShareDoor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The routes of insights and dashboards that visitors of a share may use too: they find what is shared with them, and the
 * insights of a shared dashboard as it asks them. What would change a question is ignored, and so are conditions of the list,
 * which could tell what is hidden.
 */
final class SharedApi {
    private final ShareDoor door;
    private final SharedView view;

    SharedApi(ShareDoor door, SharedView view) {
        this.door = door;
        this.view = view;
    }

    /** Answers visitors, and leaves everybody else to another handler. */
    Handler retrieveOr(Handler others) {
        return request -> {
            Optional<OpenShare> share = visitor(request);
            return share.isPresent() ? answered(request, () -> retrieve(share.get(), request)) : others.handle(request);
        };
    }

    /** As {@link #retrieveOr} for the list. */
    Handler listOr(Handler others) {
        return request -> {
            Optional<OpenShare> share = visitor(request);
            return share.isPresent() ? answered(request, () -> list(share.get(), request)) : others.handle(request);
        };
    }

    private Optional<OpenShare> visitor(Request request) {
        Optional<OpenShare> share = ShareToken.visitor(request, door);
        share.ifPresent(open -> {
            if (!request.path("project").equals(Long.toString(open.project().id()))) {
                throw HindsightException.notFound("Project not found.");
            }
            request.concerns(open.project().id());
        });
        return share;
    }

    /** As {@link #retrieveOr} for a dashboard. */
    Handler dashboardOr(Handler others) {
        return request -> {
            Optional<OpenShare> share = visitor(request);
            return share.isPresent()
                    ? answered(request, () -> dashboard(share.get(), request))
                    : others.handle(request);
        };
    }

    private static Outcome answered(Request request, Later.Work work) throws IOException {
        return Later.ifWaiting(RefreshParameter.ofInsight(request).mayWait(), work);
    }

    private Reply retrieve(OpenShare share, Request request) {
        SharedView.Shown shown = view.shown(share);
        String wanted = request.path("insight");
        Insight insight = shown.insights().stream()
                .filter(each -> wanted.equals(Long.toString(each.id())) || wanted.equals(each.shortId()))
                .findFirst()
                .orElseThrow(HindsightException::notFound);
        List<ObjectNode> row = view.rows(share, shown, List.of(insight), request);
        return request.format() == Format.CSV ? CsvTable.reply(200, row) : Reply.json(200, row.get(0));
    }

    private Reply list(OpenShare share, Request request) {
        ListParameters parameters = ListParameters.read(request.query().lastValues());
        SharedView.Shown shown = view.shown(share);
        Page page = new Page(parameters.limit(), parameters.offset());
        List<ObjectNode> rows = view.rows(share, shown, page.of(shown.insights()), request);
        return request.format() == Format.CSV
                ? CsvTable.reply(200, rows)
                : Reply.json(200, page.envelope(request, shown.insights().size(), rows));
    }

    private Reply dashboard(OpenShare share, Request request) {
        if (share.target().resource() != Resource.DASHBOARD || share.target().id() != DashboardRoutes.id(request)) {
            throw HindsightException.notFound();
        }
        return Reply.json(200, view.whole(share, request, RefreshParameter.ofInsight(request)));
    }
}
