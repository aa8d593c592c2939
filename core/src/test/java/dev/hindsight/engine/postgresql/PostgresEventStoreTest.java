package dev.hindsight.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.event.Changes;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.EventStoreContract;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresEventStoreTest extends EventStoreContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T00:00:00Z"), ZoneOffset.UTC);
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final String url = TestPostgres.newDatabase();
    private final PostgresEvents database = open();
    private final EventStore store = database.store(CLOCK);

    private PostgresEvents open() {
        return PostgresEvents.open(url, TestPostgres.USER, TestPostgres.PASSWORD);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected EventStore store() {
        return store;
    }

    @Override
    protected List<String> ask(String sql) {
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = hindsight_events");
            try (ResultSet row = statement.executeQuery(sql)) {
                List<String> rows = new ArrayList<>();
                while (row.next()) {
                    List<String> texts = new ArrayList<>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        texts.add(text(row, i));
                    }
                    rows.add(String.join("|", texts));
                }
                return rows;
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void whatOneProcessWrites_othersSeeAtOnce() {
        try (PostgresEvents other = open()) {
            EventStore otherStore = other.store(CLOCK);
            assertThat(otherStore.changes(1)).isEqualTo(Changes.NONE);

            for (int i = 0; i < 4; i++) {
                Changes before = otherStore.changes(1);
                store.append(1, List.of(event("view", "a", i, "{\"n\":1}"), event("view", "a", i + 24 * 60, "{}")));
                Changes after = otherStore.changes(1);
                assertThat(after.ofDay(DAY)).isNotEqualTo(before.ofDay(DAY));
                assertThat(after.ofDay(DAY.plusDays(1))).isNotEqualTo(before.ofDay(DAY.plusDays(1)));
                assertThat(after.ofAllDays()).isNotEqualTo(before.ofAllDays());
            }
            Changes numbers = otherStore.changes(1);
            assertThat(otherStore.propertyTypes(1, numbers).of(PropertyKind.EVENT, "n"))
                    .isEqualTo(PropertyType.NUMERIC);
            store.defineProperty(1, PropertyKind.EVENT, "n", PropertyType.STRING);

            Changes texts = otherStore.changes(1);
            assertThat(texts.ofAllDays()).isEqualTo(numbers.ofAllDays());
            assertThat(texts.types()).isNotEqualTo(numbers.types());
            assertThat(otherStore.propertyTypes(1, texts).of(PropertyKind.EVENT, "n"))
                    .isEqualTo(PropertyType.STRING);
            assertThat(texts).isEqualTo(store.changes(1));
        }
    }

    /** A release before did not know of a mark of all days. */
    @Test
    void marksOfDays_whoeverWritesThem_areSeenAtOnce() {
        store.append(1, List.of(event("view", "a", 0, "{}"), event("view", "a", 24 * 60, "{}")));
        store.changes(1);

        ask("insert into day_marks (project_id, day, mark) values (1, date '2026-03-01', 7), (2, date '2026-03-01', 7)"
                + " on conflict (project_id, day) do update set mark = excluded.mark returning mark");
        assertThat(store.changes(1).ofDay(DAY)).isEqualTo(7);
        assertThat(store.changes(2).ofDay(DAY)).isEqualTo(7);

        ask("update day_marks set mark = 8 where project_id = 1 returning mark");
        assertThat(store.changes(1).days().values()).containsExactly(8L, 8L);
        assertThat(store.changes(2).ofDay(DAY)).isEqualTo(7);
    }

    /** As when a backup of the rows alone is brought back while we go on. */
    @Test
    void marksOfDays_inPlaceOfOthers_areSeenAtOnce() throws SQLException {
        administer("insert into hindsight_events.day_marks values (1, '2026-03-01', 5), (1, '2026-03-02', 9)");
        assertThat(store.changes(1).ofDay(DAY)).isEqualTo(5);

        administer("truncate hindsight_events.day_marks;"
                + "insert into hindsight_events.day_marks values (1, '2026-03-01', 4), (1, '2026-03-02', 9)");
        assertThat(store.changes(1).days().values()).containsExactly(4L, 9L);

        administer("delete from hindsight_events.day_marks where project_id = 1 and day = '2026-03-01'");
        assertThat(store.changes(1).days().values()).containsExactly(9L);

        administer("truncate hindsight_events.day_marks");
        assertThat(store.changes(1)).isEqualTo(Changes.NONE);
    }

    /** As when an older backup is brought back, and a node that starts brings it up to date while another one goes on. */
    @Test
    void marksOfDays_ofABackupOfAReleaseBefore_areSeenAtOnce() throws SQLException {
        administer("insert into hindsight_events.day_marks values (1, '2026-03-01', 5), (1, '2026-03-02', 9)");
        toTheReleaseBefore();
        open().close();
        assertThat(store.changes(1).ofDay(DAY)).isEqualTo(5);

        toTheReleaseBefore();
        administer("update hindsight_events.day_marks set mark = 4 where day = '2026-03-01'");
        open().close();

        assertThat(store.changes(1).ofDay(DAY)).isEqualTo(4);
    }

    @Test
    void append_ofAUserWithTheRightsOfTheReleaseBefore_goesOn() throws SQLException {
        toTheReleaseBefore();
        administer("create role writer login password 'writer'; grant usage on schema hindsight_events to writer;"
                + " grant select, insert, update, delete on all tables in schema hindsight_events to writer;"
                + " grant usage on all sequences in schema hindsight_events to writer");
        open().close();

        try (PostgresEvents others = PostgresEvents.open(url.replaceFirst("[?].*", ""), "writer", "writer")) {
            others.store(CLOCK).append(1, List.of(event("view", "a", 0, "{}")));

            assertThat(others.store(CLOCK).changes(1)).isEqualTo(store.changes(1));
            assertThat(store.changes(1).days()).containsOnlyKeys(DAY);
        } finally {
            administer("drop owned by writer; drop role writer");
        }
    }

    /** Which had no mark of all days. */
    private void toTheReleaseBefore() throws SQLException {
        administer("drop function hindsight_events.mark_all_days() cascade; drop table hindsight_events.all_days_marks;"
                + " delete from hindsight_events.hindsight_events_history where version = '3'");
    }

    private static String text(ResultSet row, int column) throws SQLException, JsonProcessingException {
        String text = String.valueOf(row.getString(column));
        return switch (row.getMetaData().getColumnTypeName(column)) {
            case "bool" -> Boolean.toString(text.equals("t"));
            // Spaces and the order of fields are PostgreSQL's own.
            case "jsonb" -> text.length() > 100 ? text : JSON.writeValueAsString(JSON.readValue(text, Map.class));
            default -> text;
        };
    }

    @Test
    void append_ofManyEvents_storesTheSame_whetherOrNotTheUserMayCopyThem() throws SQLException {
        String[] values = {"1", "5.50", "1e21", "-0.0", "\"é\\n\\t\\\\\"", "[1, {\"b\":2,\"a\":1e2}]", "null", "true"};
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            events.add(new Event(
                    new UUID(i, i),
                    "é\t" + i % 3,
                    "id\\" + i % 50,
                    Instant.parse("1999-12-31T23:59:59.999999Z").plusSeconds(i),
                    "{\"a\":" + values[i % values.length] + "}"));
        }
        administer("create role guest login password 'guest'; grant all on schema hindsight_events to guest;"
                + " grant all on all tables in schema hindsight_events to guest;"
                + " grant all on all sequences in schema hindsight_events to guest");
        try (PostgresEvents others = PostgresEvents.open(url.replaceFirst("[?].*", ""), "guest", "guest")) {
            assertThat(others.read(EventCopy::isPossible)).isFalse();
            assertThat(database.read(EventCopy::isPossible)).isTrue();

            assertThat(store.append(1, events)).isEqualTo(6_000);
            assertThat(others.store(CLOCK).append(2, events)).isEqualTo(6_000);

            String all =
                    "select string_agg(concat_ws('|', uuid, event, distinct_id, \"timestamp\", created_at, properties, texts),"
                            + " ' ' order by uuid) from events where project_id = ";
            assertThat(ask(all + 1)).isEqualTo(ask(all + 2));
            assertThat(
                            ask(
                                    "select count(*), count(texts), min(\"timestamp\"), min(created_at) from events where project_id = 1"))
                    .containsExactly("6000|3000|1999-12-31 23:59:59.999999|2026-03-02 00:00:00");
            assertThat(store.append(1, events)).isZero();
        } finally {
            administer("drop owned by guest; drop role guest");
        }
    }

    private void administer(String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    @Test
    void append_putsEachYearIntoItsPartition() {
        store.append(
                1, List.of(at("2024-12-31T23:59:59.999999Z"), at("2025-01-01T00:00:00Z"), at("1970-01-01T00:00:00Z")));
        store.append(1, List.of(at("2025-06-01T00:00:00Z"), at("2199-12-31T00:00:00Z")));

        assertThat(ask("select tableoid::regclass::text, count(*) from events group by 1 order by 1"))
                .containsExactly("events_2024|1", "events_2025|2", "events_after|1", "events_before|1");
    }

    private static Event at(String timestamp) {
        return new Event(uuid(timestamp), "view", "a", Instant.parse(timestamp), "{}");
    }

    @Test
    void stores_ofTwoProcesses_seeWhatTheOtherOneLearned_atOnce() {
        try (PostgresEvents other = open()) {
            EventStore otherStore = other.store(CLOCK);
            otherStore.propertyTypes(1);
            otherStore.changes(1);
            store.append(1, List.of(new Event(uuid("n"), "view", "a", CLOCK.instant(), "{\"n\":1}")));

            assertThat(otherStore.propertyTypes(1).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.NUMERIC);
            assertThat(otherStore.changes(1)).isEqualTo(store.changes(1));
            otherStore.append(1, List.of(new Event(uuid("t"), "view", "a", CLOCK.instant(), "{\"n\":\"x\"}")));
            assertThat(store.propertyTypes(1).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.STRING);
        }
        assertThat(ask("select count(*) from persons")).containsExactly("1");
    }

    @Test
    void append_fromTwoProcesses_makesOnePersonOfEachId() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (PostgresEvents other = open()) {
            EventStore otherStore = other.store(CLOCK);
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                EventStore mine = t % 2 == 0 ? store : otherStore;
                calls.add(() -> {
                    int stored = 0;
                    for (int i = 0; i < 20; i++) {
                        // All send the same, and ids join in every order.
                        stored += mine.append(
                                1,
                                List.of(
                                        new Event(uuid("own " + i), "view", "id " + i, CLOCK.instant(), "{}"),
                                        new Event(
                                                uuid("join " + i),
                                                "$identify",
                                                "id " + i,
                                                CLOCK.instant(),
                                                "{\"$anon_distinct_id\":\"anon " + (i % 5) + "\"}")));
                    }
                    return stored;
                });
            }
            int stored = 0;
            for (Future<Integer> call : pool.invokeAll(calls)) {
                stored += call.get();
            }
            assertThat(stored).isEqualTo(40);
        } finally {
            pool.shutdownNow();
        }
        assertThat(ask("select count(*), count(distinct distinct_id) from person_distinct_ids"))
                .containsExactly("25|25");
        assertThat(ask("select count(*) from events e left join persons p on p.id = e.person_id where p.id is null"))
                .containsExactly("0");
    }

    @Test
    void open_byTwoProcessesAtOnce_migratesOnce() throws Exception {
        String fresh = TestPostgres.newDatabase();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<PostgresEvents>> openings = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                openings.add(() -> PostgresEvents.open(fresh, TestPostgres.USER, TestPostgres.PASSWORD));
            }
            for (Future<PostgresEvents> opened : pool.invokeAll(openings)) {
                try (PostgresEvents each = opened.get()) {
                    assertThat(each.answers()).isTrue();
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
