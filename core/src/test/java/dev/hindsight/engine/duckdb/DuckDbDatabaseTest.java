package dev.hindsight.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Sql;
import dev.hindsight.event.Changes;
import dev.hindsight.event.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    /** As a full disk does, a limit on the size of files lets no write succeed. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void fullDisk_isGotOver_onceThereIsRoomAgain() throws Exception {
        Path file = directory.resolve("events.duckdb");
        try (DuckDbDatabase database =
                        DuckDbDatabase.open("jdbc:duckdb:" + file, Map.of("checkpoint_threshold", "500KB"));
                DuckDbEngine engine = database.engine(EngineLimits.ofThisMachine())) {
            Connection inUse = database.connect();
            DuckDbEventStore store = database.store(Clock.systemUTC());
            for (int batch = 0; batch < 10; batch++) {
                store.append(1, events(batch, 2_000));
            }
            // Enough for the log of what is new, and too little for when it is moved to the rest, which must not fail.
            limitFiles(Long.toString(Files.size(file) + 4096));
            try {
                assertThatThrownBy(() -> {
                            for (int batch = 10; batch < 200; batch++) {
                                store.append(1, events(batch, 2_000));
                            }
                        })
                        .isInstanceOf(DuckDbException.class);
            } finally {
                limitFiles("unlimited");
            }
            assertThatThrownBy(() -> inUse.createStatement().execute("select 1"))
                    .isInstanceOf(SQLException.class);
            long begun = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("they do not wait one after the other")
                    .isLessThan(Duration.ofSeconds(5));
            inUse.close();

            assertThat(database.answers()).isTrue();
            long before = count(engine);
            assertThat(before).isGreaterThanOrEqualTo(20_000);
            assertThat(store.append(1, events(1_000, 10))).isEqualTo(10);
            assertThat(count(engine)).isEqualTo(before + 10);
            assertThat(ask(database, "select current_setting('lock_configuration')"))
                    .isEqualTo("true");
            assertThat(ask(database, "select current_setting('enable_external_access')"))
                    .isEqualTo("false");

            // Whoever finds it failed next, be it a mere look at what is stored, has it opened anew.
            failAgain(database, file);
            DuckDbEventStore late = database.store(Clock.systemUTC());
            assertThatThrownBy(() -> late.changes(1)).isInstanceOf(DuckDbException.class);
            assertThat(late.changes(1).days()).isNotEmpty();
        }
    }

    private static void failAgain(DuckDbDatabase database, Path file) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table filler (a varchar)");
            limitFiles(Long.toString(Files.size(file) + 4096));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            statement.execute("insert into filler select cast(uuid() as varchar) from range(2000)");
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(DuplicatedConnections.isFatal(e)).isTrue());
        } finally {
            limitFiles("unlimited");
        }
    }

    private static long count(DuckDbEngine engine) {
        return engine.query(
                        Sql.of("SELECT count(*) FROM events e WHERE e.project_id = 1"),
                        row -> row.getLong(1),
                        Deadline.in(Duration.ofSeconds(30), Asker.waitingIn(1)))
                .get(0);
    }

    private static List<Event> events(int batch, int size) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            UUID uuid = UUID.randomUUID();
            events.add(new Event(
                    uuid,
                    "visited",
                    "p" + batch % 7,
                    Instant.parse("2025-03-01T00:00:00Z"),
                    "{\"id\":\"" + uuid + "\"}"));
        }
        return events;
    }

    /** For this process, and softly, so that it can be taken back. */
    private static void limitFiles(String bytes) throws Exception {
        Process process = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        Long.toString(ProcessHandle.current().pid()),
                        "--fsize=" + bytes + ":")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
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
