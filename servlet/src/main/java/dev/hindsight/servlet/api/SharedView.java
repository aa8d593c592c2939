package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Resource;
import dev.hindsight.dashboard.Dashboard;
import dev.hindsight.dashboard.SharedDashboards;
import dev.hindsight.dashboard.Tile;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.SharedInsights;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.DashboardAnswers;
import dev.hindsight.refresh.InsightAnswers;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.sharing.LockedShare;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.Share;
import dev.hindsight.sharing.ShareSettings;
import dev.hindsight.sharing.Unlocking;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What visitors of a share get to see, be it in a page or through the API. */
final class SharedView {
    private static final List<String> EXTRA_DETAILS =
            List.of("created_by", "last_modified_by", "created_at", "last_modified_at");

    private final SharedInsights insights;
    private final InsightAnswers answers;
    private final SharedDashboards dashboards;
    private final DashboardAnswers dashboardAnswers;

    SharedView(
            SharedInsights insights,
            InsightAnswers answers,
            SharedDashboards dashboards,
            DashboardAnswers dashboardAnswers) {
        this.insights = insights;
        this.answers = answers;
        this.dashboards = dashboards;
        this.dashboardAnswers = dashboardAnswers;
    }

    /**
     * What a share shows.
     *
     * @param insights all that it opens, in reading order
     * @param dashboard the one that they are on; null: it is an insight by itself that is shared
     */
    record Shown(List<Insight> insights, @Nullable Dashboard dashboard) {
        static Shown of(Dashboard dashboard) {
            return new Shown(
                    dashboard.tiles().stream()
                            .map(Tile::insight)
                            .filter(Objects::nonNull)
                            .toList(),
                    dashboard);
        }

        /** The dashboard with the tiles of some of its insights alone. */
        Dashboard with(List<Insight> some) {
            Dashboard whole = Objects.requireNonNull(dashboard);
            Set<Long> ids = some.stream().map(Insight::id).collect(Collectors.toSet());
            return whole.with(whole.tiles().stream()
                    .filter(tile -> tile.insight() != null
                            && ids.contains(tile.insight().id()))
                    .toList());
        }
    }

    /**
     * What a share shows, without answers.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is nothing to see any longer
     */
    Shown shown(OpenShare share) {
        return isDashboard(share) ? Shown.of(dashboards.get(share)) : new Shown(List.of(insights.get(share)), null);
    }

    /** The name of what is shared, {@code insight} or {@code dashboard}. */
    static String kind(Share share) {
        return share.target().resource().wire();
    }

    /** All that is shared with its answers, as fresh as {@code mode} says; notes that somebody looked at it. */
    ObjectNode whole(OpenShare share, Request request, RefreshMode mode) {
        Shown shown = shown(share);
        if (shown.dashboard() == null) {
            return row(share, shown.insights().get(0), request, mode, true);
        }
        dashboards.noteVisit(share, request.clientAddress());
        Dashboard dashboard = shown.dashboard();
        ObjectNode tree = new DashboardJson(dashboard, dashboardAnswers.shared(share, dashboard, mode)).tree();
        tree.path("tiles").forEach(tile -> {
            if (tile.path("insight") instanceof ObjectNode insight) {
                trim(share, insight);
            }
        });
        return trim(share, tree);
    }

    /** Some of the insights of a share, with their answers unless the request wants none; notes that somebody looked. */
    List<ObjectNode> rows(OpenShare share, Shown shown, List<Insight> some, Request request) {
        boolean answered = !InsightRoutes.isTrue(request, "basic");
        if (shown.dashboard() == null) {
            return some.stream()
                    .map(insight -> row(share, insight, request, RefreshParameter.ofInsight(request), answered))
                    .toList();
        }
        RefreshMode mode = RefreshParameter.ofInsight(request);
        dashboards.noteVisit(share, request.clientAddress());
        Dashboard dashboard = shown.with(some);
        Map<Long, Answer> found = answered ? dashboardAnswers.shared(share, dashboard, mode) : Map.of();
        DashboardJson json = new DashboardJson(dashboard, found);
        return dashboard.tiles().stream()
                .map(json::insight)
                .filter(Objects::nonNull)
                .map(insight -> trim(share, (ObjectNode) insight.tree()))
                .toList();
    }

    private ObjectNode row(OpenShare share, Insight insight, Request request, RefreshMode mode, boolean answered) {
        insights.noteVisit(share, request.clientAddress());
        InsightJson json =
                answered ? InsightJson.full(insight, answers.shared(share, insight, mode)) : InsightJson.basic(insight);
        return trim(share, (ObjectNode) json.tree());
    }

    /** Tries a password. */
    Unlocking unlock(LockedShare share, String password, @Nullable String address) {
        return isDashboard(share)
                ? dashboards.unlock(share, password, address)
                : insights.unlock(share, password, address);
    }

    private static boolean isDashboard(Share share) {
        return share.target().resource() == Resource.DASHBOARD;
    }

    private static ObjectNode trim(OpenShare share, ObjectNode tree) {
        return share.settings().is(ShareSettings.HIDE_DETAILS) ? tree.remove(EXTRA_DETAILS) : tree;
    }
}
