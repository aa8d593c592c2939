package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Scope;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.User;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * Who looks at which insights (contract insights-api 3.7 and 3.8). Every method asks first whether the caller may, as {@link
 * Insights} does, with the scope {@code insight:read}; what the caller cannot see does not count. Thread-safe.
 */
public final class InsightViews {
    private static final int LAST = 5;
    private static final int MOST_VIEWERS = 3;

    private final Jdbi jdbi;
    private final Access access;
    private final MemberStore members;
    private final Insights insights;
    private final Clock clock;
    private final ViewStore views = new ViewStore();

    public InsightViews(Jdbi jdbi, Access access, MemberStore members, Insights insights, Clock clock) {
        this.jdbi = jdbi;
        this.access = access;
        this.members = members;
        this.insights = insights;
        this.clock = clock;
    }

    /** Notes that the caller looks at insights; ids of what the caller cannot see are left out. */
    public void mark(Caller caller, long projectId, List<Long> ids) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Levels levels = Viewpoint.of(access, caller, project).insights();
        jdbi.useTransaction(handle -> {
            List<Long> visible = InsightStore.live(handle, project.id(), ids, levels.visible("i"));
            views.note(handle, project.id(), visible, caller.user().id(), now());
        });
    }

    /** Notes that the caller looks at an insight. */
    public void mark(Caller caller, long projectId, String idOrShortId) {
        Insight insight = insights.get(caller, projectId, idOrShortId);
        jdbi.useTransaction(handle -> views.note(
                handle, projectId, List.of(insight.id()), caller.user().id(), now()));
    }

    /** The insights that the caller looked at last, at most five, the latest first, each with the time of that. */
    public List<Insight> lastOf(Caller caller, long projectId) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        return jdbi.withHandle(handle -> {
            Map<Long, Instant> seen = views.lastOf(
                    handle,
                    project.id(),
                    caller.user().id(),
                    viewpoint.insights().visible("i"),
                    LAST);
            List<InsightRow> rows = InsightSearch.rows(handle, List.copyOf(seen.keySet()));
            return insights.assembly().viewed(handle, rows, seen, viewpoint);
        });
    }

    /**
     * An insight that many look at.
     *
     * @param viewCount how many people looked at it
     * @param viewers those who did last, at most three
     */
    public record Trending(Insight insight, long viewCount, List<User> viewers) {
        public Trending {
            viewers = List.copyOf(viewers);
        }
    }

    /**
     * The insights that most people looked at of late, those first that more did.
     *
     * @param days how long ago counts, from 1
     * @param limit no more than these, from 1
     */
    public List<Trending> trending(Caller caller, long projectId, int days, int limit) {
        Project project = access.requireProject(caller, projectId, Scope.INSIGHT_READ);
        Viewpoint viewpoint = Viewpoint.of(access, caller, project);
        Instant since = now().minus(Duration.ofDays(days));
        return jdbi.withHandle(handle -> {
            Map<Long, Long> counts = views.mostViewed(
                    handle, project.id(), since, viewpoint.insights().visible("i"), limit);
            List<Long> ids = List.copyOf(counts.keySet());
            Map<Long, List<Long>> viewers = views.viewers(handle, ids, since, MOST_VIEWERS);
            Map<Long, User> users = members.findUsers(
                    viewers.values().stream().flatMap(List::stream).collect(Collectors.toSet()));
            return insights.assembly().list(handle, InsightSearch.rows(handle, ids), viewpoint).stream()
                    .map(insight -> new Trending(
                            insight,
                            Objects.requireNonNull(counts.get(insight.id())),
                            viewers.getOrDefault(insight.id(), List.of()).stream()
                                    .map(users::get)
                                    .filter(Objects::nonNull)
                                    .toList()))
                    .toList();
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
