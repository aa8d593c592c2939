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
import dev.hindsight.query.expression.Expressions;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.session.SessionField;
import dev.hindsight.query.session.Sessions;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lowers one series over one period to SQL that reads its events once.
 *
 * <p>Shape of the rows: {@code amount}, then {@code bucket} unless it is a total value, then, with a breakdown, {@code b1},
 * {@code b2}, … (null for all remaining values). Buckets without events are absent.
 */
final class TrendsSql {
    private final Dialect dialect;
    private final TrendsQuery query;
    private final Measure measure;
    private final Period period;
    private final Counting counting;
    private final BreakdownSql split;
    private final SeriesEvents events;
    private final Sessions sessions;
    private final Expressions expressions;

    /** @param bins for each breakdown property its bins, null for those without; empty without a breakdown */
    TrendsSql(
            Dialect dialect,
            TrendsQuery query,
            QueryContext context,
            SeriesNode series,
            Period period,
            List<@Nullable Bins> bins) {
        this.dialect = dialect;
        this.query = query;
        this.measure = series.measure();
        this.sessions = new Sessions(dialect, context);
        this.expressions = new EventConditions(dialect, context).expressions();
        this.period = period;
        this.counting = Counting.of(measure, query);
        Breakdown breakdown = query.breakdown();
        this.split = new BreakdownSql(dialect, context, breakdown == null ? List.of() : breakdown.parts(), bins);
        this.events = new SeriesEvents(
                dialect,
                query,
                context,
                series,
                counting == Counting.ACTIVE_ACTORS
                        ? ActiveActors.countedFrom(measure, isTotal(query), period)
                        : period.range().countedFrom().toInstant(),
                counting == Counting.ACTIVE_ACTORS
                        ? ActiveActors.countedUntil(isTotal(query), period)
                        : period.range().countedUntil());
    }

    private static boolean isTotal(TrendsQuery query) {
        return query.trendsFilter().display().isTotalValue();
    }

    private boolean inBuckets() {
        return !isTotal(query);
    }

    Sql sql() {
        Sql grouped = grouped();
        return split.isEmpty() ? grouped : ranked(grouped);
    }

    /** One row: the lowest and highest number of each property that is split into bins. */
    Sql extremes() {
        List<Sql> columns = new ArrayList<>();
        boolean persons = false;
        for (int i = 0; i < split.parts().size(); i++) {
            if (split.parts().get(i).histogramBins() != null) {
                columns.add(Sql.format("min({}), max({})", split.number(i), split.number(i)));
                persons |= split.ofPersons(i);
            }
        }
        return Sql.of("SELECT")
                .then(Sql.join(", ", columns))
                .then(persons ? events.fromWithPersons(split.beside()) : events.from(split.beside()));
    }

    /** One row for each bucket and value. */
    private Sql grouped() {
        Sql from = events.from(split.joins());
        List<Sql> keys = new ArrayList<>();
        if (inBuckets()) {
            keys.add(Sql.format("{} AS bucket", events.bucket().key()));
        }
        return switch (counting) {
            case EVENTS -> {
                if (split.isEmpty()) {
                    yield select(Sql.of("count(*)"), keys, from);
                }
                // Events add up, so their values are made ready once a group, not once a row.
                keys.addAll(split.storedValues());
                yield withValues(select(Sql.of("count(*)"), keys, from));
            }
            case ACTORS -> {
                keys.addAll(split.values());
                // Sessions are not among those that count in one bucket only (contract queries 3.3).
                yield query.trendsFilter().display() == Display.CUMULATIVE
                                && measure.math() != SeriesMath.UNIQUE_SESSION
                        ? firstAppearances(keys, from)
                        : select(Sql.format("count(DISTINCT {})", events.actor()), keys, from);
            }
            case ACTIVE_ACTORS -> {
                if (!inBuckets()) {
                    yield select(Sql.format("count(DISTINCT {})", events.actor()), split.values(), from);
                }
                yield ActiveActors.changes(dialect, measure, events, split, from);
            }
            case PROPERTY -> {
                keys.addAll(split.values());
                yield select(statistic(events.property()), keys, from);
            }
            case EXPRESSION -> {
                keys.addAll(split.values());
                yield select(Sql.format("coalesce({}, 0)", expression()), keys, from);
            }
            case SESSIONS -> {
                keys.addAll(split.values());
                yield ofEachSession(keys, from);
            }
            case EVENTS_OF_EACH_PERSON -> {
                keys.addAll(split.values());
                yield ofEachPerson(keys, from);
            }
        };
    }

    /** What has no number takes no part in the smallest or largest number of all remaining values. */
    private Sql statistic(Sql value) {
        boolean extreme = measure.math() == SeriesMath.MIN || measure.math() == SeriesMath.MAX;
        return extreme && !split.isEmpty()
                ? Counting.statisticOrNull(dialect, measure.math(), value)
                : Counting.statistic(dialect, measure.math(), value);
    }

    private Sql expression() {
        return expressions.aggregate(String.valueOf(measure.expression()), "series__math_hogql");
    }

    /** One value for each session in each bucket (contract queries 3.2, session math). */
    private Sql ofEachSession(List<Sql> keys, Sql from) {
        SessionField field = Counting.sessionFigure(measure).orElseThrow();
        List<Sql> columns = new ArrayList<>(keys);
        columns.add(Sql.format("{} AS session", sessions.ofEvent()));
        Sql seen = Sql.format(
                "SELECT DISTINCT {} {} AND {} IS NOT NULL", Sql.join(", ", columns), from, sessions.ofEvent());
        Sql column = Sql.of("s." + field.column());
        Sql figures = Sql.format(
                "SELECT s.session_id AS session, {} AS value FROM ({}) s",
                field.type() == SessionField.Type.BOOLEAN
                        ? Sql.format("CASE {} WHEN TRUE THEN 1 WHEN FALSE THEN 0 END", column)
                        : column,
                sessions.relation(Set.of(field), Sql.format("SELECT {} {}", sessions.ofEvent(), from)));
        return select(
                statistic(multiplied(Sql.of("figures.value"))),
                keyNames(),
                Sql.format("FROM ({}) seen JOIN ({}) figures ON figures.session = seen.session", seen, figures));
    }

    private Sql multiplied(Sql number) {
        Double multiplier = measure.multiplier();
        return multiplier == null ? number : Sql.format("({} * {})", number, Sql.value(multiplier));
    }

    private Sql ofEachPerson(List<Sql> keys, Sql from) {
        List<Sql> columns = new ArrayList<>(keys);
        columns.add(Sql.of("e.person_id AS person"));
        Sql counts = Sql.of("SELECT count(*) AS events,")
                .then(Sql.join(", ", columns))
                .then(from)
                .then("GROUP BY " + positions(2, columns.size()));
        return select(
                Counting.statistic(dialect, measure.math(), Sql.of("events")),
                keyNames(),
                Sql.format("FROM ({}) persons_events", counts));
    }

    private List<Sql> keyNames() {
        List<Sql> names = new ArrayList<>();
        if (inBuckets()) {
            names.add(Sql.of("bucket"));
        }
        names.addAll(split.names());
        return names;
    }

    private static String positions(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    /** The same rows with their values ready, which may bring several together. */
    private Sql withValues(Sql grouped) {
        List<Sql> keys = new ArrayList<>();
        if (inBuckets()) {
            keys.add(Sql.of("bucket"));
        }
        keys.addAll(split.ready());
        return select(Sql.of("sum(amount)"), keys, Sql.format("FROM ({}) stored", grouped));
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

    /** Each actor counts only in the first bucket that they appear in (contract queries 3.3, cumulative). */
    private Sql firstAppearances(List<Sql> keys, Sql from) {
        Sql appearances = Sql.format("SELECT {} AS actor,", events.actor())
                .then(Sql.join(", ", keys))
                .then(from);
        List<Sql> first = new ArrayList<>();
        first.add(Sql.of("min(bucket) AS bucket"));
        first.addAll(split.names());
        List<Sql> of = new ArrayList<>();
        of.add(Sql.of("actor"));
        of.addAll(split.names());
        Sql firsts = Sql.format(
                "SELECT {} FROM ({}) appearances GROUP BY {}", Sql.join(", ", first), appearances, Sql.join(", ", of));
        return select(Sql.of("count(*)"), keyNames(), Sql.format("FROM ({}) first_appearances", firsts));
    }

    /** The first values by rank, and the sum of all others under null. */
    private Sql ranked(Sql grouped) {
        String names = Sql.join(", ", split.names()).text();
        Sql total = counting == Counting.ACTIVE_ACTORS && inBuckets()
                ? ActiveActors.total(dialect, period.buckets())
                : Sql.of("coalesce(sum(amount), 0)");
        // Of buckets, real values come before "none"; of total values, "none" competes (contract queries 3.7).
        Sql order = Sql.format("{} DESC, " + names, total);
        if (inBuckets()) {
            order = Sql.format("{}, {}", split.isNone(), order);
        }
        Sql ranks = Sql.format(
                "SELECT " + names + ", row_number() OVER (ORDER BY {}) AS place FROM grouped GROUP BY " + names, order);
        if (counting == Counting.ACTIVE_ACTORS && inBuckets()) {
            // Whoever is active only between two buckets makes no value known.
            ranks = ranks.then(Sql.format("HAVING {} > 0", total));
        }
        String merged = "coalesce(" + Counting.merging(measure, !inBuckets()) + "(g.amount), 0)";
        String amount = counting.isWhole() ? "CAST(" + merged + " AS BIGINT)" : merged;
        List<Sql> columns = new ArrayList<>();
        if (inBuckets()) {
            columns.add(Sql.of("g.bucket"));
        }
        Sql limit = Sql.value(BreakdownSql.limit(query, Objects.requireNonNull(query.breakdown())));
        List<String> same = new ArrayList<>();
        for (Sql name : split.names()) {
            columns.add(Sql.format("CASE WHEN r.place <= {} THEN g." + name.text() + " END AS " + name.text(), limit));
            same.add("r." + name.text() + " = g." + name.text());
        }
        return Sql.format(
                "WITH grouped AS " + dialect.once() + " ({}), ranks AS ({}) SELECT " + amount + " AS amount, {}"
                        + " FROM grouped g JOIN ranks r ON " + String.join(" AND ", same) + " GROUP BY "
                        + positions(2, columns.size()),
                grouped,
                ranks,
                Sql.join(", ", columns));
    }

    /** Reads a row of {@link #sql}. */
    TrendsRunner.Cell cell(ResultSet row) throws SQLException {
        int column = 2;
        int bucket = 0;
        if (inBuckets()) {
            bucket = counting == Counting.ACTIVE_ACTORS
                    ? ActiveActors.firstBucket(period.buckets(), row, column)
                    : events.bucket().index(period.buckets(), row, column);
            column++;
        }
        return new TrendsRunner.Cell(bucket, key(row, column), row.getDouble(1));
    }

    private @Nullable BreakdownKey key(ResultSet row, int column) throws SQLException {
        int parts = split.parts().size();
        if (parts == 0) {
            return null;
        }
        List<String> values = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            String value = row.getString(column + i);
            if (value == null) {
                return BreakdownKey.other(parts);
            }
            values.add(value);
        }
        return new BreakdownKey(values);
    }
}
