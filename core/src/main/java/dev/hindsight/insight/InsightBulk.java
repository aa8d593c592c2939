package dev.hindsight.insight;

import dev.hindsight.access.Caller;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Changes many insights, each as a change of its own: what cannot be changed is reported and stops nothing (contract insights-api
 * 3.12). Whether the caller may is asked for each, as {@link Insights#update} does. Thread-safe.
 */
public final class InsightBulk {
    private final Insights insights;

    public InsightBulk(Insights insights) {
        this.insights = insights;
    }

    /**
     * What became of a change.
     *
     * @param changed in the order in which they were asked for
     */
    public record Outcome(List<Insight> changed, List<Skipped> skipped) {
        public Outcome {
            changed = List.copyOf(changed);
            skipped = List.copyOf(skipped);
        }
    }

    /** An insight that was left as it is. */
    public record Skipped(long id, String reason) {}

    /** Gives insights tags, or takes tags from them. */
    public Outcome tags(Caller caller, long projectId, BulkTags wanted) {
        return each(
                wanted.ids(),
                id -> insights.update(caller, projectId, Long.toString(id), Which.LIVE, null, (handle, row) -> {
                    List<String> current = insights.tags(handle, row);
                    return tagged(row, wanted.action().applied(current, wanted.tags()));
                }));
    }

    /** Deletes insights; they can be brought back. */
    public Outcome delete(Caller caller, long projectId, List<Long> ids) {
        return each(
                ids,
                id -> insights.update(
                        caller, projectId, Long.toString(id), Which.LIVE, null, (handle, row) -> gone(row, true)));
    }

    /** Brings deleted insights back. */
    public Outcome restore(Caller caller, long projectId, List<Long> ids) {
        return each(
                ids,
                id -> insights.update(caller, projectId, Long.toString(id), Which.DELETED_TOO, null, (handle, row) -> {
                    if (!row.deleted()) {
                        throw HindsightException.notFound();
                    }
                    return gone(row, false);
                }));
    }

    private static InsightPatch tagged(InsightRow row, List<String> tags) {
        return new InsightPatch(null, null, null, null, null, null, null, row.saved(), null, tags, null, false);
    }

    private static InsightPatch gone(InsightRow row, boolean deleted) {
        return new InsightPatch(null, null, null, null, null, null, deleted, row.saved(), null, null, null, !deleted);
    }

    private static Outcome each(List<Long> ids, LongFunction<Insight> change) {
        List<Insight> changed = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (Long id : ids) {
            try {
                changed.add(change.apply(id));
            } catch (HindsightException e) {
                if (e.failure() != Failure.NOT_FOUND && e.failure() != Failure.FORBIDDEN) {
                    throw e;
                }
                skipped.add(new Skipped(id, "Not found or no edit access"));
            }
        }
        return new Outcome(changed, skipped);
    }
}
