package dev.hindsight.dashboard;

import dev.hindsight.access.Resource;
import dev.hindsight.dashboard.DashboardStore.Which;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.SharedInsights;
import dev.hindsight.insight.TagStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import dev.hindsight.query.Overlay;
import dev.hindsight.sharing.LockedShare;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.Share;
import dev.hindsight.sharing.ShareDoor;
import dev.hindsight.sharing.Unlocking;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The dashboards that somebody without an account was let in to see: for each share this one dashboard with all that it shows,
 * asked as it asks, and nothing that leads further. Thread-safe.
 */
public final class SharedDashboards {
    private final Jdbi jdbi;
    private final MemberStore members;
    private final SharedInsights insights;
    private final ShareDoor door;
    private final DashboardStore store = new DashboardStore();
    private final TileStore tiles = new TileStore();
    private final TagStore tags = TagStore.ofDashboards();

    public SharedDashboards(Jdbi jdbi, MemberStore members, SharedInsights insights, ShareDoor door) {
        this.jdbi = jdbi;
        this.members = members;
        this.insights = insights;
        this.door = door;
    }

    /**
     * The dashboard with its tiles, to nobody's edit and with no level of access. The share is the permission: every tile shows,
     * whoever may see its insight otherwise.
     *
     * @throws HindsightException {@code NOT_FOUND} when it is deleted, or when it is no dashboard that is shared
     */
    public Dashboard get(OpenShare share) {
        return jdbi.withHandle(handle -> {
            DashboardRow row = row(handle, share);
            List<TileRow> shown = tiles.live(handle, row.id());
            Map<Long, Insight> seen = insights.onDashboard(handle, share.target(), DashboardAssembly.insightsOf(shown));
            Map<Long, User> users = row.createdBy() == null ? Map.of() : members.findUsers(Set.of(row.createdBy()));
            Overlay overlay = new Overlay(row.filters(), row.variables());
            List<String> tagged = tags.of(handle, List.of(row.id())).getOrDefault(row.id(), List.of());
            return row.shared(users, tagged, DashboardAssembly.tiles(shown, seen, overlay));
        });
    }

    /**
     * Notes that the visitor looks at the dashboard, for those who want to know who opened the share.
     *
     * @param address where the visitor comes from; null: unknown
     */
    public void noteVisit(OpenShare share, @Nullable String address) {
        door.noteVisit(share, address);
    }

    /** Tries a password, and tells the log of the dashboard's project of it. */
    public Unlocking unlock(LockedShare share, String password, @Nullable String address) {
        DashboardRow row = jdbi.withHandle(handle -> row(handle, share));
        return door.unlock(share, DashboardHistory.subject(row), password, address);
    }

    private DashboardRow row(Handle handle, Share share) {
        if (share.target().resource() != Resource.DASHBOARD) {
            throw missing();
        }
        return store.find(handle, share.target().projectId(), share.target().id(), Which.LIVE)
                .orElseThrow(SharedDashboards::missing);
    }

    private static HindsightException missing() {
        return HindsightException.notFound("No resource found");
    }
}
