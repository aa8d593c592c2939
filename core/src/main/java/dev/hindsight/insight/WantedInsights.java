package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
     * @param query as it is stored, wrapped or bare
     */
    public record Wanted(long projectId, long insightId, JsonNode query) {}

    /**
     * Those that somebody looked at since a time, the latest first, and after them those that are on dashboards.
     *
     * @param limit no more than these
     */
    public List<Wanted> since(Instant since, int limit) {
        return metadata.withHandle(handle -> handle.createQuery("""
                        select i.project_id, i.id, i.query
                        from hindsight.insight i
                        left join (
                            select insight_id, max(last_viewed_at) as viewed_at from hindsight.insight_view
                            where last_viewed_at > :since group by insight_id
                        ) v on v.insight_id = i.id
                        where not i.deleted and i.query is not null
                            and (v.viewed_at is not null or exists (
                                select 1 from hindsight.tile t join hindsight.dashboard d on d.id = t.dashboard_id
                                where t.insight_id = i.id and t.deleted is not true and not d.deleted))
                        order by v.viewed_at desc nulls last, i.id
                        limit :limit
                        """)
                .bind("since", since)
                .bind("limit", limit)
                .map((row, context) -> new Wanted(
                        row.getLong(1), row.getLong(2), JsonText.read(Objects.requireNonNull(row.getString(3)))))
                .list());
    }
}
