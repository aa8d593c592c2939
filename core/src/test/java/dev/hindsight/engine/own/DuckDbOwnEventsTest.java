package dev.hindsight.engine.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineException;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.moving.EventMove;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in Parquet files, persons in a CSV file, and views in a DuckDB file. */
class DuckDbOwnEventsTest extends OwnEventsContract {
    private final Path folder;

    DuckDbOwnEventsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file() {
        return folder.resolve("views.duckdb");
    }

    private String url() {
        return "jdbc:duckdb:" + file() + ";allowed_directories=['" + folder + "']";
    }

    @Override
    void make() throws IOException, SQLException {
        StringBuilder users = new StringBuilder("id,email,joined\n");
        for (int user = 1; user <= 3; user++) {
            users.append(user + ",u" + user + "@example.org,2026-03-0" + user + " 09:00:00+01\n");
        }
        Files.writeString(folder.resolve("users.csv"), users);
        Files.createDirectory(folder.resolve("actions"));
        add(0, DEEDS.get(0)); // a view of files has at least one
        for (String statement : statements("DuckDB")) {
            execute(statement.replace("/srv/app", folder.toString()));
        }
    }

    @Override
    void add(int number, Deed deed) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("copy (select '" + new UUID(0, number) + "' as id, " + deed.user() + " as user_id, '"
                    + deed.action() + "' as action, timestamptz '" + deed.at() + "' as at, '" + deed.details()
                    + "' as details, json '" + deed.details() + "' ->> 'plan' as plan) to '" + folder + "/actions/"
                    + number + ".parquet'");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    HindsightBuilder builder() {
        return Hindsight.builder()
                .inMemory()
                .events(url())
                .ownEvents("analytics")
                .clock(CLOCK);
    }

    @Override
    List<String> hosts() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(this::content)
                    .toList();
        }
    }

    private String content(Path path) {
        try {
            return path + " " + HexFormat.of().formatHex(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsMissing_isSaidAtTheStart_allOfIt_andNothingIsMade() throws Exception {
        String notThere = "The schema analytics of " + file() + " has not what questions read: ";
        execute("create table actions as select 1 as id");
        Path home = folder.resolve("home");
        assertStops(notThere + "there is no events (created_at TIMESTAMP, distinct_id VARCHAR, event VARCHAR, person_id"
                + " BIGINT, project_id BIGINT, properties JSON, timestamp TIMESTAMP, uuid UUID); there is no"
                + " person_distinct_ids (distinct_id VARCHAR, person_id BIGINT, project_id BIGINT); there is no persons"
                + " (created_at TIMESTAMP, id BIGINT, is_identified BOOLEAN, project_id BIGINT, properties JSON, uuid"
                + " UUID)");
        make();
        execute(
                "create or replace view analytics.persons as select 1 as project_id, id, 'x' as uuid, now() as created_at,"
                        + " '{}' as properties from main.actions");
        execute("create or replace view analytics.person_distinct_ids as select id from actions");
        execute("create or replace view analytics.events as select *, 1 as p_n from read_parquet('" + folder
                + "/actions/*.parquet')");
        assertStops(notThere + "events lacks created_at TIMESTAMP; events lacks distinct_id VARCHAR; events lacks event"
                + " VARCHAR; events lacks person_id BIGINT; events lacks project_id BIGINT; events lacks properties JSON;"
                + " events lacks timestamp TIMESTAMP; events lacks uuid UUID; person_distinct_ids cannot be read: Catalog"
                + " Error: Table with name actions does not exist! Did you mean \"main.actions\"? (a view has to name"
                + " tables with their schema, as in main.actions); persons.created_at is TIMESTAMP WITH TIME ZONE and has"
                + " to be TIMESTAMP, as by created_at::timestamp, or timezone('UTC', created_at) where it has a zone;"
                + " persons.id is INTEGER and has to be BIGINT, as by id::bigint; persons lacks is_identified BOOLEAN;"
                + " persons.project_id is INTEGER and has to be BIGINT, as by project_id::bigint; persons.properties is"
                + " VARCHAR and has to be JSON, as by properties::json; persons.uuid is VARCHAR and has to be UUID, as by"
                + " uuid::uuid; events.p_n is INTEGER and has to be VARCHAR, as by \"p_n\"::varchar");
        assertThatThrownBy(() ->
                        builder().home(home).events("jdbc:duckdb:" + file()).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events cannot be read: Permission Error")
                .hasMessageContaining(";allowed_directories=[");
        assertThat(home).doesNotExist();
    }

    @Test
    void aFileThatIsNotThere_isNotMade() {
        Path home = folder.resolve("home");
        HindsightBuilder builder = Hindsight.builder().inMemory().home(home).ownEvents("analytics");
        for (String url : List.of(url(), "jdbc:duckdb:", "jdbc:duckdb::memory:", "jdbc:duckdb:" + folder)) {
            assertThatThrownBy(() -> builder.events(url).open())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("There is no file ")
                    .hasMessageContaining("name it in the URL of the events");
        }
        assertThatThrownBy(() -> Hindsight.builder()
                        .home(home)
                        .metadata("jdbc:h2:mem:" + UUID.randomUUID(), null, null)
                        .ownEvents("analytics")
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("where the URL of the events says");
        assertThatThrownBy(() ->
                        Hindsight.builder().inMemory().ownEvents("analytics").open())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsKeptBesideThem_isInHome_alsoAfterAnotherStart() throws Exception {
        makeAll();
        Path home = folder.resolve("home");
        UUID person;
        try (Hindsight own = Hindsight.builder()
                .home(home)
                .events(url())
                .ownEvents("analytics")
                .clock(CLOCK)
                .open()) {
            person = UUID.fromString(ask(own, "{kind:'HogQLQuery',query:'select id from persons order by created_at'}")
                    .at("/0/0")
                    .textValue());
            own.events().addToCohort(1, 7, List.of(person));
        }
        try (Hindsight own = Hindsight.builder()
                .home(home)
                .events(url())
                .ownEvents("analytics")
                .clock(CLOCK)
                .open()) {
            assertThat(own.events().cohortSize(1, 7)).isEqualTo(1);
            own.events().addToCohort(1, 7, List.of(person));
            assertThat(own.events().cohortSize(1, 7)).isEqualTo(1);
        }
        assertThat(home.resolve("beside-own-events.duckdb")).exists();
    }

    @Test
    void tablesOfTheHost_namedAsOurs_areNotMixedUpWithThem() throws Exception {
        makeAll();
        execute("create table events as select * from analytics.events");
        execute("create table persons as select * from analytics.persons");
        execute("create table cohort_people as select 1 as nothing");
        execute("create table hindsight_events_history as select 1 as nothing");
        execute("create or replace view analytics.events as select * from main.events");
        execute("create or replace view analytics.persons as select * from main.persons");
        try (Hindsight own = builder().open()) {
            assertThat(ask(
                                    own,
                                    "{kind:'HogQLQuery',query:'select count() from events where person.properties.email is not null'}")
                            .at("/0/0")
                            .intValue())
                    .isEqualTo(DEEDS.size());
        }
        execute("create or replace view analytics.persons as select * from cohort_people");
        assertThatThrownBy(() -> builder().open()).hasMessageContaining("name tables with their schema");
    }

    @Test
    void statements_seeTheRowsOfTheirProjectAlone_andNoOtherFiles() throws Exception {
        makeAll();
        try (EventsDatabase database = DuckDbDatabase.openOwn(url(), "analytics", () -> "jdbc:duckdb:");
                Engine engine = database.engine(new EngineLimits(1, 0))) {
            Sql all = Sql.of("SELECT count(*) FROM events e LEFT JOIN persons p ON p.id = e.person_id");
            for (long project = 0; project <= 2; project++) {
                assertThat(engine.query(
                                all,
                                row -> row.getInt(1),
                                Deadline.in(Duration.ofMinutes(1), Asker.waitingIn(project))))
                        .as("project %d", project)
                        .containsExactly(project == 2 ? 0 : DEEDS.size());
            }
            for (String sql : List.of(
                    "SELECT count(*) FROM read_text('/etc/hostname')",
                    "CREATE TABLE own_events.analytics.mine (id INT)",
                    "DROP VIEW own_events.analytics.events")) {
                assertThatThrownBy(() ->
                                engine.query(Sql.of(sql), row -> row.getInt(1), Deadline.in(Duration.ofMinutes(1))))
                        .as(sql)
                        .isInstanceOf(EngineException.class);
            }
        }
    }

    @Test
    void moves_leaveThemWhereTheyAre() throws Exception {
        makeAll();
        List<String> before = hosts();
        try (EventsDatabase own = DuckDbDatabase.openOwn(url(), "analytics", () -> "jdbc:duckdb:");
                EventsDatabase ours = DuckDbDatabase.open("jdbc:duckdb:")) {
            assertThatThrownBy(() -> EventMove.copy(ours, own, CLOCK, 1, step -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("where they are");
            assertThatThrownBy(() -> EventMove.copy(own, ours, CLOCK, 1, step -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("where they are");
        }
        assertThat(hosts()).isEqualTo(before);
    }

    @Test
    void aFileOfTheHost_getsNoTables_alsoWhereNothingSaysThatItIsTheirs() throws Exception {
        makeAll();
        List<String> before = hosts();
        String url = url();
        assertThatThrownBy(() ->
                        Hindsight.builder().inMemory().events(url).clock(CLOCK).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hindsight.events.own-schema");
        assertThat(hosts()).isEqualTo(before);

        Path empty = folder.resolve("empty.duckdb");
        DriverManager.getConnection("jdbc:duckdb:" + empty).close();
        DuckDbDatabase.open("jdbc:duckdb:" + empty).close();
        DuckDbDatabase.open("jdbc:duckdb:" + empty).close();
    }

    @Test
    void anotherFileOfTheHost_inTheSameHome_isRefusedWhileTheFirstIsInUse() throws Exception {
        makeAll();
        Path other = Files.copy(file(), folder.resolve("other.duckdb"));
        String beside = "jdbc:duckdb:" + folder.resolve("beside.duckdb");
        try (EventsDatabase first = DuckDbDatabase.openOwn(url(), "analytics", () -> beside)) {
            DuckDbDatabase.openOwn(url(), "analytics", () -> beside).close();
            assertThatThrownBy(() -> DuckDbDatabase.openOwn(
                            url().replace(file().toString(), other.toString()), "analytics", () -> beside))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a home of its own");
            assertThat(first.answers()).isTrue();
        }
    }

    @Test
    void theFileOfWhatIsKeptBesideThem_isNoneOfTheHost() throws Exception {
        makeAll();
        List<String> before = hosts();
        Path link = Files.createSymbolicLink(folder.resolve("link.duckdb"), file());
        for (Path beside : List.of(file(), link)) {
            assertThatThrownBy(() -> DuckDbDatabase.openOwn(url(), "analytics", () -> "jdbc:duckdb:" + beside))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is where Hindsight keeps");
        }
        Files.delete(link);
        assertThat(hosts()).isEqualTo(before);
    }

    @Test
    void names_areThoseOfTheHost_whateverTheirCase_andTheFileMayBeNamedReadOnly() throws Exception {
        makeAll();
        execute("alter view analytics.persons rename to kept");
        execute("create view analytics.\"Persons\" as select project_id, id as ID, uuid as \"Uuid\", created_at,"
                + " is_identified, properties from analytics.kept");
        for (String setting : List.of(";access_mode=READ_ONLY", ";duckdb.read_only=true")) {
            try (Hindsight own = builder().events(url() + setting).open()) {
                assertThat(ask(
                                        own,
                                        "{kind:'HogQLQuery',query:'select count() from events where person.properties.email is not null'}")
                                .at("/0/0")
                                .intValue())
                        .as(setting)
                        .isEqualTo(DEEDS.size());
            }
        }
    }

    @Test
    void aQuestionThatWrites_isRefusedBeforeItDoes() throws Exception {
        makeAll();
        List<String> before = hosts();
        try (EventsDatabase database = DuckDbDatabase.openOwn(url(), "analytics", () -> "jdbc:duckdb:");
                Engine engine = database.engine(new EngineLimits(1, 0))) {
            assertThatThrownBy(() -> engine.query(
                            Sql.of("COPY (SELECT 1) TO '" + folder + "/written.csv'"),
                            row -> row.getInt(1),
                            Deadline.in(Duration.ofMinutes(1))))
                    .isInstanceOf(EngineException.class);
        }
        assertThat(hosts()).isEqualTo(before);
    }
}
