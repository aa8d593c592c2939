package dev.hindsight.query.paths;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.FunnelPaths;
import dev.hindsight.query.Interval;
import dev.hindsight.query.PathsFilter;
import dev.hindsight.query.PathsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.time.BucketSql;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.time.ZoneOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Paths in SQL (contract queries 6.3): two passes of windows over items that are numbered first, so that cleaning happens once
 * for each text and not for each event, and sorting compares numbers.
 *
 * <p>Events of one person at one time come in the order of their items (by code point), because nothing else about them is
 * sure to be the same tomorrow.
 */
final class PathsSql {
    /** A gap from which on a new visit begins. */
    private static final long GAP_MICROS = 1_800_000_000L;

    /** Stands for the items left out of the middle of a path. */
    static final String DOTS = "...";

    static final String WINDOW = "WINDOW w AS (PARTITION BY p ORDER BY t, i)";

    private final Dialect dialect;
    private final PathsQuery query;
    private final PathsFilter filter;
    private final QueryContext context;
    private final ResolvedRange range;
    private final PathItems items;
    private final Sql funnelTimes;

    /** @param funnelTimes as in {@link FunnelTimes}; empty without a funnel */
    PathsSql(Dialect dialect, PathsQuery query, QueryContext context, ResolvedRange range, Sql funnelTimes) {
        this.funnelTimes = funnelTimes;
        this.dialect = dialect;
        this.query = query;
        this.filter = query.pathsFilter();
        this.context = context;
        this.range = range;
        this.items = new PathItems(dialect, context, filter);
    }

    /** Rows: position of the source, source item, target item, passages, microseconds in all; the heaviest edges first. */
    Sql edges() {
        Sql weights = Sql.EMPTY;
        if (filter.minEdgeWeight() != null || filter.maxEdgeWeight() != null) {
            List<Sql> all = new ArrayList<>();
            if (filter.minEdgeWeight() != null) {
                all.add(Sql.of("count(*) >= " + filter.minEdgeWeight()));
            }
            if (filter.maxEdgeWeight() != null) {
                all.add(Sql.of("count(*) <= " + filter.maxEdgeWeight()));
            }
            weights = Sql.of("HAVING").then(EventConditions.all(all));
        }
        // As the names of steps are ordered, 10_ before 1_, whatever the collation: in all of them letters follow
        // digits.
        String order = " ORDER BY n DESC, CAST(pos AS VARCHAR) || 'z', src, dst";
        return Sql.format(
                "{}, heaviest AS (SELECT pos, src, dst, count(*) AS n, CAST(sum(took) AS BIGINT) AS took FROM edges"
                        + " GROUP BY pos, src, dst {}" + order + " LIMIT " + filter.edgeLimit()
                        + "), labels AS (SELECT DISTINCT i, item FROM names)"
                        + " SELECT h.pos, a.item, b.item, h.n, h.took FROM heaviest h JOIN labels a ON a.i = h.src"
                        + " JOIN labels b ON b.i = h.dst" + order,
                passages(),
                weights);
    }

    /** Rows {@code actor, events}: who passed the edges that the filter's keys name, and how often. */
    Sql people() {
        if (filter.dropoffKey() != null) {
            return leavers(Key.of(filter.dropoffKey(), "pathDropoffKey"));
        }
        List<Sql> all = new ArrayList<>();
        if (filter.startKey() != null) {
            all.add(is("src", Key.of(filter.startKey(), "pathStartKey"), 0));
        }
        if (filter.endKey() != null) {
            all.add(is("dst", Key.of(filter.endKey(), "pathEndKey"), 1));
        }
        return Sql.format(
                "{} SELECT p AS actor, count(*) AS events FROM edges WHERE {} GROUP BY p",
                passages(),
                EventConditions.all(all));
    }

    /** Whose paths end at an item, and how often: those who arrived there once more than they went on. */
    private Sql leavers(Key key) {
        Sql arrived = is("dst", key, 1);
        return Sql.format(
                "{} SELECT p AS actor, CAST(sum(CASE WHEN {} THEN 1 ELSE -1 END) AS BIGINT) AS events FROM edges"
                        + " WHERE {} OR {} GROUP BY p HAVING sum(CASE WHEN {} THEN 1 ELSE -1 END) > 0",
                passages(),
                arrived,
                arrived.parenthesised(),
                is("src", key, 0).parenthesised(),
                arrived);
    }

    private static Sql is(String column, Key key, int shift) {
        return Sql.format("pos = " + (key.position() - shift) + " AND " + column + " = {}", number(key.item()));
    }

    /** The number of an item, null when nothing is called so. */
    static Sql number(String item) {
        return Sql.of("(SELECT max(i) FROM names WHERE item = ?)", item);
    }

    /** A key of a result, such as {@code 2_/pricing}. */
    private record Key(int position, String item) {
        static Key of(String text, String field) {
            int end = text.indexOf('_');
            if (end < 1 || end > 9 || !text.substring(0, end).chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw HindsightException.invalid(
                        "source__source__pathsFilter__" + field,
                        "A key is a position and an item, such as 1_/pricing.");
            }
            return new Key(Integer.parseInt(text.substring(0, end)), text.substring(end + 1));
        }
    }

    /**
     * {@code WITH …, edges AS (…)}: one row for each passage, of columns p (person), pos (position of the source), src, dst
     * (numbers of items) and took (microseconds); also {@code names (raw, item, i)}, in which i is ordered as items are.
     */
    private Sql passages() {
        Sql dots = isBetween() ? Sql.of("UNION ALL SELECT NULL, ?", DOTS) : Sql.EMPTY;
        Sql ordered = Sql.format(
                "WITH ev AS (SELECT e.person_id AS p, {} AS t, {} AS raw FROM events e {} WHERE {}),"
                        + " clean AS (SELECT raw, {} AS item FROM (SELECT DISTINCT raw FROM ev) d),"
                        + " names AS " + dialect.once()
                        + " (SELECT raw, item, CAST(dense_rank() OVER (ORDER BY item) AS INTEGER) AS i"
                        + " FROM (SELECT raw, {} AS item FROM clean {}) c),"
                        + " seen AS (SELECT ev.p, ev.t, n.i FROM ev JOIN names n ON n.raw = ev.raw WHERE {}),"
                        + " following AS (SELECT p, t, i, coalesce(lead(" + maybe("t") + ") OVER w - t >= "
                        + gapMicros()
                        + ", TRUE) AS last, lead(" + maybe("i") + ") OVER w AS next FROM seen " + WINDOW + "),"
                        + " kept AS (SELECT p, t, i, last FROM following WHERE last OR next <> i)",
                dialect.epochMicros(Sql.of("e.timestamp")),
                items.raw(),
                aroundFunnel(),
                events(),
                items.cleaned(Sql.of("raw")),
                items.grouped(Sql.of("item")),
                dots,
                items.kept(Sql.of("n.item")));
        if (filter.startPoint() == null && filter.endPoint() == null && !isBeforeStep()) {
            return ordered.then(fromTheBeginning());
        }
        return ordered.then(new CutPaths(dialect, filter).sql());
    }

    /** What leads to a step is at the end of the path: as with an end point, its last items are kept. */
    private boolean isBeforeStep() {
        return query.funnel() != null && query.funnel().type() == FunnelPaths.Type.BEFORE_STEP;
    }

    private long gapMicros() {
        return query.funnel() == null ? GAP_MICROS : query.funnel().funnel().windowSeconds() * 1_000_000;
    }

    /** Only what people did around their step, the step's own events included. */
    private Sql aroundFunnel() {
        if (query.funnel() == null) {
            return Sql.EMPTY;
        }
        Sql time = dialect.epochMicros(Sql.of("e.timestamp"));
        Sql around = switch (query.funnel().type()) {
            case BEFORE_STEP -> Sql.format("{} <= f.at", time);
            case AFTER_STEP -> Sql.format("{} >= f.at", time);
            case BETWEEN_STEPS -> Sql.format("{} BETWEEN f.earlier AND f.at", time);
        };
        return Sql.format("JOIN {} f ON f.actor = e.person_id AND {}", funnelTimes, around);
    }

    private boolean isBetween() {
        return filter.startPoint() != null && filter.endPoint() != null;
    }

    private Sql events() {
        EventConditions conditions = new EventConditions(dialect, context);
        Instant from =
                range.from().toLocalDate().atStartOfDay(context.timezone()).toInstant();
        Instant until = range.countedUntil();
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(EventConditions.between(range.isEmpty() ? until : from, until));
        BucketSql days = new BucketSql(
                dialect, Interval.DAY, context.weekStart(), ZoneOffsets.between(context.timezone(), from, until));
        all.add(conditions.onDays(query.dateRange().daysOfWeek(), days.localDate()));
        all.add(items.included());
        all.add(conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()));
        return EventConditions.all(all);
    }

    /** A column as {@code lag} and {@code lead} take it. */
    private String maybe(String column) {
        return dialect.nullable(Sql.of(column)).text();
    }

    /** The first items of each visit: a row's position is how far back the last row of another visit is. */
    private Sql fromTheBeginning() {
        StringBuilder position = new StringBuilder("CASE");
        for (int back = 1; back <= filter.stepLimit(); back++) {
            position.append(" WHEN coalesce(lag(" + maybe("last") + ", ")
                    .append(back)
                    .append(") OVER w, TRUE) THEN ")
                    .append(back - 1);
        }
        position.append(" END");
        return Sql.of(", steps AS (SELECT p, i, lag(" + maybe("i") + ") OVER w AS before, t - lag(" + maybe("t")
                + ") OVER w AS took, " + position
                + " AS pos FROM kept " + WINDOW + "),"
                + " edges AS (SELECT p, pos, before AS src, i AS dst, took FROM steps WHERE pos >= 1)");
    }
}
