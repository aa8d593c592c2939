package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Saved insights: making, reading, listing, changing, deleting and restoring them (contract insights-api 3.2 to 3.7 and 5).
 *
 * <p>Every method first asks whether the caller may: {@code FORBIDDEN} without the scope ({@code insight:read}, for changes
 * {@code insight:write}), for another organization's project, or below the level that is needed; {@code NOT_FOUND} for an
 * unknown project. An insight is named by its id or its short id; {@code NOT_FOUND} when there is none, when it is deleted,
 * or when it is another project's. A method changes everything or nothing. Thread-safe.
 */
public final class Insights {
    private static final int SHORT_ID_LENGTH = 8;

    private final Jdbi jdbi;
    private final Access access;
    private final Clock clock;
    private final ViewStore views = new ViewStore();
    private final InsightAssembly assembly;
    private final InsightChange change;

    public Insights(Jdbi jdbi, Access access, MemberStore members, ActivityLog log, Clock clock) {
        this(jdbi, access, members, log, clock, () -> Tokens.random(SHORT_ID_LENGTH));
    }

    /** @param shortIds makes short ids that need not be unused */
    Insights(Jdbi jdbi, Access access, MemberStore members, ActivityLog log, Clock clock, Supplier<String> shortIds) {
        this.jdbi = jdbi;
        this.access = access;
        this.clock = clock;
        InsightStore store = new InsightStore(shortIds);
        TagStore tags = new TagStore();
        TileStore tiles = new TileStore();
        this.assembly = new InsightAssembly(tags, tiles, views, members);
        this.change = new InsightChange(store, tags, tiles, views, new InsightHistory(log));
    }

    /**
     * Makes an insight, with the caller as its creator and first viewer.
     *
     * @throws HindsightException {@code validation_error}, attr {@code dashboards}, for a dashboard that the project has not
     */
    public Insight create(Caller caller, long projectId, InsightDraft draft) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_WRITE);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        viewpoint.insights().requireCreate();
        return jdbi.inTransaction(handle -> {
            InsightRow row = change.create(handle, project, caller, viewpoint.dashboards(), draft, now());
            return assembly.one(handle, row, viewpoint);
        });
    }

    /** The insight, without the time of its last view. */
    public Insight get(Caller caller, long projectId, String idOrShortId) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        return jdbi.withHandle(
                handle -> assembly.one(handle, visible(handle, project, viewpoint.insights(), idOrShortId), viewpoint));
    }

    /**
     * Some of the live insights of a project.
     *
     * @param limit from 1
     * @param offset from 0; beyond the end the page is empty
     */
    public InsightPage list(Caller caller, long projectId, InsightFilter filter, int limit, int offset) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        InsightSearch search = new InsightSearch(
                filter, project, caller.user().id(), viewpoint.insights().visible("i"), now());
        return jdbi.withHandle(handle -> {
            long count = search.count(handle);
            if (count == 0) {
                requireAny(handle, project, viewpoint.insights(), caller);
            }
            List<InsightRow> rows = offset >= count ? List.of() : search.page(handle, limit, offset);
            return new InsightPage(count, assembly.list(handle, rows, viewpoint));
        });
    }

    /**
     * Changes an insight, deletes it ({@link InsightPatch#deleted} true) or brings it back ({@link InsightPatch#restores}).
     * Its tiles go with a deletion, and come back with it unless the change names dashboards.
     *
     * @param expectedVersion null to change whatever version there is
     * @return the insight after the change; a deleted one on no dashboard
     * @throws HindsightException {@code VERSION_MISMATCH} when somebody else changed it since; {@code validation_error}, attr
     *     {@code dashboards}, for a dashboard that the project has not
     */
    public Insight update(
            Caller caller, long projectId, String idOrShortId, InsightPatch patch, @Nullable Long expectedVersion) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_WRITE);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        Which which = patch.restores() ? Which.DELETED_TOO : Which.LIVE;
        return jdbi.inTransaction(handle -> {
            InsightRow row = InsightStore.lock(handle, project.id(), idOrShortId, which)
                    .orElseThrow(HindsightException::notFound);
            viewpoint.insights().require(row.id(), row.createdBy(), AccessLevel.EDITOR);
            InsightChange.requireVersion(row, expectedVersion);
            InsightRow changed = change.update(handle, project, caller, viewpoint.dashboards(), row, patch, now());
            return assembly.one(handle, changed, viewpoint);
        });
    }

    /** Notes that the caller looks at insights; ids of what the caller cannot see are left out. */
    public void markViewed(Caller caller, long projectId, List<Long> ids) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        jdbi.useTransaction(handle -> {
            List<Long> visible = InsightStore.live(
                    handle, project.id(), ids, viewpoint.insights().visible("i"));
            views.note(handle, project.id(), visible, caller.user().id(), now());
        });
    }

    /** Notes that the caller looks at an insight. */
    public void markViewed(Caller caller, long projectId, String idOrShortId) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        jdbi.useTransaction(handle -> {
            InsightRow row = visible(handle, project, viewpoint.insights(), idOrShortId);
            views.note(handle, project.id(), List.of(row.id()), caller.user().id(), now());
        });
    }

    /** Whoever may not see insights in general, and none in particular either, is told so. */
    private void requireAny(Handle handle, Project project, Levels levels, Caller caller) {
        if (!levels.usual().includes(AccessLevel.VIEWER)
                && new InsightSearch(InsightFilter.ALL, project, caller.user().id(), levels.visible("i"), now())
                                .count(handle)
                        == 0) {
            throw Levels.refusal(AccessLevel.VIEWER);
        }
    }

    private InsightRow visible(Handle handle, Project project, Levels levels, String key) {
        InsightRow row =
                InsightStore.find(handle, project.id(), key, Which.LIVE).orElseThrow(HindsightException::notFound);
        levels.require(row.id(), row.createdBy(), AccessLevel.VIEWER);
        return row;
    }

    /** In microseconds, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
