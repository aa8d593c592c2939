package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.Overlay;
import dev.hindsight.query.SqlVariables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The insights that somebody is likely to look at next; for the inside of the house: asks nobody whether they may see them. */
public final class WantedInsights {
    private final Jdbi metadata;

    public WantedInsights(Jdbi metadata) {
        this.metadata = metadata;
    }

    /**
     * An insight.
     *
     * @param query as the insight asks it, or as a dashboard does, wrapped or bare
     */
    public record Wanted(long projectId, long insightId, JsonNode query) {}

    /**
     * Those that somebody looked at since a time, the latest first, and after them those that are on dashboards, as these ask
     * them.
     *
     * @param limit no more than these
     */
    public List<Wanted> since(Instant since, int limit) {
        return metadata.withHandle(handle -> {
            Set<Wanted> wanted = new LinkedHashSet<>();
            viewed(handle, since, limit).stream().flatMap(Optional::stream).forEach(wanted::add);
            onDashboards(handle, limit).stream().flatMap(Optional::stream).forEach(wanted::add);
            return wanted.stream().limit(limit).toList();
        });
    }

    private static List<Optional<Wanted>> viewed(Handle handle, Instant since, int limit) {
        return handle.createQuery("""
                        select i.project_id, i.id, i.query, i.filters
                        from hindsight.insight i
                        join (
                            select insight_id, max(last_viewed_at) as viewed_at from hindsight.insight_view
                            where last_viewed_at > :since group by insight_id
                        ) v on v.insight_id = i.id
                        where not i.deleted
                        order by v.viewed_at desc, i.id
                        limit :limit
                        """)
                .bind("since", since)
                .bind("limit", limit)
                .map((row, context) -> wanted(row, Overlay.NONE))
                .list();
    }

    private static List<Optional<Wanted>> onDashboards(Handle handle, int limit) {
        return handle.createQuery("""
                        select i.project_id, i.id, i.query, i.filters, d.filters as dashboard_filters, d.variables, t.filters_overrides
                        from hindsight.tile t
                        join hindsight.dashboard d on d.id = t.dashboard_id
                        join hindsight.insight i on i.id = t.insight_id
                        where not i.deleted and t.deleted is not true and not d.deleted
                        order by i.id, t.id
                        limit :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> onDashboard(row))
                .list();
    }

    private static Optional<Wanted> onDashboard(ResultSet row) throws SQLException {
        Overlay overlay = new Overlay(
                        new DashboardFilters(JsonText.read(row.getString("dashboard_filters"))),
                        new SqlVariables(JsonText.read(row.getString("variables"))))
                .onTile(new DashboardFilters(JsonText.read(row.getString("filters_overrides"))));
        return wanted(row, overlay);
    }

    /** Empty when the insight asks nothing, or the dashboard's filters make no question of it: there is nothing to answer. */
    private static Optional<Wanted> wanted(ResultSet row, Overlay overlay) throws SQLException {
        InsightQuestion question = InsightQuestion.of(
                JsonText.readNullable(row.getString("query")), JsonText.read(row.getString("filters")));
        if (question.query() == null) {
            return Optional.empty();
        }
        try {
            JsonNode query = overlay.over(question.query());
            return Optional.of(new Wanted(row.getLong("project_id"), row.getLong("id"), query));
        } catch (HindsightException e) {
            return Optional.empty();
        }
    }
}
