package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.Activity;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.metadata.Once;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.Tokens;
import dev.hindsight.sharing.Shares;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final ActivityLog log;
    private final TileStore tiles = new TileStore();
    private final InsightAssembly assembly;
    private final InsightChange change;

    public Insights(Jdbi jdbi, Access access, MemberStore members, ActivityLog log, Shares shares, Clock clock) {
        this(jdbi, access, members, log, shares, clock, () -> Tokens.random(SHORT_ID_LENGTH));
    }

    /** @param shortIds makes short ids that need not be unused */
    Insights(
            Jdbi jdbi,
            Access access,
            MemberStore members,
            ActivityLog log,
            Shares shares,
            Clock clock,
            Supplier<String> shortIds) {
        this.jdbi = jdbi;
        this.access = access;
        this.clock = clock;
        this.log = log;
        InsightStore store = new InsightStore(shortIds);
        ViewStore views = new ViewStore();
        TagStore tags = TagStore.ofInsights();
        this.assembly = new InsightAssembly(tags, tiles, views, members);
        this.change = new InsightChange(store, tags, tiles, views, new InsightHistory(log), shares);
    }

    /**
     * Makes an insight, with the caller as its creator and first viewer.
     *
     * @throws HindsightException {@code validation_error}, attr {@code dashboards}, for a dashboard that the project has not;
     *     {@code FORBIDDEN} for one that the caller may not edit
     */
    public Insight create(Caller caller, long projectId, InsightDraft draft) {
        return create(caller, projectId, draft, null);
    }

    /**
     * As above, once: asked again with the same key within a day, it answers with the insight that it made the first time, as it
     * is now.
     *
     * @param idempotencyKey 1 to 255 characters, the caller's own; null: none
     * @throws HindsightException {@code CONFLICT} when the caller has used the key for another insight
     */
    public Insight create(Caller caller, long projectId, InsightDraft draft, @Nullable String idempotencyKey) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_WRITE);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        viewpoint.insights().requireCreate();
        if (idempotencyKey == null) {
            return Transactions.run(jdbi, handle -> make(handle, project, caller, viewpoint, draft));
        }
        Once once = new Once(project.id(), caller.user().id(), "insight", idempotencyKey, draft.toString());
        return Transactions.run(jdbi, handle -> {
            Optional<Long> made = once.find(handle, now());
            if (made.isPresent()) {
                return assembly.one(
                        handle,
                        InsightStore.find(handle, project.id(), made.get().toString(), Which.DELETED_TOO)
                                .orElseThrow(HindsightException::notFound),
                        viewpoint);
            }
            Insight insight = make(handle, project, caller, viewpoint, draft);
            once.note(handle, insight.id(), now());
            return insight;
        });
    }

    private Insight make(Handle handle, Project project, Caller caller, Viewpoint viewpoint, InsightDraft draft) {
        return assembly.one(
                handle, change.create(handle, project, caller, viewpoint.dashboards(), draft, now()), viewpoint);
    }

    /** The insight, without the time of its last view. */
    public Insight get(Caller caller, long projectId, String idOrShortId) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        return jdbi.withHandle(handle -> visible(handle, project, viewpoint, idOrShortId));
    }

    /**
     * The insight as a dashboard shows it, or with other filters.
     *
     * @throws HindsightException {@code validation_error}, attr the parameter, for filters that make no valid question
     */
    public ShownInsight get(Caller caller, long projectId, String idOrShortId, View view) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        return jdbi.withHandle(handle -> {
            Insight insight = visible(handle, project, viewpoint, idOrShortId);
            Long dashboard = view.dashboardId();
            View.OnDashboard there = dashboard == null
                    ? null
                    : tiles.on(
                                    handle,
                                    project.id(),
                                    insight.id(),
                                    dashboard,
                                    viewpoint.dashboards().visible("d"))
                            .orElse(null);
            return view.of(insight, there);
        });
    }

    /**
     * Some of the insights of a project: those that are there or, for who may bring them back, those that are deleted.
     *
     * @param limit from 1
     * @param offset from 0; beyond the end the page is empty
     */
    public InsightPage list(Caller caller, long projectId, InsightFilter filter, int limit, int offset) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        InsightSearch search = new InsightSearch(filter, project, caller.user().id(), viewpoint, now());
        return jdbi.withHandle(handle -> {
            InsightPage page = filter.search() == null
                    ? page(handle, search, viewpoint, limit, offset)
                    : found(handle, search.matches(handle, filter.search()), viewpoint, limit, offset);
            if (page.count() == 0) {
                requireAny(handle, project, viewpoint, caller);
            }
            return page;
        });
    }

    private InsightPage page(Handle handle, InsightSearch search, Viewpoint viewpoint, int limit, int offset) {
        long count = search.count(handle);
        List<InsightRow> rows = offset >= count ? List.of() : search.page(handle, limit, offset);
        return new InsightPage(count, assembly.list(handle, rows, viewpoint), Set.of());
    }

    private InsightPage found(Handle handle, List<TextMatch> matches, Viewpoint viewpoint, int limit, int offset) {
        List<TextMatch> page = matches.subList(
                Math.min(offset, matches.size()), (int) Math.min((long) offset + limit, matches.size()));
        List<InsightRow> rows =
                InsightSearch.rows(handle, page.stream().map(TextMatch::id).toList());
        return new InsightPage(
                matches.size(),
                assembly.list(handle, rows, viewpoint),
                page.stream().filter(match -> !match.exact()).map(TextMatch::id).collect(Collectors.toSet()));
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
        Which which = patch.restores() ? Which.DELETED_TOO : Which.LIVE;
        return update(caller, projectId, idOrShortId, which, expectedVersion, (handle, row) -> patch);
    }

    /**
     * Sets the fields back that an entry of the insight's log says were changed; in every other way a change like {@link
     * #update}. The entry of a deletion brings the insight back.
     *
     * @throws HindsightException as {@link #update}; {@code validation_error}, attr {@code activity_id}, for an entry that the
     *     insight has not, or of which nothing can be set back
     */
    public Insight revert(
            Caller caller, long projectId, String idOrShortId, UUID activityId, @Nullable Long expectedVersion) {
        return update(caller, projectId, idOrShortId, Which.DELETED_TOO, expectedVersion, (handle, row) -> {
            Activity entry = log.find(
                            handle, row.projectId(), InsightHistory.SCOPE, Long.toString(row.id()), activityId)
                    .orElseThrow(() -> HindsightException.invalid(
                            "activity_id",
                            "does_not_exist",
                            "Invalid pk \"" + activityId + "\" - object does not exist."));
            Set<Long> named = new HashSet<>();
            ActivityView.dashboards(entry, named);
            Levels levels = access.levels(
                    caller, access.requireProject(caller, projectId, Scope.INSIGHT_WRITE), Resource.DASHBOARD);
            Set<Long> visible = PlaceChange.ids(PlaceChange.seen(levels, tiles.places(handle, row.projectId(), named)));
            InsightPatch patch = InsightRevert.patch(entry, visible).withSaved(row.saved());
            if (row.deleted() && !patch.restores()) {
                throw HindsightException.notFound();
            }
            return patch;
        });
    }

    /**
     * Says how an insight is to change, knowing what it is like; nobody else changes it meanwhile. May be asked again, after
     * another transaction got in between.
     */
    interface Edit {
        InsightPatch of(Handle handle, InsightRow row);
    }

    Insight update(
            Caller caller, long projectId, String idOrShortId, Which which, @Nullable Long expectedVersion, Edit edit) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_WRITE);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        return Transactions.run(jdbi, handle -> {
            InsightRow row = InsightStore.lock(handle, project.id(), idOrShortId, which)
                    .orElseThrow(HindsightException::notFound);
            viewpoint.insights().require(row.id(), row.createdBy(), AccessLevel.EDITOR);
            InsightChange.requireVersion(row, expectedVersion);
            InsightPatch patch = edit.of(handle, row);
            InsightRow changed = change.update(handle, project, caller, viewpoint.dashboards(), row, patch, now());
            return assembly.one(handle, changed, viewpoint);
        });
    }

    /** The insights of dashboards. */
    public DashboardInsights ofDashboards() {
        return new DashboardInsights(access, assembly, change);
    }

    /** Whoever may not see insights in general, and none in particular either, is told so. */
    private void requireAny(Handle handle, Project project, Viewpoint viewpoint, Caller caller) {
        if (!viewpoint.insights().usual().includes(AccessLevel.VIEWER)
                && new InsightSearch(InsightFilter.ALL, project, caller.user().id(), viewpoint, now()).count(handle)
                        == 0) {
            throw Levels.refusal(AccessLevel.VIEWER);
        }
    }

    private Insight visible(Handle handle, Project project, Viewpoint viewpoint, String key) {
        InsightRow row =
                InsightStore.find(handle, project.id(), key, Which.LIVE).orElseThrow(HindsightException::notFound);
        Insight insight = assembly.one(handle, row, viewpoint);
        AccessLevel level = insight.accessLevel();
        if (level == null || !level.includes(AccessLevel.VIEWER)) {
            throw Levels.refusal(AccessLevel.VIEWER);
        }
        return insight;
    }

    List<String> tags(Handle handle, InsightRow row) {
        return assembly.tags(handle, row);
    }

    InsightAssembly assembly() {
        return assembly;
    }

    /** In microseconds, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
