package dev.hindsight.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventReader;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.EventStoreContract;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbEventStoreTest extends EventStoreContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T00:00:00Z"), ZoneOffset.UTC);

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final DuckDbEventStore store = new DuckDbEventStore(database, CLOCK);

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
        return ask(database, sql);
    }

    private static List<String> ask(DuckDbDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : "|").append(row.getString(i));
                }
                rows.add(text.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void append_fillsPromotedColumns_withTheTextOfTheProperty() {
        List<Event> events = new ArrayList<>();
        for (String value : List.of(
                "\"Chrome\"",
                "\"\"",
                "5",
                "5.0",
                "1e5",
                "-0",
                "true",
                "null",
                "[1, 2.50]",
                "{\"x\" : \"\u00e9\"}",
                "\"\\n\\\"\"")) {
            events.add(event("view", "a", 0, "{\"$browser\":" + value + ",\"utm_source\":\"x\"}"));
        }
        events.add(event("view", "a", 0, "{}"));
        store.append(1, events);

        assertThat(ask("select count(*) from events where p_browser is distinct from properties ->> '/$browser'"
                        + " or p_utm_source is distinct from properties ->> '/utm_source' or p_os is not null"))
                .containsExactly("0");
        assertThat(ask("select count(p_browser), count(distinct p_browser), count(p_utm_source) from events"))
                .containsExactly("10|10|11");
    }

    @Test
    void append_takesWhateverTheReaderTakes_andTheTextStaysReadable() throws IOException {
        Random random = new Random(7);
        ObjectMapper json = new ObjectMapper();
        EventReader reader = new EventReader();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            ObjectNode node = json.createObjectNode().put("event", "e").put("distinct_id", text(random) + "x");
            node.set("properties", object(random, 3));
            // Through text, as events come over the wire.
            JsonNode sent = json.readTree(json.writeValueAsString(node));
            try {
                events.add(reader.read(sent, CLOCK.instant()));
            } catch (HindsightException refused) {
                assertThat(refused.attr()).isNotEmpty();
            }
        }
        assertThat(events).hasSizeGreaterThan(1000);

        assertThat(store.append(1, events)).isEqualTo(events.size());

        assertThat(ask("select properties from events order by rowid"))
                .isEqualTo(events.stream().map(Event::properties).toList());
        assertThat(ask("select count(*) from events where p_browser is distinct from properties ->> '/$browser'"))
                .containsExactly("0");
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(5); i >= 0; i--) {
            object.set(random.nextInt(3) == 0 ? "$browser" : text(random), value(random, depth));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> json.numberNode(random.nextInt() >> random.nextInt(32));
            case 1 -> json.numberNode(Double.longBitsToDouble(random.nextLong()));
            case 2 -> json.numberNode(new BigInteger(random.nextInt(1100), random).negate());
            case 3 -> json.booleanNode(random.nextBoolean());
            case 4 -> json.nullNode();
            case 5, 6 -> json.textNode(text(random));
            case 7 -> json.arrayNode().add(value(random, depth - 1)).add(value(random, depth - 1));
            default -> object(random, depth - 1);
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            // Control characters, quotes and the like, the odd half of a surrogate pair, and the whole of Unicode.
            text.appendCodePoint(
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextInt(400) == 0 ? 0 : 1 + random.nextInt(31);
                        case 1, 2 -> "\"\\/'~.*[]{}$:, \u2028\ufeff".codePointAt(random.nextInt(17));
                        case 3 -> random.nextInt(400) == 0 ? 0xd800 + random.nextInt(2048) : 0xe000;
                        case 4 -> 0x10000 + random.nextInt(0x100000);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }

    @Test
    void append_notesWhenEventsArrived() {
        store.append(1, List.of(event("view", "a", 0, "{}")));

        assertThat(ask("select cast(created_at as varchar) from events")).containsExactly("2026-03-02 00:00:00");
    }

    @Test
    void promoteProperty_addsAFilledColumn_thatLaterEventsFillToo() {
        String key = "o'dd \"key\" / ~ $";
        String properties = "{\"o'dd \\\"key\\\" / ~ $\":";
        store.append(1, List.of(event("view", "a", 0, properties + "1}"), event("view", "a", 1, "{}")));

        store.promoteProperty(key);
        store.promoteProperty(key);
        store.append(1, List.of(event("view", "a", 2, properties + "\"x\"}")));

        String column = database.promotedColumns().columnOf(key).orElseThrow();
        assertThat(column).matches("p_[0-9]+");
        assertThat(ask("select " + column + " from events order by \"timestamp\""))
                .containsExactly("1", "null", "x");
    }

    @Test
    void reopen_keepsEverything(@TempDir Path directory) {
        String url = "jdbc:duckdb:" + directory.resolve("events.duckdb");
        try (DuckDbDatabase first = DuckDbDatabase.open(url)) {
            DuckDbEventStore store = new DuckDbEventStore(first, CLOCK);
            store.append(
                    1,
                    List.of(
                            event("view", "a", 0, "{\"n\":1,\"plan\":\"x\"}"),
                            event("view", "b", 1, "{}"),
                            event("$create_alias", "b", 2, "{\"alias\":\"a\"}")));
            store.defineProperty(1, PropertyKind.PERSON, "since", PropertyType.DATE_TIME);
            store.promoteProperty("plan");
        }
        try (DuckDbDatabase second = DuckDbDatabase.open(url)) {
            DuckDbEventStore store = new DuckDbEventStore(second, CLOCK);
            assertThat(store.append(1, List.of(event("view", "b", 1, "{}"), event("view", "c", 3, "{\"n\":\"x\"}"))))
                    .isEqualTo(1);
            assertThat(ask(second, "select count(*), count(distinct person_id) from events"))
                    .containsExactly("4|2");
            assertThat(ask(second, "select count(distinct id) from persons")).containsExactly("2");
            assertThat(store.propertyTypes(1).of(PropertyKind.PERSON, "since")).isEqualTo(PropertyType.DATE_TIME);
            assertThat(store.propertyTypes(1).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.STRING);
            String column = second.promotedColumns().columnOf("plan").orElseThrow();
            assertThat(ask(second, "select count(" + column + ") from events")).containsExactly("1");
        }
    }

    @Test
    void store_worksOnAHostsPool(@TempDir Path directory) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:duckdb:" + directory.resolve("host.duckdb"));
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config);
                DuckDbDatabase hosted = DuckDbDatabase.over(pool)) {
            DuckDbEventStore hostedStore = new DuckDbEventStore(hosted, CLOCK);
            for (int i = 0; i < 5; i++) {
                hostedStore.append(
                        1,
                        List.of(
                                event("view", "a", i, "{\"n\":1}"),
                                event("$identify", "b", i, "{\"$anon_distinct_id\":\"a\"}")));
            }
            assertThatThrownBy(() -> hostedStore.append(1, List.of(event("view", "a", 9, "{"))))
                    .isInstanceOf(HindsightException.class);

            assertThat(ask(hosted, "select count(*), count(distinct person_id) from events"))
                    .containsExactly("10|1");
            assertThat(hostedStore.propertyTypes(1).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.NUMERIC);
        }
    }

    @Test
    void twoDatabases_inOneProcess_areApart() {
        try (DuckDbDatabase other = DuckDbDatabase.open("jdbc:duckdb:")) {
            DuckDbEventStore otherStore = new DuckDbEventStore(other, CLOCK);
            assertThat(store.append(1, List.of(event("view", "a", 0, "{}")))).isEqualTo(1);
            assertThat(otherStore.append(1, List.of(event("view", "a", 0, "{}"))))
                    .isEqualTo(1);
            otherStore.promoteProperty("plan");

            assertThat(database.promotedColumns().columnOf("plan")).isEmpty();
            assertThat(ask("select count(*) from events")).containsExactly("1");
        }
    }

    @Test
    void append_afterAFailedWrite_leavesNothingBehind() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table events rename to elsewhere");
            assertThatThrownBy(() -> store.append(1, List.of(event("view", "a", 0, "{\"n\":1}"))))
                    .isInstanceOf(DuckDbException.class);
            statement.execute("alter table elsewhere rename to events");
            // Fails at the last step, when the persons are written already.
            statement.execute("alter table property_types rename to elsewhere");
            assertThatThrownBy(() -> store.append(1, List.of(event("view", "a", 0, "{\"n\":1}"))))
                    .isInstanceOf(DuckDbException.class);
            statement.execute("alter table elsewhere rename to property_types");
        }
        assertThat(ask("select (select count(*) from events), (select count(*) from persons),"
                        + " (select count(*) from person_distinct_ids), (select count(*) from property_types)"))
                .containsExactly("0|0|0|0");
        assertThat(store.propertyTypes(1).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.STRING);

        assertThat(store.append(1, List.of(event("view", "a", 0, "{\"n\":1}")))).isEqualTo(1);
        assertThat(store.propertyTypes(1).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.NUMERIC);
    }
}
