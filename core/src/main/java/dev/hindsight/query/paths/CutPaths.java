package dev.hindsight.query.paths;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.PathsFilter;

/**
 * Paths with a start, an end or both, or to the last item of each visit (contract queries 6.3, steps 6 to 8), from {@code kept (p, t, i, last)}: visits and items
 * are numbered, each visit is told between which of its items the path lies, and the edges are those in between.
 *
 * <p>With both, the end is the first one after the start, so that a path from an item to itself is a round trip.
 */
final class CutPaths {
    private final Dialect dialect;
    private final PathsFilter filter;

    CutPaths(Dialect dialect, PathsFilter filter) {
        this.dialect = dialect;
        this.filter = filter;
    }

    /** {@code , … edges AS (…)}. */
    Sql sql() {
        Sql numbered = Sql.format(
                ", numbered AS (SELECT p, t, i, lag({}) OVER w AS before, t - lag({}) OVER w AS took,"
                        + " CAST(row_number() OVER w AS BIGINT) AS n, coalesce(sum(CASE WHEN last THEN 1 ELSE 0 END) OVER (PARTITION BY p ORDER BY t, i"
                        + " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS v FROM kept " + PathsSql.WINDOW
                        + ")",
                dialect.nullable(Sql.of("i")),
                dialect.nullable(Sql.of("t")));
        String start = filter.startPoint();
        String end = filter.endPoint();
        if (start == null || end == null) {
            Sql cut = start != null ? fromStart(start) : end != null ? toEnd(end) : toLast();
            return numbered.then(cut).then(", edges AS (" + between("m.n <= c.z") + ")");
        }
        return numbered.then(both(start, end));
    }

    /** Visits with the numbers of the first item (a) and the last (z). */
    private Sql fromStart(String start) {
        return Sql.format(
                ", cut AS (SELECT p, v, min(n) AS a, min(n) + " + (filter.stepLimit() - 1)
                        + " AS z FROM numbered WHERE i = {} GROUP BY p, v)",
                PathsSql.number(start));
    }

    private Sql toEnd(String end) {
        return Sql.format(
                ", ends AS (SELECT p, v, min(n) AS a, min(CASE WHEN i = {} THEN n END) AS z FROM numbered GROUP BY p, v),"
                        + " cut AS (SELECT p, v, greatest(a, z - " + (filter.stepLimit() - 1)
                        + ") AS a, z FROM ends WHERE z IS NOT NULL)",
                PathsSql.number(end));
    }

    /** Without a point, the end of each visit is the end. */
    private Sql toLast() {
        return Sql.of(", ends AS (SELECT p, v, min(n) AS a, max(n) AS z FROM numbered GROUP BY p, v),"
                + " cut AS (SELECT p, v, greatest(a, z - " + (filter.stepLimit() - 1) + ") AS a, z FROM ends)");
    }

    private static String between(String condition) {
        return "SELECT m.p, m.n - c.a AS pos, m.before AS src, m.i AS dst, m.took FROM numbered m"
                + " JOIN cut c ON c.p = m.p AND c.v = m.v WHERE m.n > c.a AND " + condition;
    }

    private Sql both(String start, String end) {
        int limit = filter.stepLimit();
        int half = limit / 2;
        Sql cut = Sql.format(
                ", starts AS (SELECT p, v, min(n) AS a FROM numbered WHERE i = {} GROUP BY p, v),"
                        + " cut AS (SELECT m.p, m.v, s.a, min(m.n) AS z, min(m.n) - s.a >= " + limit
                        + " AS long FROM numbered m"
                        + " JOIN starts s ON s.p = m.p AND s.v = m.v WHERE m.i = {} AND m.n > s.a GROUP BY m.p, m.v, s.a)",
                PathsSql.number(start),
                PathsSql.number(end));
        if (half == 0) {
            return cut.then(", edges AS (" + between("m.n <= c.z AND NOT c.long") + ")");
        }
        // The dots have the time of the first item that they stand for.
        return cut.then(Sql.format(
                ", dots AS (SELECT {} AS i), edges AS ("
                        + between("m.n <= c.z AND (NOT c.long OR m.n < c.a + " + half + ")")
                        + " UNION ALL SELECT m.p, " + half + ", m.before, dots.i, m.took FROM numbered m"
                        + " JOIN cut c ON c.p = m.p AND c.v = m.v AND c.a + " + half + " = m.n, dots WHERE c.long"
                        + " UNION ALL SELECT m.p, " + (half + 1) + ", dots.i, m.i, m.t - d.t FROM numbered m"
                        + " JOIN cut c ON c.p = m.p AND c.v = m.v AND c.z - " + (half - 1) + " = m.n"
                        + " JOIN numbered d ON d.p = c.p AND d.n = c.a + " + half + ", dots WHERE c.long"
                        + " UNION ALL SELECT m.p, m.n - c.z + " + (2 * half) + ", m.before, m.i, m.took FROM numbered m"
                        + " JOIN cut c ON c.p = m.p AND c.v = m.v WHERE c.long AND m.n > c.z - " + (half - 1)
                        + " AND m.n <= c.z)",
                PathsSql.number(PathsSql.DOTS)));
    }
}
