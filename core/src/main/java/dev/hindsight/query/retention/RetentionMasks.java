package dev.hindsight.query.retention;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.RetentionQuery.Start;
import dev.hindsight.query.filter.EventConditions;
import java.util.List;

/**
 * Lowers a retention that only counts people to one number for the starts and one for the returns of everybody, with a bit for
 * each period: one pass over the events, and no pair of a start and a return is ever a row. Same numbers as {@link
 * RetentionSql}.
 *
 * <p>Shape of the rows: {@code starts}, {@code returns} and {@code people}, how many have these.
 */
final class RetentionMasks {
    /** A 64-bit number with a sign has so many bits to use. */
    private static final int MAX_PERIODS = 62;

    private final Dialect dialect;
    private final RetentionQuery query;
    private final RetentionEvents events;

    RetentionMasks(Dialect dialect, RetentionQuery query, QueryContext context, RetentionPeriods periods) {
        this.dialect = dialect;
        this.query = query;
        this.events = new RetentionEvents(dialect, query, context, periods);
    }

    /** Whether a query can be answered so. */
    static boolean fit(RetentionQuery query, RetentionPeriods periods) {
        return query.breakdown() == null
                && query.aggregation() == null
                && query.minimumOccurrences() == 1
                && !query.rollingWindows()
                && periods.rows().size() <= MAX_PERIODS;
    }

    Sql masks() {
        Sql starts = events.matching(query.target());
        Sql returns = events.matching(query.returning());
        if (query.start() == Start.RECURRING) {
            boolean same = events.startIsReturn();
            return Sql.format(
                    "SELECT starts, {} AS returns, count(*) AS people FROM (SELECT {} AS actor, {} AS starts{} {} AND {} GROUP BY"
                            + " 1) m WHERE starts <> 0 GROUP BY 1, 2",
                    Sql.of(same ? "starts" : "returns"),
                    events.actor(),
                    bits(same ? Sql.of("TRUE") : starts),
                    same ? Sql.EMPTY : Sql.format(", {} AS returns", bits(returns)),
                    events.from(EventConditions.any(List.of(starts, returns))),
                    events.inRange());
        }
        if (query.start() == Start.FIRST_TIME) {
            return Sql.format(
                    "SELECT {} AS starts, returns, count(*) AS people FROM (SELECT {} AS actor, min({}) AS timestamp, {} AS returns"
                            + " {} AND {} GROUP BY 1) e WHERE {} GROUP BY 1, 2",
                    dialect.bit(events.index()),
                    events.actor(),
                    when(starts, Sql.of("e.timestamp"), "NULL"),
                    bits(EventConditions.all(List.of(returns, events.inRange()))),
                    events.from(EventConditions.any(List.of(starts, returns))),
                    events.untilEnd(),
                    events.inRange());
        }
        return Sql.format(
                "SELECT s.starts, coalesce(r.returns, 0) AS returns, count(*) AS people FROM (SELECT e.actor, {} AS starts FROM ({})"
                        + " e WHERE {}) s LEFT JOIN (SELECT {} AS actor, {} AS returns {} AND {} GROUP BY 1) r ON r.actor = s.actor"
                        + " GROUP BY 1, 2",
                dialect.bit(events.index()),
                events.firsts(),
                events.inRange(),
                events.actor(),
                bits(Sql.of("TRUE")),
                events.from(returns),
                events.inRange());
    }

    private Sql bits(Sql condition) {
        Sql bit = dialect.bit(events.index());
        return dialect.bitOr(when(condition, bit, "0"));
    }

    private static Sql when(Sql condition, Sql value, String otherwise) {
        return condition.text().equals("TRUE")
                ? value
                : Sql.format("CASE WHEN {} THEN {} ELSE " + otherwise + " END", condition, value);
    }
}
