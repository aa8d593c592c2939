package dev.hindsight.dashboard;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.body.BodyText;
import dev.hindsight.dashboard.DashboardHistory.State;
import dev.hindsight.dashboard.DashboardStore.Which;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.DashboardInsights;
import dev.hindsight.insight.Insights;
import dev.hindsight.insight.TagStore;
import dev.hindsight.metadata.Once;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.query.Overlay;
import dev.hindsight.sharing.Shares;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Dashboards: making, reading, listing, changing, deleting and restoring them and their tiles.
 *
 * <p>Every method first asks whether the caller may: {@code FORBIDDEN} without the scope ({@code dashboard:read}, for changes
 * {@code dashboard:write}), for another organization's project, or below the level that is needed; {@code NOT_FOUND} for a
 * project or a dashboard that is unknown, deleted or another project's. The scope lets a key see the insights of dashboards too,
 * but nobody sees one that the rules keep from them. A method changes everything or nothing. Thread-safe.
 */
public final class Dashboards {
    private static final int LONGEST_SEARCH = 200;

    private final Jdbi jdbi;
    private final Access access;
    private final Clock clock;
    private final DashboardStore store = new DashboardStore();
    private final TileStore tiles = new TileStore();
    private final TagStore tags = TagStore.ofDashboards();
    private final DashboardInsights insights;
    private final TileChanges tileChanges;
    private final DashboardAssembly assembly;
    private final DashboardHistory history;
    private final Shares shares;

    public Dashboards(
            Jdbi jdbi,
            Access access,
            Insights insights,
            MemberStore members,
            ActivityLog log,
            Shares shares,
            Clock clock) {
        this.jdbi = jdbi;
        this.access = access;
        this.clock = clock;
        this.insights = insights.ofDashboards();
        this.tileChanges = new TileChanges(tiles, this.insights);
        this.assembly = new DashboardAssembly(tiles, tags, this.insights, members);
        this.history = new DashboardHistory(log);
        this.shares = shares;
    }

    /** Makes a dashboard, with the caller as its creator. */
    public Dashboard create(Caller caller, long projectId, DashboardDraft draft) {
        return create(caller, projectId, draft, null);
    }

    /**
     * As above, once: asked again with the same key within a day, it answers with the dashboard that it made the first time, as
     * it is now.
     *
     * @param idempotencyKey 1 to 255 characters, the caller's own; null: none
     * @throws HindsightException {@code CONFLICT} when the caller has used the key for another dashboard
     */
    public Dashboard create(Caller caller, long projectId, DashboardDraft draft, @Nullable String idempotencyKey) {
        Project project = access.requireProject(caller, projectId, Scope.DASHBOARD_WRITE);
        Levels levels = levels(caller, project);
        levels.requireCreate();
        if (idempotencyKey == null) {
            return Transactions.run(jdbi, handle -> {
                DashboardRow row = make(handle, caller, project, draft);
                return assembly.one(handle, caller, project, levels, row, Overlay.NONE);
            });
        }
        Once once = new Once(project.id(), caller.user().id(), "dashboard", idempotencyKey, draft.toString());
        return Transactions.run(jdbi, handle -> {
            Optional<Long> made = once.find(handle, now());
            DashboardRow row = made.isPresent()
                    ? store.find(handle, project.id(), made.get(), Which.DELETED_TOO)
                            .orElseThrow(HindsightException::notFound)
                    : make(handle, caller, project, draft);
            if (made.isEmpty()) {
                once.note(handle, row.id(), now());
            }
            return assembly.one(handle, caller, project, levels, row, Overlay.NONE);
        });
    }

    private DashboardRow make(Handle handle, Caller caller, Project project, DashboardDraft draft) {
        Instant at = now();
        long id = store.insert(handle, project.id(), draft, caller.user().id(), at);
        tileChanges.apply(handle, caller, project, id, draft.tiles(), at);
        tag(handle, project, id, List.of(), draft.tags());
        DashboardRow row = find(handle, project, id);
        history.created(handle, project, caller, row, at);
        return row;
    }

    /** The dashboard with its tiles. */
    public Dashboard get(Caller caller, long projectId, long id) {
        return get(caller, projectId, id, Overlay.NONE);
    }

    /**
     * The dashboard with its tiles.
     *
     * @param over laid over its filters and variables for this reading
     */
    public Dashboard get(Caller caller, long projectId, long id, Overlay over) {
        Project project = access.requireProject(caller, projectId, Scope.DASHBOARD_READ);
        Levels levels = levels(caller, project);
        return jdbi.withHandle(handle -> {
            DashboardRow row = find(handle, project, id);
            levels.require(row.id(), row.createdBy(), AccessLevel.VIEWER);
            return assembly.one(handle, caller, project, levels, row, over);
        });
    }

    /**
     * Some of the live dashboards of a project, those that are pinned first, then by name.
     *
     * @param search part of the name, the description or a tag; null or empty: all
     * @param limit from 1
     * @param offset from 0; beyond the end the page is empty
     * @throws HindsightException {@code validation_error}, attr {@code search}, for one over 200 characters
     */
    public DashboardPage list(Caller caller, long projectId, @Nullable String search, int limit, int offset) {
        return list(caller, projectId, false, search, limit, offset);
    }

    /** As {@link #list}, of the deleted dashboards that the caller may bring back. */
    public DashboardPage listDeleted(Caller caller, long projectId, @Nullable String search, int limit, int offset) {
        return list(caller, projectId, true, search, limit, offset);
    }

    private DashboardPage list(
            Caller caller, long projectId, boolean deleted, @Nullable String search, int limit, int offset) {
        Project project = access.requireProject(caller, projectId, Scope.DASHBOARD_READ);
        String text = search == null || search.isEmpty() ? null : checked(search);
        Levels levels = levels(caller, project);
        DashboardSearch found = new DashboardSearch(project.id(), deleted, text, levels);
        return jdbi.withHandle(handle -> {
            long count = found.count(handle);
            if (count == 0
                    && !levels.usual().includes(AccessLevel.VIEWER)
                    && new DashboardSearch(project.id(), false, null, levels).count(handle) == 0) {
                throw Levels.refusal(AccessLevel.VIEWER);
            }
            List<DashboardRow> rows = offset >= count ? List.of() : found.page(handle, limit, offset);
            return new DashboardPage(count, assembly.list(handle, rows, levels));
        });
    }

    private static String checked(String search) {
        if (search.codePointCount(0, search.length()) > LONGEST_SEARCH) {
            throw HindsightException.invalid("search", "Search query must be 200 characters or fewer.");
        }
        BodyText.checkCharacters("search", search);
        return search;
    }

    /**
     * Changes a dashboard and its tiles, deletes it ({@link DashboardPatch#deleted} true) or brings it back ({@link
     * DashboardPatch#restores}). Its tiles stay with a deleted one; insights that were deleted with it do not come back with it.
     *
     * @param expectedVersion null to change whatever version there is
     * @throws HindsightException {@code VERSION_MISMATCH} when somebody else changed it since; {@code validation_error} naming
     *     the tile that cannot be; {@code FORBIDDEN} also when it is restricted and the caller does not collaborate on it
     */
    public Dashboard update(
            Caller caller, long projectId, long id, DashboardPatch patch, @Nullable Long expectedVersion) {
        Project project = access.requireProject(caller, projectId, Scope.DASHBOARD_WRITE);
        if (patch.deletesInsights()) {
            access.requireScope(caller, Scope.INSIGHT_WRITE);
        }
        Levels levels = levels(caller, project);
        Instant at = now();
        return Transactions.run(jdbi, handle -> {
            DashboardRow row = store.lock(handle, project.id(), id, patch.restores() ? Which.DELETED_TOO : Which.LIVE)
                    .orElseThrow(HindsightException::notFound);
            requireEdit(levels, row, patch);
            requireVersion(row, expectedVersion);
            State before = state(handle, row);
            tileChanges.apply(handle, caller, project, row.id(), patch.tiles(), at);
            if (patch.deletesInsights()) {
                insights.delete(
                        handle, caller, project, DashboardAssembly.insightsOf(tiles.live(handle, row.id())), at);
            }
            if (patch.tags() != null) {
                tag(handle, project, row.id(), before.tags(), patch.tags());
            }
            DashboardRow patched = row.with(patch, caller.user().id(), at);
            if (patched.deleted() && shares.switchOff(row.shareTarget())) {
                history.unshared(handle, project, caller, row, at);
            }
            State after = state(handle, patched);
            if (!after.equals(before)) {
                patched = patched.next(at);
                store.update(handle, patched);
                history.changed(handle, project, caller, before, after, at);
            }
            return assembly.one(handle, caller, project, levels, patched, Overlay.NONE);
        });
    }

    private State state(Handle handle, DashboardRow row) {
        List<String> tagged = tags.of(handle, List.of(row.id())).getOrDefault(row.id(), List.of());
        return new State(row, tiles.all(handle, row.id()), tagged);
    }

    /** Once the insights are locked that the change concerns: in this order do those lock who change an insight and its tags. */
    private void tag(Handle handle, Project project, long id, List<String> before, List<String> after) {
        if (!Set.copyOf(after).equals(Set.copyOf(before))) {
            tags.lock(handle, project.id());
            tags.replace(handle, project.id(), id, before, after);
        }
    }

    private static void requireEdit(Levels levels, DashboardRow row, DashboardPatch patch) {
        levels.require(row.id(), row.createdBy(), AccessLevel.EDITOR);
        if (row.restricted() && levels.collaborates(List.of(row.guarded())).isEmpty()) {
            throw HindsightException.forbidden("You don't have edit permissions for this dashboard.");
        }
        if (patch.restricted() != null
                && patch.restricted() != row.restricted()
                && !levels.governs(row.id(), row.createdBy())) {
            throw HindsightException.forbidden("Only the dashboard owner and project admins have the restriction rights"
                    + " required to change the dashboard's restriction level.");
        }
    }

    private static void requireVersion(DashboardRow row, @Nullable Long expected) {
        if (expected != null && expected != row.version()) {
            throw HindsightException.of(
                    Failure.VERSION_MISMATCH,
                    "The dashboard has version " + row.version() + ", not " + expected
                            + ": somebody else changed it. Read it again, then repeat the change.");
        }
    }

    private DashboardRow find(Handle handle, Project project, long id) {
        return store.find(handle, project.id(), id, Which.LIVE).orElseThrow(HindsightException::notFound);
    }

    private Levels levels(Caller caller, Project project) {
        return access.levels(caller, project, Resource.DASHBOARD);
    }

    /** In microseconds, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
