package dev.hindsight.insight;

import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.sharing.Shareables;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Insights, by their ids or short ids, as far as sharing has to do with them. */
public final class ShareableInsights implements Shareables {
    @Override
    public Resource resource() {
        return Resource.INSIGHT;
    }

    @Override
    public String name() {
        return InsightHistory.SCOPE;
    }

    @Override
    public Optional<Shareable> find(Handle handle, long projectId, String key) {
        return InsightStore.find(handle, projectId, key, Which.LIVE).map(ShareableInsights::shareable);
    }

    @Override
    public Optional<Shareable> lock(Handle handle, long projectId, String key) {
        return InsightStore.lock(handle, projectId, key, Which.LIVE).map(ShareableInsights::shareable);
    }

    @Override
    public Resource others() {
        return Resource.DASHBOARD;
    }

    /** Restricted dashboards keep insights from being changed, and so from being shown to the world. */
    @Override
    public boolean leavesTo(Handle handle, Shareable thing, Levels levels, boolean publishes) {
        List<TileStore.Place> places =
                new TileStore().places(handle, thing.guarded().id());
        return places.isEmpty() || !PlaceChange.open(levels, places).isEmpty();
    }

    private static Shareable shareable(InsightRow row) {
        return new Shareable(row.projectId(), row.guarded(), InsightHistory.subject(row), false);
    }
}
