package dev.hindsight.dashboard;

import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.dashboard.DashboardStore.Which;
import dev.hindsight.sharing.Shareables;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** Dashboards, by their ids, as far as sharing has to do with them. */
public final class ShareableDashboards implements Shareables {
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private final DashboardStore store = new DashboardStore();

    @Override
    public Resource resource() {
        return Resource.DASHBOARD;
    }

    @Override
    public String name() {
        return DashboardHistory.SCOPE;
    }

    @Override
    public Optional<Shareable> find(Handle handle, long projectId, String key) {
        return id(key).flatMap(id -> store.find(handle, projectId, id, Which.LIVE))
                .map(ShareableDashboards::shareable);
    }

    @Override
    public Optional<Shareable> lock(Handle handle, long projectId, String key) {
        return id(key).flatMap(id -> store.lock(handle, projectId, id, Which.LIVE))
                .map(ShareableDashboards::shareable);
    }

    @Override
    public Resource others() {
        return Resource.INSIGHT;
    }

    /** Who shares a dashboard shows the world its insights, so they have to see each of them. */
    @Override
    public boolean leavesTo(Handle handle, Shareable thing, Levels levels, boolean publishes) {
        if (!publishes) {
            return true;
        }
        List<Guarded> insights = store.insights(handle, thing.guarded().id());
        return levels.of(insights).values().stream().allMatch(level -> level.includes(AccessLevel.VIEWER));
    }

    private static Optional<Long> id(String key) {
        return ID.matcher(key).matches() ? Optional.of(Long.valueOf(key)) : Optional.empty();
    }

    private static Shareable shareable(DashboardRow row) {
        return new Shareable(row.projectId(), row.guarded(), DashboardHistory.subject(row), row.restricted());
    }
}
