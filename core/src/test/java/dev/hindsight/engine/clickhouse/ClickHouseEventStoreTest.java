package dev.hindsight.engine.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Changes;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.EventStoreContract;
import dev.hindsight.event.LedgerPerson;
import dev.hindsight.event.PersonLedger;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import java.sql.ResultSet;
import java.sql.SQLException;
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

class ClickHouseEventStoreTest extends EventStoreContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T00:00:00Z"), ZoneOffset.UTC);
    private static final LocalDate DAY = LocalDate.parse("2026-03-01");

    private final String url = TestClickHouse.emptyDatabase();
    private final ClickHouseDatabase database =
            ClickHouseDatabase.open(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
    private final ClickHouseEventStore store = new ClickHouseEventStore(database, CLOCK);

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
        try {
            return database.read(Sql.of(sql), ClickHouseEventStoreTest::row);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String row(ResultSet row) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            // Times have all their digits here.
            text.append(i == 1 ? "" : "|")
                    .append(String.valueOf(row.getString(i)).replace(".000000", ""));
        }
        return text.toString();
    }

    /** ClickHouse aggregates texts in other words. */
    @Override
    protected List<String> persons() {
        return ask("""
                select i.ids, p.properties, ifNull(e.events, 0)
                from persons p
                left join (select person_id, arrayStringConcat(arraySort(groupArray(distinct_id)), ',') as ids
                    from person_distinct_ids where project_id = 1 group by person_id) i on i.person_id = p.id
                left join (select person_id, count(*) as events from events where project_id = 1 group by person_id) e
                    on e.person_id = p.id
                where p.project_id = 1 order by i.ids
                """);
    }

    /** Another server on the same database. */
    private ClickHouseEventStore another(ClickHouseDatabase other) {
        return new ClickHouseEventStore(other, CLOCK);
    }

    private ClickHouseDatabase open() {
        return ClickHouseDatabase.open(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
    }

    @Test
    void append_keepsTheTextOfEachProperty() {
        store.append(1, List.of(event("view", "a", 0, """
                {"$browser":"Chrome","$os":5.0,"utm_source":null,"plan":"","n":1e5,"list":[1, 2.50],"none":null}""")));

        assertThat(ask("select p_browser, p_os, p_utm_source, p_host, toString(texts) from events"))
                .containsExactly("Chrome|5.0|null|null|{'plan':'','n':'100000.0','list':'[1,2.5]'}");
    }

    @Test
    void append_ofManyMonths_isOneInsert() {
        List<Event> events = new ArrayList<>();
        for (int month = 0; month < 200; month++) {
            events.add(event("view", "a", month * 44_640, "{}"));
        }

        assertThat(store.append(1, events)).isEqualTo(200);
        assertThat(ask("select count(*) from events")).containsExactly("200");
    }

    @Test
    void append_toTwoServersAtOnce_makesOnePersonOfOneDistinctId() throws Exception {
        try (ClickHouseDatabase other = open()) {
            ClickHouseEventStore otherStore = another(other);
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try {
                List<Callable<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    int n = i;
                    calls.add(() -> store.append(1, List.of(event("one", "id " + n, n, "{\"x\":1}"))));
                    calls.add(() -> otherStore.append(1, List.of(event("two", "id " + n, n, "{\"x\":\"y\"}"))));
                }
                for (Future<Integer> call : pool.invokeAll(calls)) {
                    assertThat(call.get()).isEqualTo(1);
                }
            } finally {
                pool.shutdownNow();
            }
        }

        assertThat(ask("select count(*), count(distinct person_id) from events"))
                .containsExactly("40|20");
        assertThat(ask("select count(*) from persons")).containsExactly("20");
        assertThat(store.propertyTypes(1).of(PropertyKind.EVENT, "x")).isEqualTo(PropertyType.STRING);
    }

    @Test
    void whatOneServerWrites_othersSeeAtOnce() {
        try (ClickHouseDatabase other = open()) {
            ClickHouseEventStore otherStore = another(other);
            assertThat(otherStore.changes(1)).isEqualTo(Changes.NONE);

            store.append(1, List.of(event("view", "a", 0, "{\"n\":1}")));
            Changes first = otherStore.changes(1);
            otherStore.append(1, List.of(event("view", "a", 1, "{\"n\":1}")));

            assertThat(first.ofDay(DAY)).isNotZero();
            assertThat(store.changes(1).ofDay(DAY)).isNotEqualTo(first.ofDay(DAY));
            assertThat(store.changes(1).types()).isEqualTo(first.types());
            assertThat(otherStore.propertyTypes(1).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.NUMERIC);

            for (int i = 2; i < 6; i++) {
                Changes before = otherStore.changes(1);
                store.append(1, List.of(event("view", "a", i, "{}"), event("view", "a", i + 24 * 60, "{\"n\":\"x\"}")));
                Changes after = otherStore.changes(1);
                assertThat(after.ofDay(DAY)).isNotEqualTo(before.ofDay(DAY));
                assertThat(after.ofDay(DAY.plusDays(1))).isNotEqualTo(before.ofDay(DAY.plusDays(1)));
                assertThat(after.ofAllDays()).isNotEqualTo(before.ofAllDays());
                assertThat(otherStore.propertyTypes(1, after).of(PropertyKind.EVENT, "n"))
                        .isEqualTo(PropertyType.STRING);
            }
            assertThat(otherStore.changes(1)).isEqualTo(store.changes(1));
        }
    }

    /** As when servers of a cluster disagree about the time, or one is set back. */
    @Test
    void whatIsWritten_afterTheClockOfTheServerWasAhead_isSeen() throws SQLException {
        store.append(1, List.of(event("view", "a", 0, "{\"n\":1}")));
        database.run(Sql.of("INSERT INTO mark_rows (project_id, subject, day, mark, version)"
                + " SELECT project_id, subject, day, 5, now64(6) + toIntervalHour(1) FROM mark_rows FINAL"));
        Changes before = store.changes(1);

        store.append(1, List.of(event("view", "a", 1, "{\"n\":\"x\"}")));

        Changes after = store.changes(1);
        assertThat(before.ofDay(DAY)).isEqualTo(5);
        assertThat(after.ofDay(DAY)).isNotEqualTo(5);
        assertThat(after.types()).isNotEqualTo(5);
        assertThat(store.propertyTypes(1, after).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.STRING);
    }

    /** They begin with the bit that is the sign elsewhere as often as not. */
    @Test
    void changes_ofDaysFarAway_areSeen() {
        List<Event> events = new ArrayList<>();
        for (String at : List.of(
                "1900-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "2200-12-31T23:59:59.999999Z")) {
            for (int i = 0; i < 8; i++) {
                events.add(new Event(uuid(at + i), "view", "a", Instant.parse(at), "{}"));
            }
        }
        for (int i = 0; i < 8; i++) {
            Changes before = store.changes(1);
            for (int day = 0; day < 4; day++) {
                store.append(1, List.of(events.get(day * 8 + i)));
            }
            Changes after = store.changes(1);

            assertThat(after.days().keySet())
                    .containsExactly(
                            LocalDate.parse("1900-01-01"),
                            LocalDate.parse("1969-12-31"),
                            LocalDate.EPOCH,
                            LocalDate.parse("2200-12-31"));
            after.days().forEach((day, mark) -> assertThat(before.ofDay(day)).isNotEqualTo(mark));
            assertThat(store.changes(1)).isEqualTo(after);
        }
    }

    @Test
    void append_ofTheSameEventsAtOnceFromTwoServers_isStoredOnce() throws SQLException {
        RowBinary rows = new RowBinary()
                .int64(1)
                .uuid(uuid("x"))
                .text("view")
                .text("a")
                .int64(7)
                .micros(CLOCK.instant())
                .text("{}");
        List<String> columns =
                List.of("project_id", "uuid", "event", "distinct_id", "person_id", "timestamp", "properties");

        // Both have looked for it before either has stored it.
        database.insert("events", columns, rows, "the same");
        database.insert("events", columns, rows, "the same");

        assertThat(ask("select count(*) from events")).containsExactly("1");
    }

    @Test
    void events_thatCameForSomebodyWhileTheyWereMerged_moveOn() throws SQLException {
        store.append(1, List.of(event("view", "anon", 0, "{}"), event("view", "user", 1, "{}")));
        String anonymous = ask("select person_id from person_distinct_ids where distinct_id = 'anon'")
                .get(0);
        store.append(1, List.of(event("$identify", "user", 2, "{\"$anon_distinct_id\":\"anon\"}")));
        EventRows events = new EventRows(database);
        PersonRows persons = new PersonRows(database, events);

        // What another server does that had read of the anonymous person before.
        PersonLedger late = new PersonLedger(1);
        late.addStored(
                "anon",
                LedgerPerson.stored(Long.parseLong(anonymous), new UUID(0, 1), CLOCK.instant(), false, Map.of()));
        events.insert(
                List.of(ArrivedEvents.of(1, List.of(event("view", "anon", 3, "{}")))),
                Map.of(1L, late),
                CLOCK.instant());
        persons.followMoves(Map.of(1L, late));

        assertThat(persons()).containsExactly("anon,user|{}|4");
    }

    @Test
    void append_afterAFailedWrite_completesWhatIsMissing() {
        for (String table : List.of("events", "distinct_id_rows", "person_rows", "type_rows", "announced_marks")) {
            Event event = event("view", "a of " + table, 0, "{\"" + table + "\":1}");
            run("rename table " + table + " to elsewhere");
            assertThatThrownBy(() -> store.append(1, List.of(event))).isInstanceOf(RuntimeException.class);
            run("rename table elsewhere to " + table);

            assertThat(store.append(1, List.of(event))).as(table).isEqualTo(1);
        }

        assertThat(ask("select count(*), count(distinct person_id) from events"))
                .containsExactly("5|5");
        assertThat(ask("select count(*) from events e join persons p on p.id = e.person_id"))
                .containsExactly("5");
        assertThat(ask("select count(*) from person_distinct_ids")).containsExactly("5");
        assertThat(store.propertyTypes(1).of(PropertyKind.EVENT, "type_rows")).isEqualTo(PropertyType.NUMERIC);
    }

    @Test
    void identify_afterAFailedMerge_completesIt() {
        Event identify = event("$identify", "user", 5, "{\"$anon_distinct_id\":\"anon\"}");
        store.append(1, List.of(event("view", "anon", 0, "{}"), event("view", "user", 1, "{}")));
        run("rename table cohort_rows to elsewhere");
        assertThatThrownBy(() -> store.append(1, List.of(identify))).isInstanceOf(RuntimeException.class);
        run("rename table elsewhere to cohort_rows");

        store.append(1, List.of(identify));

        assertThat(persons()).containsExactly("anon,user|{}|3");
    }

    @Test
    void changes_ofAWriteThatBrokeOff_areOthersWithEachLook_untilNobodyCanBeWriting() {
        store.append(1, List.of(event("view", "a", 0, "{}")));
        run("rename table mark_rows to elsewhere");
        assertThatThrownBy(() -> store.append(1, List.of(event("view", "a", 1, "{}"))))
                .isInstanceOf(RuntimeException.class);
        run("rename table elsewhere to mark_rows");

        long first = store.changes(1).ofDay(DAY);
        assertThat(store.changes(1).ofDay(DAY)).isNotEqualTo(first);

        run("insert into announced_marks select project_id, subject, day, mark, done, now64(6) - toIntervalHour(2)"
                + " from announced_marks final where not done");
        long old = store.changes(1).ofDay(DAY);
        assertThat(store.changes(1).ofDay(DAY)).isEqualTo(old);
    }

    private void run(String sql) {
        try {
            database.run(Sql.of(sql));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void cohorts_followMerges() {
        store.append(1, List.of(event("view", "anon", 0, "{}"), event("view", "user", 1, "{}")));
        List<UUID> all =
                ask("select uuid from persons").stream().map(UUID::fromString).toList();
        store.addToCohort(1, 5, all);
        store.addToCohort(1, 5, all);
        assertThat(store.cohortSize(1, 5)).isEqualTo(2);

        store.append(1, List.of(event("$identify", "user", 5, "{\"$anon_distinct_id\":\"anon\"}")));
        assertThat(store.cohortSize(1, 5)).isEqualTo(1);
        assertThat(ask("select count(*) from cohort_people c join persons p on p.id = c.person_id"))
                .containsExactly("1");

        store.removeFromCohort(1, 5, all);
        assertThat(store.cohortSize(1, 5)).isZero();
    }

    @Test
    void reopen_keepsEverything() {
        store.append(1, List.of(event("view", "a", 0, "{\"n\":1}")));
        Changes changes = store.changes(1);
        try (ClickHouseDatabase again = open()) {
            ClickHouseEventStore reopened = another(again);

            assertThat(reopened.append(1, List.of(event("view", "a", 0, "{\"n\":1}"))))
                    .isZero();
            assertThat(reopened.changes(1)).isEqualTo(changes);
        }
    }
}
