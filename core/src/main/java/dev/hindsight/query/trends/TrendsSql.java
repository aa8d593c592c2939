package dev.hindsight.query.trends;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Display;
import dev.hindsight.query.Measure;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.time.BucketSql;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.time.ZoneOffsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lowers one series over one period to SQL that reads the events once.
 *
 * <p>Shape of the rows: {@code amount}, then {@code bucket} unless it is a total value, then, with a breakdown, {@code
 * breakdown} (null for all remaining values). Buckets without events are absent.
 */
final class TrendsSql {
    private static final int DEFAULT_LIMIT = 25;
    private static final int WORLD_MAP_LIMIT = 250;
    private static final int MAX_VALUE_LENGTH = 400;

    private final Dialect dialect;
    private final TrendsQuery query;
    private final QueryContext context;
    private final ResolvedRange range;
    private final BucketSql bucket;
    private final EventConditions conditions;

    TrendsSql(Dialect dialect, TrendsQuery query, QueryContext context, ResolvedRange range) {
        this.dialect = dialect;
        this.query = query;
        this.context = context;
        this.range = range;
        this.bucket = new BucketSql(
                dialect,
                query.roundingInterval(),
                context.weekStart(),
                ZoneOffsets.between(context.timezone(), range.countedFrom().toInstant(), range.countedUntil()));
        this.conditions = new EventConditions(dialect, context);
    }

    Sql of(SeriesNode series) {
        Sql grouped = grouped(series);
        if (query.breakdown() == null) {
            return grouped;
        }
        return ranked(series.measure(), grouped);
    }

    /** One row for each bucket and value. */
    private Sql grouped(SeriesNode series) {
        Counting counting = Counting.of(series.measure());
        Display.Family family = query.trendsFilter().display().family();
        // Events add up, so their values are made ready once a group; other numbers do not, so theirs are once a row.
        boolean lateValues =
                query.breakdown() != null && counting == Counting.EVENTS && part().type() == Breakdown.Type.EVENT;
        List<Sql> keys = new ArrayList<>();
        if (family != Display.Family.TOTAL_VALUE) {
            keys.add(Sql.format("{} AS bucket", bucket.key()));
        }
        if (query.breakdown() != null) {
            keys.add(Sql.format(
                    "{} AS breakdown", lateValues ? dialect.eventProperty(part().property()) : breakdownValue(part())));
        }
        Sql from = from(series);
        return switch (counting) {
            case EVENTS -> {
                Sql grouped = select(Sql.of("count(*)"), keys, from);
                yield lateValues ? withValues(grouped, keys.size() > 1) : grouped;
            }
            case PERSONS ->
                family == Display.Family.CUMULATIVE
                        ? firstAppearances(keys, from)
                        : select(Sql.of("count(DISTINCT e.person_id)"), keys, from);
            case PROPERTY ->
                select(Counting.statistic(dialect, series.measure().math(), property(series.measure())), keys, from);
            case EVENTS_OF_EACH_PERSON -> ofEachPerson(series.measure().math(), keys, from);
        };
    }

    /** The number that property math aggregates; null where the property is none. */
    private Sql property(Measure measure) {
        String key = Objects.requireNonNull(measure.property());
        Sql number = dialect.number(ofPersons(measure) ? dialect.personProperty(key) : dialect.eventProperty(key));
        Double multiplier = measure.multiplier();
        return multiplier == null ? number : Sql.format("({} * {})", number, Sql.value(multiplier));
    }

    private static boolean ofPersons(Measure measure) {
        return Counting.of(measure) == Counting.PROPERTY
                && measure.propertyType().equals("person_properties");
    }

    private Sql ofEachPerson(SeriesMath math, List<Sql> keys, Sql from) {
        List<Sql> columns = new ArrayList<>(keys);
        columns.add(Sql.of("e.person_id AS person"));
        Sql counts = Sql.of("SELECT count(*) AS events,")
                .then(Sql.join(", ", columns))
                .then(from)
                .then("GROUP BY " + positions(2, columns.size()));
        List<Sql> names = new ArrayList<>();
        if (!query.trendsFilter().display().isTotalValue()) {
            names.add(Sql.of("bucket"));
        }
        if (query.breakdown() != null) {
            names.add(Sql.of("breakdown"));
        }
        return select(
                Counting.statistic(dialect, math, Sql.of("events")),
                names,
                Sql.format("FROM ({}) persons_events", counts));
    }

    private static String positions(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    /** The same rows with their values ready, which may bring several together. */
    private Sql withValues(Sql grouped, boolean buckets) {
        return Sql.format(
                "SELECT sum(amount) AS amount, " + (buckets ? "bucket, " : "") + "{} AS breakdown FROM ({}) stored"
                        + " GROUP BY " + (buckets ? "2, 3" : "2"),
                normalized(part(), Sql.of("stored.breakdown")),
                grouped);
    }

    private static Sql select(Sql amount, List<Sql> keys, Sql from) {
        Sql columns = Sql.format("SELECT {} AS amount", amount);
        if (keys.isEmpty()) {
            return columns.then(from);
        }
        return Sql.format("{}, {}", columns, Sql.join(", ", keys))
                .then(from)
                .then("GROUP BY " + positions(2, keys.size()));
    }

    /** Each person counts only in the first bucket that they appear in (contract queries 3.3, cumulative). */
    private Sql firstAppearances(List<Sql> keys, Sql from) {
        boolean split = keys.size() > 1;
        Sql appearances =
                Sql.of("SELECT e.person_id,").then(Sql.join(", ", keys)).then(from);
        String value = split ? ", breakdown" : "";
        Sql first = Sql.format(
                "SELECT min(bucket) AS bucket" + value + " FROM ({}) appearances GROUP BY person_id" + value,
                appearances);
        return Sql.format(
                "SELECT count(*) AS amount, bucket" + value + " FROM ({}) first_appearances GROUP BY 2"
                        + (split ? ", 3" : ""),
                first);
    }

    /** The first values by rank, and the sum of all others under null. */
    private Sql ranked(Measure measure, Sql grouped) {
        boolean total = query.trendsFilter().display().isTotalValue();
        // Of buckets, real values come before "none"; of total values, "none" competes (contract queries 3.7).
        String order = total ? "sum(amount) DESC, breakdown" : "breakdown = ?, sum(amount) DESC, breakdown";
        Object[] binds = total ? new Object[0] : new Object[] {Breakdown.NONE};
        Sql ranks = Sql.of(
                "SELECT breakdown, row_number() OVER (ORDER BY " + order + ") AS place FROM grouped GROUP BY breakdown",
                binds);
        String bucketColumn = total ? "" : " g.bucket,";
        String merged = Counting.merging(measure, total) + "(g.amount)";
        String amount = Counting.of(measure).isWhole() ? "CAST(" + merged + " AS BIGINT)" : merged;
        return Sql.format(
                        "WITH grouped AS MATERIALIZED ({}), ranks AS ({})"
                                + " SELECT " + amount + " AS amount," + bucketColumn
                                + " CASE WHEN r.place <= {} THEN g.breakdown END AS breakdown"
                                + " FROM grouped g JOIN ranks r ON r.breakdown = g.breakdown",
                        grouped,
                        ranks,
                        Sql.value(limit(query, breakdown())))
                .then("GROUP BY " + (total ? "2" : "2, 3"));
    }

    /** How many values are kept (contract queries 2.7). */
    static int limit(TrendsQuery query, Breakdown breakdown) {
        if (query.trendsFilter().display() == Display.WORLD_MAP) {
            return WORLD_MAP_LIMIT;
        }
        Integer limit = breakdown.limit();
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    private Breakdown breakdown() {
        Breakdown breakdown = query.breakdown();
        if (breakdown == null) {
            throw new IllegalStateException("asked for the breakdown of a query without one");
        }
        return breakdown;
    }

    private Breakdown.Part part() {
        return breakdown().parts().get(0);
    }

    /** The value as text of at most 400 characters, never null (contract queries 2.7). */
    private Sql breakdownValue(Breakdown.Part part) {
        return part.type() == Breakdown.Type.PERSON
                ? Sql.of("b.value")
                : normalized(part, dialect.eventProperty(part.property()));
    }

    private Sql normalized(Breakdown.Part part, Sql text) {
        Sql value = text;
        if (part.normalizeUrl()) {
            Sql trimmed = Sql.format("rtrim({}, '/?#')", value);
            value = Sql.format("CASE WHEN {} = '' AND {} <> '' THEN '/' ELSE {} END", trimmed, value, trimmed);
        }
        return Sql.format(
                "coalesce(nullif({}, ''), {})", dialect.prefix(value, MAX_VALUE_LENGTH), Sql.value(Breakdown.NONE));
    }

    private Sql from(SeriesNode series) {
        Sql tables = Sql.of("FROM events e");
        if (query.breakdown() != null && part().type() == Breakdown.Type.PERSON) {
            // Persons are read once each, not once for each of their events.
            tables = tables.then(Sql.format(
                    "JOIN (SELECT p.id, {} AS value FROM persons p WHERE p.project_id = {}) b ON b.id = e.person_id",
                    normalized(part(), dialect.personProperty(part().property())),
                    Sql.value(context.projectId())));
        }
        if (ofPersons(series.measure())) {
            tables = tables.then("JOIN persons p ON p.project_id = e.project_id AND p.id = e.person_id");
        }
        return tables.then(where(series));
    }

    private Sql where(SeriesNode series) {
        List<Sql> all = new ArrayList<>(ofSeries(series));
        all.add(EventConditions.between(range.countedFrom().toInstant(), range.countedUntil()));
        if (!query.dateRange().daysOfWeek().isEmpty()) {
            String days = query.dateRange().daysOfWeek().stream()
                    .map(day -> Integer.toString(day.getValue()))
                    .collect(Collectors.joining(", "));
            all.add(Sql.format("{} IN (" + days + ")", dialect.isoWeekday(bucket.localDate())));
        }
        all.addAll(filters(series));
        if (series.measure().math().isFirstTime()) {
            all.add(Sql.format("(e.person_id, e.timestamp) IN ({})", firstTimes(series)));
        }
        return Sql.of("WHERE").then(EventConditions.all(all));
    }

    /**
     * When each person's first event was, in all history up to the end of the range: of all events of the series, or of those
     * that pass the filters. Events of one instant are all the first.
     */
    private Sql firstTimes(SeriesNode series) {
        List<Sql> all = new ArrayList<>(ofSeries(series));
        all.add(EventConditions.before(range.countedUntil()));
        if (series.measure().math() == SeriesMath.FIRST_MATCHING_EVENT_FOR_USER) {
            all.addAll(filters(series));
        }
        return Sql.of("SELECT e.person_id, min(e.timestamp) FROM events e WHERE")
                .then(EventConditions.all(all))
                .then("GROUP BY e.person_id");
    }

    private List<Sql> ofSeries(SeriesNode series) {
        return List.of(conditions.ofProject(), conditions.named(series));
    }

    private List<Sql> filters(SeriesNode series) {
        return List.of(
                conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()),
                conditions.passing(series.properties()));
    }

    /** Reads a row of {@link #of}. */
    TrendsRunner.Cell cell(ResultSet row, Buckets buckets) throws SQLException {
        boolean total = query.trendsFilter().display().isTotalValue();
        int index = total ? 0 : bucket.index(buckets, row, 2);
        String value = query.breakdown() == null ? null : row.getString(total ? 2 : 3);
        return new TrendsRunner.Cell(index, value, row.getDouble(1));
    }
}
