package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.SharedInsights;
import dev.hindsight.refresh.InsightAnswers;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.sharing.LockedShare;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.ShareSettings;
import dev.hindsight.sharing.Unlocking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What visitors of a share get to see, be it in a page or through the API. */
final class SharedView {
    private static final List<String> EXTRA_DETAILS =
            List.of("created_by", "last_modified_by", "created_at", "last_modified_at");

    private final SharedInsights insights;
    private final InsightAnswers answers;

    SharedView(SharedInsights insights, InsightAnswers answers) {
        this.insights = insights;
        this.answers = answers;
    }

    /**
     * What is shared.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is nothing to see any longer
     */
    Insight insight(OpenShare share) {
        return insights.get(share);
    }

    /** The insight with its answer, as fresh as the request asks for; notes that somebody looked at it. */
    ObjectNode full(OpenShare share, Insight insight, Request request) {
        RefreshMode mode = RefreshParameter.ofInsight(request);
        insights.noteVisit(share, request.clientAddress());
        return trimmed(share, InsightJson.full(insight, answers.shared(share, insight, mode)));
    }

    /** As {@link #full}, without the answer. */
    ObjectNode basic(OpenShare share, Insight insight, Request request) {
        insights.noteVisit(share, request.clientAddress());
        return trimmed(share, InsightJson.basic(insight));
    }

    /** Tries a password. */
    Unlocking unlock(LockedShare share, String password, @Nullable String address) {
        return insights.unlock(share, password, address);
    }

    private static ObjectNode trimmed(OpenShare share, InsightJson insight) {
        ObjectNode tree = (ObjectNode) insight.tree();
        return share.settings().is(ShareSettings.HIDE_DETAILS) ? tree.remove(EXTRA_DETAILS) : tree;
    }
}
