package dev.hindsight.insight;

import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.project.MemberStore;
import dev.hindsight.sharing.LockedShare;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.Share;
import dev.hindsight.sharing.ShareDoor;
import dev.hindsight.sharing.ShareTarget;
import dev.hindsight.sharing.Unlocking;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The insights that somebody without an account was let in to see: for each share this one insight, or those of this one
 * dashboard, and nothing that leads further. Thread-safe.
 */
public final class SharedInsights {
    /** The share is the permission, whatever rules say. */
    private static final Levels.Condition EVERYTHING = new Levels.Condition("true", Map.of(), Map.of());

    private final Jdbi jdbi;
    private final ShareDoor door;
    private final ViewStore views = new ViewStore();
    private final InsightAssembly assembly;
    private final Clock clock;

    public SharedInsights(Jdbi jdbi, MemberStore members, ShareDoor door, Clock clock) {
        this.jdbi = jdbi;
        this.door = door;
        this.assembly = new InsightAssembly(TagStore.ofInsights(), new TileStore(), views, members);
        this.clock = clock;
    }

    /**
     * The insight, on no dashboard, with no level of access.
     *
     * @throws HindsightException {@code NOT_FOUND} when it is deleted, or when it is no insight that is shared
     */
    public Insight get(OpenShare share) {
        return jdbi.withHandle(handle ->
                assembly.shared(handle, List.of(row(handle, share)), null).get(0));
    }

    /**
     * Those of some insights that are live, by their ids, as a shared dashboard shows them to whoever was let in to it: on that
     * dashboard, with no level of access.
     *
     * @param handle the transaction in which the dashboard was found to show them
     */
    public Map<Long, Insight> onDashboard(Handle handle, ShareTarget dashboard, Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<InsightRow> rows = InsightStore.rows(handle, dashboard.projectId(), ids, EVERYTHING);
        return assembly.shared(handle, rows, dashboard.id()).stream()
                .collect(Collectors.toMap(Insight::id, Function.identity()));
    }

    /**
     * Notes that the visitor looks at the insight: for those who want to know when it was last looked at, and for those who
     * want to know who opened the share.
     *
     * @param address where the visitor comes from; null: unknown
     */
    public void noteVisit(OpenShare share, @Nullable String address) {
        // Apart from each other: both at once would wait for the insight while others wait for the view.
        jdbi.useTransaction(handle -> views.noteAnonymous(
                handle, row(handle, share).id(), clock.instant().truncatedTo(ChronoUnit.MICROS)));
        door.noteVisit(share, address);
    }

    /** Tries a password, and tells the log of the insight's project of it. */
    public Unlocking unlock(LockedShare share, String password, @Nullable String address) {
        InsightRow row = jdbi.withHandle(handle -> row(handle, share));
        return door.unlock(share, InsightHistory.subject(row), password, address);
    }

    private static InsightRow row(Handle handle, Share share) {
        if (share.target().resource() != Resource.INSIGHT) {
            throw missing();
        }
        return InsightStore.find(
                        handle,
                        share.target().projectId(),
                        Long.toString(share.target().id()),
                        Which.LIVE)
                .filter(row -> row.id() == share.target().id())
                .orElseThrow(SharedInsights::missing);
    }

    private static HindsightException missing() {
        return HindsightException.notFound("No resource found");
    }
}
