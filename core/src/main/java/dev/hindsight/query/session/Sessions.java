package dev.hindsight.query.session;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.QueryContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a project as a relation: one row for each non-empty {@code $session_id}, made of all events that carry it,
 * whatever a query filters (contract queries 7.5).
 */
public final class Sessions {
    /**
     * How far beyond its bounds a relation looks for the rest of its sessions. Clients begin a new session after a day at the
     * latest, so that a whole one lies within.
     */
    public static final Duration LONGEST = Duration.ofHours(24);

    private final Dialect dialect;
    private final QueryContext context;

    public Sessions(Dialect dialect, QueryContext context) {
        this.dialect = dialect;
        this.context = context;
    }

    /** The session of {@code events e}, to be compared with the column of {@link SessionField#ID}; null when it has none. */
    public Sql ofEvent() {
        return Sql.format("nullif({}, '')", dialect.eventProperty("$session_id"));
    }

    /**
     * A {@code SELECT} of the sessions that reach into a range: their first event lies before {@code until} and their last one
     * not before {@code from}. Only the fields that are wanted are calculated.
     *
     * <p>Only events from {@link #LONGEST} before the range to as long after it are read, so that a short range does not read all
     * events: a session that goes on further is cut there, and has the fields of what remains of it.
     *
     * @param wanted the columns, besides that of {@link SessionField#ID}, which is always there; each is called {@link
     *     SessionField#column()} and is of {@link SessionField#type()}
     * @param from null: no lower bound
     * @param until null: no upper bound
     */
    public Sql relation(Set<SessionField> wanted, @Nullable Instant from, @Nullable Instant until) {
        List<Sql> where = new ArrayList<>();
        List<Sql> having = new ArrayList<>();
        if (from != null) {
            where.add(Sql.of("e.timestamp >= ?", utc(from.minus(LONGEST))));
            having.add(Sql.of("max(e.timestamp) >= ?", utc(from)));
        }
        if (until != null) {
            where.add(Sql.of("e.timestamp < ?", utc(until.plus(LONGEST))));
            having.add(Sql.of("min(e.timestamp) < ?", utc(until)));
        }
        return relation(wanted, where, having);
    }

    /** All sessions, each whole. */
    public Sql relation(Set<SessionField> wanted) {
        return relation(wanted, List.of(), List.of());
    }

    /**
     * Some sessions, each whole.
     *
     * @param among a query with one column, the ids of the sessions that are of interest
     */
    public Sql relation(Set<SessionField> wanted, Sql among) {
        return relation(wanted, List.of(Sql.format("{} IN ({})", ofEvent(), among)), List.of());
    }

    /**
     * A query with one column, the ids of the sessions with an event of which a condition over {@code events e} holds; it reads
     * only where events of sessions that began within the bounds can be.
     *
     * @param after null: no lower bound
     * @param until null: no upper bound
     */
    public Sql with(Sql condition, @Nullable Instant after, @Nullable Instant until) {
        List<Sql> where = new ArrayList<>(ofAny());
        where.add(condition);
        if (after != null) {
            where.add(Sql.of("e.timestamp >= ?", utc(after)));
        }
        if (until != null) {
            where.add(Sql.of("e.timestamp < ?", utc(until.plus(LONGEST))));
        }
        return Sql.format("SELECT {} FROM events e WHERE {}", ofEvent(), Sql.join(" AND ", where));
    }

    private List<Sql> ofAny() {
        return List.of(
                Sql.of("e.project_id = ?", context.projectId()),
                Sql.format("{} <> ''", dialect.eventProperty("$session_id")));
    }

    private Sql relation(Set<SessionField> wanted, List<Sql> where, List<Sql> having) {
        SessionFacts facts = new SessionFacts(dialect);
        List<Sql> columns = new ArrayList<>();
        columns.add(Sql.of("session_id"));
        for (SessionField field : SessionField.values()) {
            if (wanted.contains(field) && field != SessionField.ID) {
                columns.add(Sql.format("{} AS " + field.column(), facts.of(field)));
            }
        }
        return Sql.format("SELECT {} FROM {}", Sql.join(", ", columns), grouped(facts, where, having));
    }

    private Sql grouped(SessionFacts facts, List<Sql> events, List<Sql> having) {
        List<Sql> columns = new ArrayList<>();
        columns.add(Sql.format("{} AS session_id", ofEvent()));
        for (Map.Entry<String, Sql> fact : facts.aggregates().entrySet()) {
            columns.add(Sql.format("{} AS " + fact.getKey(), fact.getValue()));
        }
        List<Sql> where = new ArrayList<>(ofAny());
        where.addAll(events);
        Sql grouped = Sql.format(
                "SELECT {} FROM events e WHERE {} GROUP BY 1", Sql.join(", ", columns), Sql.join(" AND ", where));
        if (!having.isEmpty()) {
            grouped = Sql.format("{} HAVING {}", grouped, Sql.join(" AND ", having));
        }
        return facts.withDerived(Sql.format("({}) grouped", grouped));
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
