package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import java.util.Arrays;
import java.util.Optional;

/**
 * Sessions, made from the events that carry their id (contract queries 7.5): a session's figures are over all of its events,
 * whatever a query filters.
 */
public final class SessionSql {
    private static final int BOUNCE_SECONDS = 10;

    private final Dialect dialect;

    public SessionSql(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A figure of a session. */
    public enum Figure {
        /** Seconds from the first to the last event. */
        DURATION("$session_duration"),
        PAGEVIEWS("$pageview_count"),
        SCREENS("$screen_count"),
        AUTOCAPTURES("$autocapture_count"),
        URLS("$num_uniq_urls"),
        /** 1 for a session of at most one pageview, screen or click and under 10 seconds; null for one without any. */
        BOUNCE("$is_bounce");

        private final String wire;

        Figure(String wire) {
            this.wire = wire;
        }

        /** The figure that clients call {@code name}. */
        public static Optional<Figure> of(String name) {
            return Arrays.stream(values())
                    .filter(figure -> figure.wire.equals(name))
                    .findFirst();
        }
    }

    /** The session of {@code events e}; null when it has none. */
    public Sql session() {
        return Sql.format("nullif({}, '')", dialect.eventProperty("$session_id"));
    }

    /**
     * {@code SELECT} of the sessions of a project, one row each: {@code session} and {@code value}.
     *
     * @param among a query with one column, the sessions that are of interest
     */
    public Sql figures(Figure figure, long projectId, Sql among) {
        return Sql.format(
                "SELECT {} AS session, {} AS value FROM events e WHERE e.project_id = {} AND {} IN ({}) GROUP BY 1",
                session(),
                of(figure),
                Sql.value(projectId),
                session(),
                among);
    }

    private Sql of(Figure figure) {
        return switch (figure) {
            case DURATION -> duration();
            case PAGEVIEWS -> count("$pageview");
            case SCREENS -> count("$screen");
            case AUTOCAPTURES -> count("$autocapture");
            case URLS -> Sql.format("count(DISTINCT {})", dialect.eventProperty("$current_url"));
            case BOUNCE -> bounce();
        };
    }

    private static Sql count(String event) {
        return Sql.of("sum(CASE WHEN e.event = ? THEN 1 ELSE 0 END)", event);
    }

    private Sql duration() {
        Sql timestamp = Sql.of("e.timestamp");
        return Sql.format(
                "({} - {})",
                dialect.floorDivide(Sql.format("max({})", dialect.epochMicros(timestamp)), 1_000_000),
                dialect.floorDivide(Sql.format("min({})", dialect.epochMicros(timestamp)), 1_000_000));
    }

    private Sql bounce() {
        Sql acts =
                Sql.of("sum(CASE WHEN e.event IN (?, ?, ?) THEN 1 ELSE 0 END)", "$pageview", "$screen", "$autocapture");
        return Sql.format(
                "CASE WHEN {} = 0 THEN NULL WHEN {} <= 1 AND {} < " + BOUNCE_SECONDS + " THEN 1 ELSE 0 END",
                acts,
                acts,
                duration());
    }
}
