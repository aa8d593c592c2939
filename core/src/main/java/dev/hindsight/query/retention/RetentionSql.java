package dev.hindsight.query.retention;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.RetentionQuery.Aggregation;
import dev.hindsight.query.RetentionQuery.Start;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lowers a retention query to one statement (contract queries 5.3 and 5.4). Each person is, once per period, one row among
 * the starts or the returns; the cells are counted from the pairs of a start and a return of the same person.
 *
 * <p>Shape of the rows: the value's rank, {@code value} (the breakdown value, null without a breakdown; the remaining ones together), {@code cohort} (the row's number),
 * {@code reach} (the column), {@code people} and {@code amount} (the sum of the property, 0 without one).
 */
final class RetentionSql {
    private final Dialect dialect;
    private final RetentionQuery query;
    private final RetentionPeriods periods;
    private final RetentionEvents events;

    RetentionSql(Dialect dialect, RetentionQuery query, QueryContext context, RetentionPeriods periods) {
        this.dialect = dialect;
        this.query = query;
        this.periods = periods;
        this.events = new RetentionEvents(dialect, query, context, periods);
    }

    /** The cells, and those of cumulative tables by the last column that somebody reached. */
    Sql cells() {
        Sql reach = query.cumulative() ? cumulated() : Sql.of("SELECT actor, value, cohort, reach, amount FROM pairs");
        Sql cells = Sql.format(
                "SELECT value, cohort, 0 AS reach, count(*) AS people, sum(amount) AS amount FROM ({}) own GROUP BY 1, 2"
                        + " UNION ALL SELECT value, cohort, reach, count(DISTINCT actor) AS people, sum(amount) AS amount"
                        + " FROM ({}) reached GROUP BY 1, 2, 3",
                ownPeriod(),
                reach);
        if (query.breakdown() == null) {
            return with(Sql.format("SELECT 1, value, cohort, reach, people, amount FROM ({}) cells", cells));
        }
        int limit = RetentionTable.limit(query.breakdown());
        return with(Sql.format(
                "SELECT least(r.rank, " + (limit + 1) + "), CASE WHEN r.rank <= " + limit + " THEN c.value ELSE {} END,"
                        + " c.cohort, c.reach, sum(c.people), sum(c.amount) FROM ({}) c JOIN {} r ON r.value = c.value"
                        + " GROUP BY 1, 2, 3, 4",
                Sql.value(Breakdown.OTHER),
                cells,
                ranked()));
    }

    /** The values, those with the largest cohorts first, numbered from 1. */
    private static Sql ranked() {
        return Sql.of(
                "(SELECT value, row_number() OVER (ORDER BY count(*) DESC, value) AS rank FROM starts GROUP BY value)");
    }

    /** Each person once, at the last column that they reached, those before include them; amounts stay where they are. */
    private Sql cumulated() {
        Sql people =
                Sql.of("SELECT actor, value, cohort, max(reach) AS reach, 0 AS amount FROM pairs GROUP BY 1, 2, 3");
        return query.aggregation() == null
                ? people
                : people.then("UNION ALL SELECT NULL, value, cohort, reach, amount FROM pairs");
    }

    /** Who is in a cell: {@code actor} and {@code events}, how often they did it. */
    Sql actors(int cohort, int column, @Nullable String value) {
        Sql ofValue = value == null
                ? Sql.EMPTY
                : Breakdown.OTHER.equals(value) && query.breakdown() != null
                        ? Sql.format(
                                "AND value IN (SELECT value FROM {} r WHERE rank > "
                                        + RetentionTable.limit(query.breakdown()) + ")",
                                ranked())
                        : Sql.of("AND value = ?", value);
        if (column == 0) {
            return with(Sql.format(
                    "SELECT actor, max(times) AS events FROM starts WHERE cohort = " + cohort + " {} GROUP BY 1",
                    ofValue));
        }
        return with(Sql.format(
                "SELECT actor, sum(times) AS events FROM pairs WHERE cohort = " + cohort + " AND reach "
                        + (query.cumulative() ? ">=" : "=") + " " + column + " {} GROUP BY 1",
                ofValue));
    }

    private Sql with(Sql select) {
        return Sql.format(
                "WITH starts AS ({}), returns AS ({}), pairs AS ({}) {}",
                query.rollingWindows() ? rollingStarts() : starts(),
                query.rollingWindows() ? rollingReturns() : returns(),
                pairs(),
                select);
    }

    /** The people of a cohort with what they did of what is added up in its own period (contract queries 5.3, sum). */
    private Sql ownPeriod() {
        if (query.aggregation() == null || query.rollingWindows()) {
            return Sql.of("SELECT value, cohort, 0 AS amount FROM starts");
        }
        return Sql.of("SELECT s.value, s.cohort, coalesce(r.amount, 0) AS amount FROM starts s LEFT JOIN returns r"
                + " ON r.actor = s.actor AND r.period = s.cohort" + sameValue());
    }

    /** One row for each person, cohort and column: somebody who returned. */
    private Sql pairs() {
        String lookAhead = query.brackets().isEmpty()
                ? Integer.toString(query.totalIntervals() - 1)
                : Integer.toString(
                        query.brackets().stream().mapToInt(Integer::intValue).sum());
        return Sql.of("SELECT s.actor, s.value, s.cohort, " + column() + " AS reach, sum(r.amount) AS amount,"
                + " sum(r.times) AS times FROM starts s JOIN returns r ON r.actor = s.actor" + sameValue()
                + (query.rollingWindows() ? " AND r.period >= 1" : " AND r.period > s.cohort")
                + " WHERE " + distance() + " <= " + lookAhead + " GROUP BY 1, 2, 3, 4");
    }

    private String distance() {
        return query.rollingWindows() ? "r.period" : "r.period - s.cohort";
    }

    /** The column of a distance: itself, or the bracket that it lies in. */
    private String column() {
        if (query.brackets().isEmpty()) {
            return distance();
        }
        StringBuilder cases = new StringBuilder("CASE");
        int reach = 0;
        for (int i = 0; i < query.brackets().size(); i++) {
            reach += query.brackets().get(i);
            cases.append(" WHEN ")
                    .append(distance())
                    .append(" <= ")
                    .append(reach)
                    .append(" THEN ")
                    .append(i + 1);
        }
        return cases.append(" END").toString();
    }

    private String sameValue() {
        // First-ever cohorts go by the value of their first event alone.
        return query.breakdown() == null || events.firstValueDecides() ? "" : " AND r.value = s.value";
    }

    private Sql starts() {
        if (query.start() == Start.RECURRING) {
            return Sql.format(
                    "SELECT {} AS actor, {} AS value, {} AS cohort, count(*) AS times {} AND {} GROUP BY 1, 2, 3",
                    events.actor(),
                    events.value(),
                    events.index(),
                    events.from(query.target()),
                    events.inRange());
        }
        return Sql.format(
                "SELECT e.actor, e.value, {} AS cohort, 1 AS times FROM ({}) e WHERE {}",
                events.index(),
                events.firsts(),
                events.inRange());
    }

    private Sql returns() {
        Sql amount = amount();
        Sql returns = Sql.format(
                "SELECT {} AS actor, {} AS value, {} AS period, {} AS amount, count(*) AS times {} AND {}",
                events.actor(),
                events.firstValueDecides() ? Sql.of("CAST(NULL AS VARCHAR)") : events.value(),
                events.index(),
                amount,
                events.from(query.returning()),
                events.inRange());
        if (query.aggregation() != null && !events.startIsReturn()) {
            // In the cohort's own period, only what comes after the first start counts.
            returns = returns.then(Sql.format(
                    "AND e.timestamp > (SELECT min(f.timestamp) FROM first_starts f WHERE f.actor = {} {})",
                    events.actor(),
                    sameValue().isEmpty() ? Sql.EMPTY : Sql.format("AND f.value = {}", events.value())));
            return Sql.format(
                    "WITH first_starts AS ({}) {} GROUP BY 1, 2, 3 HAVING count(*) >= " + query.minimumOccurrences(),
                    events.firsts(),
                    returns);
        }
        return returns.then("GROUP BY 1, 2, 3 HAVING count(*) >= " + query.minimumOccurrences());
    }

    private Sql amount() {
        Aggregation aggregation = query.aggregation();
        if (aggregation == null) {
            return Sql.of("0");
        }
        Sql text = aggregation.ofPersons()
                ? dialect.personProperty(aggregation.property())
                : dialect.eventProperty(aggregation.property());
        return Sql.format("coalesce(sum({}), 0)", dialect.number(text));
    }

    /**
     * With rolling windows, everybody is in one cohort, counted in windows since the range's start; months have more windows
     * of 30 days than the table has rows.
     */
    private Sql rollingStarts() {
        return Sql.format(
                "SELECT * FROM (SELECT e.actor, e.value, {} AS cohort, 1 AS times, e.timestamp FROM ({}) e WHERE {}) w WHERE cohort < "
                        + periods.rows().size(),
                windows(Sql.of("e.timestamp"), fixed(periods.start())),
                events.firsts(),
                events.inRange());
    }

    private Sql rollingReturns() {
        return Sql.format(
                "SELECT e.actor, e.value, {} AS period, 0 AS amount, count(*) AS times FROM (SELECT {} AS actor, {} AS value,"
                        + " e.timestamp {} AND {}) e JOIN starts s ON s.actor = e.actor"
                        + (sameValue().isEmpty() ? "" : " AND s.value = e.value") + " WHERE e.timestamp >= s.timestamp"
                        + " GROUP BY 1, 2, 3 HAVING count(*) >= " + query.minimumOccurrences(),
                windows(Sql.of("e.timestamp"), Sql.of("s.timestamp")),
                events.actor(),
                events.firstValueDecides() ? Sql.of("CAST(NULL AS VARCHAR)") : events.value(),
                events.from(query.returning()),
                events.inRange());
    }

    /** How many windows lie between two times, by the hours or days of the clock that are crossed (contract queries 5.4). */
    private Sql windows(Sql timestamp, Sql since) {
        return switch (query.period()) {
            case HOUR -> Sql.format("({} - {})", hour(timestamp), hour(since));
            case DAY -> dialect.floorDivide(Sql.format("{} - {}", hour(timestamp), hour(since)), 24);
            case WEEK -> dialect.floorDivide(dialect.days(day(timestamp), day(since)), 7);
            case MONTH -> dialect.floorDivide(dialect.days(day(timestamp), day(since)), 30);
        };
    }

    private Sql hour(Sql timestamp) {
        Sql local = Sql.format(
                "{} + ({})",
                dialect.epochMicros(timestamp),
                periods.bucket(dialect).offsets().micros(timestamp));
        return dialect.floorDivide(local, 3_600_000_000L);
    }

    private Sql day(Sql timestamp) {
        return dialect.localDate(timestamp, periods.bucket(dialect).offsets().micros(timestamp));
    }

    private Sql fixed(Instant instant) {
        return dialect.time(Sql.value(java.time.LocalDateTime.ofInstant(instant, java.time.ZoneOffset.UTC)));
    }
}
