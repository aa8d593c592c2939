package dev.hindsight.moving;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.event.BatchWriter;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.ReadEventStore;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Copies the events of a project, with its persons, static cohorts and what is known about properties, from one database to another
 * of any kind. The source is only read. Whoever stops and starts again goes on where it ended: days that have as many events in the
 * target as in the source are left out, and of the others nothing is stored twice.
 *
 * <p>Nothing may write to the project meanwhile; what does is found out at the end, by the counts. When events arrived is not
 * copied: in the target they arrive when they are copied.
 */
public final class EventMove {
    /** Enough that what each transaction costs does not matter, few enough that the source does not wait long for the target. */
    private static final int EVENTS_AT_ONCE = 50_000;

    /** No statement that only copies takes longer. */
    private static final Duration STATEMENT = Duration.ofHours(12);

    private final Engine source;
    private final Engine target;
    private final EventStore store;
    private final int eventsAtOnce;
    private final Deque<ReadDay> unsaid = new ArrayDeque<>();
    private long read;
    private long written;

    /**
     * How far a copy has come.
     *
     * @param day the day (UTC) whose events are all in the target now
     * @param copied events of this day and those before it, all of which are in the target, too
     * @param total events of the source
     */
    public record Step(LocalDate day, long copied, long total) {}

    /** @param read events that had been read at its end: with so many written, the day is copied */
    private record ReadDay(Step step, long read) {}

    private EventMove(Engine source, Engine target, EventStore store, int eventsAtOnce) {
        this.source = source;
        this.target = target;
        this.store = store;
        this.eventsAtOnce = eventsAtOnce;
    }

    /**
     * Copies a project.
     *
     * @param clock the time at which the events are said to arrive in the target
     * @param step told of each day, in order
     * @return what both have at the end
     * @throws IllegalArgumentException when the events of one of them are a host's own, which stay where they are
     * @throws RuntimeException when a database fails; what was copied stays, and the next call goes on from there
     */
    public static MoveReport copy(
            EventsDatabase from, EventsDatabase to, Clock clock, long projectId, Consumer<Step> step) {
        return copy(from, to, clock, projectId, EVENTS_AT_ONCE, step);
    }

    /** @param eventsAtOnce how many events are stored in one transaction */
    static MoveReport copy(
            EventsDatabase from,
            EventsDatabase to,
            Clock clock,
            long projectId,
            int eventsAtOnce,
            Consumer<Step> step) {
        EventStore target = to.store(clock);
        if (target instanceof ReadEventStore || from.store(clock) instanceof ReadEventStore) {
            throw new IllegalArgumentException(
                    "Events of your own are not copied, and nothing is copied to them: Hindsight reads"
                            + " them where they are.");
        }
        EngineLimits one = new EngineLimits(1, 0);
        try (Engine source = from.engine(one);
                Engine there = to.engine(one)) {
            return new EventMove(source, there, target, eventsAtOnce).copy(projectId, step);
        }
    }

    private MoveReport copy(long projectId, Consumer<Step> step) {
        PersonMove persons = new PersonMove(source, store, projectId);
        persons.copyTypes();
        persons.copyPersons();
        persons.copyCohorts();
        NavigableMap<LocalDate, Long> days = eventsByDay(source, projectId);
        copyDays(projectId, days, step);
        return MoveReport.of(
                count -> number(source, count, projectId),
                count -> number(target, count, projectId),
                days,
                eventsByDay(target, projectId));
    }

    /** Batches know no days, so that a day with few events costs no transaction of its own. */
    private void copyDays(long projectId, Map<LocalDate, Long> days, Consumer<Step> step) {
        Map<LocalDate, Long> there = eventsByDay(target, projectId);
        long total = days.values().stream().mapToLong(Long::longValue).sum();
        long copied = 0;
        try (BatchWriter writer = new BatchWriter(
                "hindsight-move",
                eventsAtOnce,
                events -> store.takeOver(projectId, events),
                (events, stored) -> written += events)) {
            for (Map.Entry<LocalDate, Long> day : days.entrySet()) {
                if (!day.getValue().equals(there.get(day.getKey()))) {
                    readDay(projectId, day.getKey(), writer);
                }
                copied += day.getValue();
                unsaid.add(new ReadDay(new Step(day.getKey(), copied, total), read));
                sayWritten(step);
            }
            writer.finish();
            sayWritten(step);
        } catch (InterruptedIOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sayWritten(Consumer<Step> step) {
        for (ReadDay day = unsaid.peek(); day != null && day.read() <= written; day = unsaid.peek()) {
            unsaid.remove();
            step.accept(day.step());
        }
    }

    private void readDay(long projectId, LocalDate day, BatchWriter writer) {
        Dialect dialect = source.dialect();
        source.stream(
                Sql.format(
                        "SELECT CAST(e.uuid AS VARCHAR) AS id, e.event, e.distinct_id, {} AS micros, {} AS document FROM events e"
                                + " WHERE e.project_id = {} AND e.\"timestamp\" >= {} AND e.\"timestamp\" < {}",
                        dialect.epochMicros(Sql.of("e.\"timestamp\"")),
                        dialect.eventDocument(),
                        Sql.value(projectId),
                        dialect.time(Sql.value(day.atStartOfDay())),
                        dialect.time(Sql.value(day.plusDays(1).atStartOfDay()))),
                row -> add(
                        writer,
                        new Event(
                                UUID.fromString(row.getString(1)),
                                row.getString(2),
                                row.getString(3),
                                LocalDateTime.ofEpochSecond(
                                                Math.floorDiv(row.getLong(4), 1_000_000L),
                                                (int) Math.floorMod(row.getLong(4), 1_000_000L) * 1_000,
                                                ZoneOffset.UTC)
                                        .toInstant(ZoneOffset.UTC),
                                row.getString(5))),
                statement());
    }

    private void add(BatchWriter writer, Event event) {
        try {
            read++;
            writer.add(event);
        } catch (InterruptedIOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NavigableMap<LocalDate, Long> eventsByDay(Engine engine, long projectId) {
        NavigableMap<LocalDate, Long> days = new TreeMap<>();
        Sql sql = Sql.format(
                "SELECT CAST({} AS VARCHAR) AS day, count(*) AS events FROM events e WHERE e.project_id = {} GROUP BY 1",
                engine.dialect().localDate(Sql.of("e.\"timestamp\""), Sql.of("0")),
                Sql.value(projectId));
        RowReader<Boolean> reader = row -> days.put(LocalDate.parse(row.getString(1)), row.getLong(2)) == null;
        engine.query(sql, reader, statement());
        return days;
    }

    private static long number(Engine engine, Sql count, long projectId) {
        return engine.query(
                        Sql.format("{} WHERE project_id = {}", count, Sql.value(projectId)),
                        row -> row.getLong(1),
                        statement())
                .get(0);
    }

    static Deadline statement() {
        return Deadline.in(STATEMENT);
    }
}
