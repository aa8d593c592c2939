package dev.hindsight.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.event.Changes;
import dev.hindsight.event.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbDatabaseTest {
    private final Path directory;

    DuckDbDatabaseTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void open_inMemory_givesEachDatabaseItsOwnTables() throws SQLException {
        try (DuckDbDatabase one = DuckDbDatabase.open("jdbc:duckdb:");
                DuckDbDatabase two = DuckDbDatabase.open("jdbc:duckdb:")) {
            execute(one, "insert into property_types values (1, 'EVENT', 'a', 'STRING', false)");

            assertThat(ask(one, "select count(*) from property_types")).isEqualTo("1");
            assertThat(ask(two, "select count(*) from property_types")).isEqualTo("0");
        }
    }

    @Test
    void open_file_keepsWhatWasCommitted() throws SQLException {
        String url = "jdbc:duckdb:" + directory.resolve("events.duckdb");
        try (DuckDbDatabase database = DuckDbDatabase.open(url)) {
            execute(database, "insert into property_types values (1, 'EVENT', 'a', 'STRING', false)");
        }
        try (DuckDbDatabase database = DuckDbDatabase.open(url)) {
            assertThat(ask(database, "select count(*) from property_types")).isEqualTo("1");
            assertThat(ask(database, "select count(*) from hindsight_events_history where success"))
                    .isEqualTo("3");
        }
    }

    @Test
    void open_takesSettingsFromUrlAndMap() throws SQLException {
        String url = "jdbc:duckdb:" + directory.resolve("events.duckdb") + ";threads=3";
        try (DuckDbDatabase database = DuckDbDatabase.open(url, Map.of("memory_limit", "512MiB"))) {
            assertThat(ask(database, "select current_setting('threads')")).isEqualTo("3");
            assertThat(ask(database, "select current_setting('memory_limit')")).isEqualTo("512.0 MiB");
            assertThat(ask(database, "select current_setting('autoinstall_known_extensions')"))
                    .isEqualTo("false");
            assertThat(ask(database, "select current_setting('TimeZone')")).isEqualTo("UTC");
        }
    }

    @Test
    void open_deniesSqlTheFilesOfTheMachine() throws Exception {
        Path file = Files.writeString(directory.resolve("secret.csv"), "a,b\n1,2\n");
        try (DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:")) {
            assertThatThrownBy(() -> ask(database, "select * from read_csv('" + file + "')"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set global enable_external_access = true",
                "set global lock_configuration = false",
                "set global allowed_configs = ['threads']",
                "set session TimeZone = 'CET'",
                "set threads = 1",
                "pragma memory_limit = '1MB'",
                "reset threads",
                "load httpfs",
            })
    void open_locksSettings(String change) throws SQLException {
        try (DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:")) {
            String settings = "select list((name, value) order by name) from duckdb_settings()";
            String before = ask(database, settings);

            assertThatThrownBy(() -> execute(database, change)).isInstanceOf(SQLException.class);

            assertThat(ask(database, settings)).isEqualTo(before);
        }
    }

    @Test
    void open_sameFileTwiceInOneProcess_sharesIt() throws SQLException {
        String url = "jdbc:duckdb:" + directory.resolve("events.duckdb");
        try (DuckDbDatabase one = DuckDbDatabase.open(url);
                DuckDbDatabase two = DuckDbDatabase.open(url)) {
            execute(one, "insert into property_types values (1, 'EVENT', 'a', 'STRING', false)");

            assertThat(ask(two, "select count(*) from property_types")).isEqualTo("1");
        }
    }

    @Test
    void promotedColumns_areColumnsOfEvents() throws SQLException {
        try (DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:")) {
            assertThat(database.promotedColumns().columnOf("$browser")).contains("p_browser");
            assertThat(database.promotedColumns().columnOf("plan")).isEmpty();
            for (String column : database.promotedColumns().all().values()) {
                assertThat(ask(database, "select count(" + column + ") from events"))
                        .isEqualTo("0");
            }
        }
    }

    private static void execute(DuckDbDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(DuckDbDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void open_file_keepsWhatChanged() {
        String url = "jdbc:duckdb:" + directory.resolve("events.duckdb");
        Event event = new Event(UUID.randomUUID(), "view", "a", Instant.parse("2026-03-01T12:00:00Z"), "{\"n\":1}");
        Changes before;
        try (DuckDbDatabase database = DuckDbDatabase.open(url)) {
            DuckDbEventStore store = new DuckDbEventStore(database, Clock.systemUTC());
            store.append(1, List.of(event));
            store.append(1, List.of(new Event(UUID.randomUUID(), "view", "a", event.timestamp(), "{}")));
            store.putPerson(1, List.of("a"), Map.of(), event.timestamp());
            store.putPerson(1, List.of("a"), Map.of("plan", "pro"), event.timestamp());
            before = store.changes(1);
        }
        try (DuckDbDatabase database = DuckDbDatabase.open(url)) {
            assertThat(new DuckDbEventStore(database, Clock.systemUTC()).changes(1))
                    .isEqualTo(before)
                    .isNotEqualTo(Changes.NONE);
        }
    }
}
