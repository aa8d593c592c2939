package dev.hindsight.query.lifecycle;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.LifecycleQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.group.Groups;
import dev.hindsight.query.time.BucketSql;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.time.ZoneOffsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Lowers a lifecycle to one statement over the intervals that each person was active in (contract queries 6.1): {@code period}
 * (its number, 0 for the first that is shown), {@code status} and {@code people}.
 */
final class LifecycleSql {
    private final Dialect dialect;
    private final LifecycleQuery query;
    private final QueryContext context;
    private final Buckets buckets;
    private final EventConditions conditions;

    LifecycleSql(Dialect dialect, LifecycleQuery query, QueryContext context, Buckets buckets) {
        this.dialect = dialect;
        this.query = query;
        this.context = context;
        this.buckets = buckets;
        this.conditions = new EventConditions(dialect, context);
    }

    Sql counts() {
        return with(Sql.of("SELECT period, status, count(*) AS people FROM states GROUP BY 1, 2"));
    }

    /**
     * The intervals that people were there in, as {@link Presence} reads them: the words, then {@code created}, the interval
     * that they were created in or -2, and how many people that is. One pass over the events, without sorting them.
     */
    Sql presence() {
        int words = Presence.words(buckets.size());
        List<Sql> masks = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int word = 0; word < words; word++) {
            int first = word * Presence.BITS;
            Sql bit = dialect.bit(Sql.of("bit - " + first));
            Sql own = words == 1
                    ? bit
                    : Sql.format(
                            "CASE WHEN bit >= " + first + " AND bit < " + (first + Presence.BITS)
                                    + " THEN {} ELSE 0 END",
                            bit);
            masks.add(Sql.format("{} AS w" + word, dialect.bitOr(own)));
            names.add("w" + word);
        }
        String columns = String.join(", ", names);
        return Sql.format(
                "SELECT " + columns + ", created, count(*) AS people FROM (SELECT " + columns
                        + ", coalesce(c.period, -2) AS created FROM (SELECT actor, {} FROM ({}) seen WHERE bit >= 0"
                        + " GROUP BY 1) there LEFT JOIN ({}) c ON c.actor = there.actor) people GROUP BY {}",
                Sql.join(", ", masks),
                Sql.format("SELECT {} AS actor, {} + 1 AS bit FROM events e WHERE {}", actor(), period(), active()),
                created(),
                Sql.of(columns + ", created"));
    }

    /** Who has a status in an interval: {@code actor} and {@code events}, in how many events of the interval. */
    Sql actors(int period, Status status) {
        return with(Sql.of(
                "SELECT actor, max(times) AS events FROM states WHERE period = " + period
                        + " AND status = ? GROUP BY 1",
                status.wire()));
    }

    private Sql with(Sql select) {
        Sql maybe = dialect.nullable(Sql.of("period"));
        String first = query.onlyInsightDates() ? "WHEN a.period = 0 THEN 'new' " : "";
        return Sql.format(
                "WITH activity AS ({}), around AS (SELECT actor, period, times, lag({}) OVER (PARTITION BY actor ORDER BY"
                        + " period) AS earlier, lead({}) OVER (PARTITION BY actor ORDER BY period) AS later FROM activity),"
                        + " created AS ({}), states AS (SELECT a.actor, a.period, a.times, CASE " + first
                        + "WHEN a.earlier IS NULL AND a.period = c.period THEN 'new' WHEN a.earlier = a.period - 1 THEN"
                        + " 'returning' ELSE 'resurrecting' END AS status FROM around a LEFT JOIN created c ON c.actor ="
                        + " a.actor UNION ALL SELECT actor, period + 1, 0, 'dormant' FROM around WHERE later IS NULL OR"
                        + " later <> period + 1) {}",
                activity(),
                maybe,
                maybe,
                created(),
                select);
    }

    private ZonedDateTime start() {
        return buckets.starts().get(0);
    }

    /** Counted from the first interval that is shown; the one before it is -1. */
    private Sql period() {
        if (query.onlyInsightDates()) {
            return bucket().number(buckets);
        }
        ZonedDateTime from = from().atZone(context.timezone());
        ZonedDateTime last = buckets.starts().get(buckets.size() - 1);
        Buckets withEarlier = Buckets.of(new ResolvedRange(from, last, from), query.interval(), context.weekStart());
        return Sql.format("({} - 1)", bucket().number(withEarlier));
    }

    private BucketSql bucket() {
        return new BucketSql(
                dialect,
                query.interval(),
                context.weekStart(),
                ZoneOffsets.between(context.timezone(), from(), until()));
    }

    /** One interval before the range, which says who was there already. */
    private Instant from() {
        Instant before = start().toInstant().minusMillis(1);
        return query.onlyInsightDates() ? start().toInstant() : floor(before.atZone(context.timezone()));
    }

    private Instant floor(ZonedDateTime time) {
        return Buckets.of(new ResolvedRange(time, time, time), query.interval(), context.weekStart())
                .starts()
                .get(0)
                .toInstant();
    }

    private Instant until() {
        return buckets.end(buckets.size() - 1);
    }

    private Sql activity() {
        return Sql.format(
                "SELECT {} AS actor, {} AS period, count(*) AS times FROM events e WHERE {} GROUP BY 1, 2",
                actor(),
                period(),
                active());
    }

    private Sql active() {
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(EventConditions.between(from(), until()));
        query.series().forEach(series -> all.add(conditions.matching(series)));
        all.add(conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()));
        if (query.groupTypeIndex() != null) {
            all.add(Sql.format("{} <> ''", actor()));
        }
        // Events of nobody in particular are left out.
        all.add(Sql.format("coalesce({}, '') <> 'false'", dialect.eventProperty("$process_person_profile")));
        return EventConditions.all(all);
    }

    private Sql actor() {
        Integer group = query.groupTypeIndex();
        return group == null ? Sql.of("e.person_id") : dialect.eventProperty("$group_" + group);
    }

    /** In which interval each person or group was created. */
    private Sql created() {
        return Sql.format(
                "SELECT e.id AS actor, {} AS period FROM ({}) e WHERE {}",
                period(),
                known(),
                EventConditions.between(from(), until()));
    }

    private Sql known() {
        Integer group = query.groupTypeIndex();
        if (group == null) {
            return Sql.of(
                    "SELECT p.id, p.created_at AS timestamp FROM persons p WHERE p.project_id = ?",
                    context.projectId());
        }
        return Sql.format(
                "SELECT g." + Groups.ID + " AS id, g." + Groups.CREATED + " AS timestamp FROM ({}) g",
                Groups.of(dialect, context, group, "aggregation_group_type_index")
                        .relation(List.of()));
    }
}
