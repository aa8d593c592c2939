package dev.hindsight.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyTexts;
import dev.hindsight.event.PropertyType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a copy from the embedded database to one on a server keeps, and back. */
abstract class EventMoveContract {
    private static final long PROJECT = 7;
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Instant START = Instant.parse("2024-12-28T00:00:00Z");

    private final EventsDatabase embedded = DuckDbDatabase.open("jdbc:duckdb:");
    private final EventsDatabase server = open();

    /** An empty database on a server. */
    protected abstract EventsDatabase open();

    @AfterEach
    void close() {
        server.close();
        embedded.close();
    }

    /** A project with merged persons, odd properties, a defined type and a static cohort, and another one. */
    private void fill() {
        EventStore store = embedded.store(CLOCK);
        store.defineProperty(PROJECT, PropertyKind.EVENT, "when", PropertyType.DATE_TIME);
        Random random = new Random(20260304);
        List<Event> events = new ArrayList<>();
        String[] values = {"1", "5.50", "1e21", "-0.0", "\"x\"", "[1, {\"b\":2,\"a\":1e2}]", "null", "true", "\"é\\n\""
        };
        for (int i = 0; i < 2_000; i++) {
            Instant at = START.plusMillis(random.nextInt(8 * 86_400_000)).plusNanos(random.nextInt(1000) * 1000L);
            String properties = "{\"a\":" + values[random.nextInt(values.length)] + ",\"k" + random.nextInt(3) + "\":"
                    + values[random.nextInt(values.length)] + "}";
            events.add(new Event(
                    new UUID(1, i), "event " + random.nextInt(4), "id " + random.nextInt(60), at, properties));
        }
        for (int i = 0; i < 40; i++) {
            events.add(new Event(
                    new UUID(2, i),
                    "$identify",
                    "id " + random.nextInt(60),
                    START.plusSeconds(i),
                    "{\"$anon_distinct_id\":\"anon " + i % 25 + "\",\"$set\":{\"n\":" + i
                            + ",\"big\":1e21,\"list\":[1.50]},\"$set_once\":{\"first\":" + i + "}}"));
        }
        store.append(PROJECT, events);
        store.append(PROJECT + 1, events.subList(0, 10));
        List<UUID> persons;
        try (Engine engine = embedded.engine(new EngineLimits(1, 0))) {
            persons = engine.query(
                    Sql.of(
                            "SELECT CAST(uuid AS VARCHAR) FROM persons WHERE project_id = ? ORDER BY id LIMIT 9",
                            PROJECT),
                    row -> UUID.fromString(row.getString(1)),
                    Deadline.in(Duration.ofMinutes(1)));
        }
        store.addToCohort(PROJECT, 3, persons);
    }

    @Test
    void copy_toAServerAndBack_givesTheSame() {
        fill();
        List<LocalDate> days = new ArrayList<>();

        MoveReport report = EventMove.copy(embedded, server, CLOCK, PROJECT, step -> days.add(step.day()));

        assertThat(report.differences()).isEmpty();
        assertThat(report.events()).isEqualTo(2_040);
        assertThat(days).hasSize(8).isSorted();
        assertThat(contents(server)).isEqualTo(contents(embedded));
        assertThat(server.store(CLOCK).propertyTypes(PROJECT).of(PropertyKind.EVENT, "when"))
                .isEqualTo(PropertyType.DATE_TIME);
        assertThat(server.store(CLOCK).propertyTypes(PROJECT).of(PropertyKind.EVENT, "a"))
                .isEqualTo(PropertyType.STRING);
        assertThat(server.store(CLOCK).cohortSize(PROJECT, 3)).isEqualTo(9);
        try (EventsDatabase again = DuckDbDatabase.open("jdbc:duckdb:")) {
            assertThat(EventMove.copy(server, again, CLOCK, PROJECT, step -> {}).isWhole())
                    .isTrue();
            assertThat(contents(again)).isEqualTo(contents(embedded));
        }
    }

    @Test
    void copy_thatWasStopped_goesOnWhereItEnded() {
        fill();
        assertThatThrownBy(() -> EventMove.copy(embedded, server, CLOCK, PROJECT, 300, step -> {
                    assertThat(events(server, step.day())).isEqualTo(events(embedded, step.day()));
                    if (step.copied() > 900) {
                        throw new IllegalStateException("stopped");
                    }
                }))
                .hasMessage("stopped");
        Map<String, String> half = contents(server);
        assertThat(half.keySet()).filteredOn(key -> key.startsWith("event")).hasSizeBetween(900, 1_800);

        assertThat(EventMove.copy(embedded, server, CLOCK, PROJECT, step -> {}).isWhole())
                .isTrue();
        assertThat(contents(server)).isEqualTo(contents(embedded));
    }

    @Test
    void copy_ontoSomethingElse_saysWhatDiffers() {
        fill();
        server.store(CLOCK).append(PROJECT, List.of(new Event(new UUID(9, 9), "own", "own", START, "{}")));

        MoveReport report = EventMove.copy(embedded, server, CLOCK, PROJECT, step -> {});

        assertThat(report.isWhole()).isFalse();
        assertThat(report.differences()).anyMatch(each -> each.contains(" events of 2024-12-28 instead of "));
    }

    private static long events(EventsDatabase database, LocalDate day) {
        try (Engine engine = database.engine(new EngineLimits(1, 0))) {
            return engine.query(
                            Sql.format(
                                    "SELECT count(*) FROM events e WHERE e.project_id = {} AND e.\"timestamp\" >= {} AND e.\"timestamp\" < {}",
                                    Sql.value(PROJECT),
                                    engine.dialect().time(Sql.value(day.atStartOfDay())),
                                    engine.dialect()
                                            .time(Sql.value(day.plusDays(1).atStartOfDay()))),
                            row -> row.getLong(1),
                            Deadline.in(Duration.ofMinutes(1)))
                    .get(0);
        }
    }

    /** All that is kept of the project, a line for each thing. */
    private static Map<String, String> contents(EventsDatabase database) {
        Map<String, String> contents = new TreeMap<>();
        try (Engine engine = database.engine(new EngineLimits(1, 0))) {
            Deadline deadline = Deadline.in(Duration.ofMinutes(1));
            engine.stream(
                    Sql.format(
                            "SELECT CAST(e.uuid AS VARCHAR), e.event, e.distinct_id, CAST(p.uuid AS VARCHAR), {}, {}"
                                    + " FROM events e JOIN persons p ON p.id = e.person_id WHERE e.project_id = {}",
                            engine.dialect().epochMicros(Sql.of("e.\"timestamp\"")),
                            engine.dialect().eventDocument(),
                            Sql.value(PROJECT)),
                    row -> contents.put(
                            "event " + row.getString(1),
                            row.getString(2) + "|" + row.getString(3) + "|" + row.getString(4) + "|" + row.getString(5)
                                    + "|" + new TreeMap<>(PropertyTexts.all(row.getString(6)))),
                    deadline);
            engine.stream(
                    Sql.format(
                            "SELECT d.distinct_id, CAST(p.uuid AS VARCHAR), {}, p.is_identified, {} FROM person_distinct_ids d"
                                    + " JOIN persons p ON p.id = d.person_id WHERE d.project_id = {}",
                            engine.dialect().epochMicros(Sql.of("p.created_at")),
                            engine.dialect().personDocument(),
                            Sql.value(PROJECT)),
                    row -> contents.put(
                            "id " + row.getString(1),
                            row.getString(2) + "|" + row.getString(3) + "|" + row.getBoolean(4) + "|"
                                    + new TreeMap<>(PropertyTexts.all(row.getString(5)))),
                    deadline);
            engine.stream(
                    Sql.of("SELECT kind, key, type, defined FROM property_types WHERE project_id = ?", PROJECT),
                    row -> contents.put(
                            "type " + row.getString(1) + " " + row.getString(2),
                            row.getString(3) + "|" + row.getBoolean(4)),
                    deadline);
        }
        return contents;
    }
}
