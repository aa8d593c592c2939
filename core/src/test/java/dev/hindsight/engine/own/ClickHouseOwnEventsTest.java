package dev.hindsight.engine.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.clickhouse.ClickHouseDatabase;
import dev.hindsight.engine.clickhouse.TestClickHouse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClickHouseOwnEventsTest extends OwnEventsContract {
    /** Of what Hindsight keeps. */
    private final String url = TestClickHouse.emptyDatabase();

    private final String ours = url.replaceFirst(".*/", "").replaceFirst("[?].*", "");
    private final String analytics = "analytics_" + ours;
    private final String notThere = "The database " + analytics + " has not what questions read: ";

    @Override
    void make() throws SQLException, IOException {
        for (String statement : statements("ClickHouse")) {
            execute(statement);
        }
        for (int user = 1; user <= 3; user++) {
            execute("insert into app.users values (" + user + ", 'u" + user + "@example.org', '2026-03-0" + user
                    + " 08:00:00')");
        }
    }

    @Override
    void add(int number, Deed deed) throws SQLException {
        execute("insert into app.actions values ('" + new UUID(0, number) + "', " + deed.user() + ", '" + deed.action()
                + "', parseDateTime64BestEffort('" + deed.at() + "', 6, 'UTC'), '" + deed.details() + "')");
    }

    /** The server is one for all tests. */
    private String here(String sql) {
        return sql.replaceAll("\\b(app|analytics)\\b(?!\\.?@)", "$1_" + ours);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(here(sql));
        }
    }

    @Override
    HindsightBuilder builder() {
        return Hindsight.builder()
                .inMemory()
                .events(url, TestClickHouse.USER, TestClickHouse.PASSWORD)
                .ownEvents(analytics)
                .clock(CLOCK);
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, TestClickHouse.USER, TestClickHouse.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(here(sql))) {
            while (row.next()) {
                all.add(row.getString(1));
            }
        }
        return all;
    }

    @Override
    List<String> hosts() throws SQLException {
        List<String> all = new ArrayList<>(texts(
                "select create_table_query from system.tables where database in ('app', 'analytics') order by name"));
        all.addAll(texts("select toString(tuple(*)) from app.users order by id"));
        all.addAll(texts("select toString(tuple(*)) from app.actions order by id"));
        return all;
    }

    @Test
    void whatIsMissing_isSaidAtTheStart_allOfIt_andNothingIsMade() throws Exception {
        assertStops(notThere + "there is no events (created_at DateTime64(6, 'UTC'), distinct_id String, event String,"
                + " person_id Int64, project_id Int64, properties String, timestamp DateTime64(6, 'UTC'), uuid UUID);"
                + " there is no person_distinct_ids (distinct_id String, person_id Int64, project_id Int64);"
                + " there is no persons (created_at DateTime64(6, 'UTC'), id Int64, is_identified Bool,"
                + " project_id Int64, properties String, uuid UUID)");
        make();
        execute("drop view analytics.persons");
        execute("create view analytics.persons as select 1 as project_id, toNullable(toInt64(id)) as id,"
                + " generateUUIDv4() as uuid, joined as created_at, '{}' as properties from app.users");
        execute("create table app.gone (id Int64) engine = Memory");
        execute("drop view analytics.person_distinct_ids");
        execute("create view analytics.person_distinct_ids as select id from app.gone");
        execute("drop table app.gone");
        execute("drop view analytics.events");
        execute(
                "create view analytics.events as select toInt64(1) as project_id, id as uuid, action as event,"
                        + " toString(user_id) as distinct_id, toInt64(user_id) as person_id, at as timestamp,"
                        + " toDateTime64(at, 6, 'Europe/Berlin') as created_at, details as properties, 1 as p_plan from app.actions");
        assertThatThrownBy(() -> builder().open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events.created_at is DateTime64(6, 'Europe/Berlin') and has to be"
                        + " DateTime64(6, 'UTC'), as by assumeNotNull(toDateTime64(created_at, 6, 'UTC'));")
                .hasMessageContaining("person_distinct_ids cannot be read: Code: 60")
                .hasMessageContaining("persons.created_at is DateTime('UTC') and has to be DateTime64(6, 'UTC'), as by")
                .hasMessageContaining(
                        "persons.id is Nullable(Int64) and has to be Int64, as by assumeNotNull(toInt64(id));")
                .hasMessageContaining("persons lacks is_identified Bool;")
                .hasMessageContaining("persons.project_id is UInt8 and has to be Int64")
                .hasMessageContaining("events.p_plan is UInt8 and has to be Nullable(String), as by");
        assertThat(texts("select name from system.tables where database = '" + ours + "'"))
                .isEmpty();
    }

    @Test
    void theDatabaseOfTheUrl_isNoneForEventsOfOthers() throws Exception {
        makeAll();
        List<String> before = hosts();
        for (String own : Arrays.asList(analytics, null)) {
            assertThatThrownBy(() -> builder()
                            .events(
                                    url.replace("/" + ours, "/" + analytics),
                                    TestClickHouse.USER,
                                    TestClickHouse.PASSWORD)
                            .ownEvents(own)
                            .open())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name another one");
        }
        assertThat(hosts()).isEqualTo(before);
    }

    @Test
    void statements_seeTheRowsOfTheirProjectAlone() throws Exception {
        makeAll();
        try (EventsDatabase database =
                        ClickHouseDatabase.openOwn(url, TestClickHouse.USER, TestClickHouse.PASSWORD, analytics);
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
        }
    }

    @Test
    void viewsMeanWhatTheyMeanToTheHost() throws Exception {
        makeAll();
        execute("insert into app.users values (4, '', '2026-03-04 08:00:00')");
        execute("create table app.visits (id UUID, user_id UInt64, action String, at DateTime64(6, 'UTC'))"
                + " engine = MergeTree order by at");
        execute("insert into app.visits select id, user_id, upper(action), at from app.actions");
        execute("insert into app.visits values (generateUUIDv4(), 9, 'OPENED', '2026-03-04 08:00:00')");
        execute("drop view analytics.events");
        execute(
                "create view analytics.events as select toInt64(1) as project_id, v.id as uuid, lower(v.action) as action,"
                        + " concat(action, '!') as event, if(u.email = '', 'guest', 'member') as distinct_id,"
                        + " toInt64(v.user_id) as person_id, v.at as timestamp, v.at as created_at,"
                        + " concat('{\"most\":', toString(ifNull((select max(id) from app.users where id > 100), 7)), '}') as properties"
                        + " from app.visits v left join app.users u on u.id = v.user_id");
        List<String> toTheHost = texts(
                "select concat(event, ' ', distinct_id, ' ', JSONExtractRaw(properties, 'most')) from analytics.events order by 1");
        assertThat(toTheHost).contains("opened! guest 0", "paid! member 0");
        try (Hindsight own = builder().open()) {
            List<String> asked = new ArrayList<>();
            ask(
                            own,
                            "{kind:'HogQLQuery',query:\"select concat(event, ' ', distinct_id, ' ', properties.most)"
                                    + " from events order by 1\"}")
                    .forEach(row -> asked.add(row.get(0).textValue()));
            assertThat(asked).isEqualTo(toTheHost);
        }
    }

    @Test
    void tablesAndAliasesOfTheHost_namedAsOurs_keepTheirRows() throws Exception {
        makeAll();
        execute("create table app.tracked (project_id Int64, id UUID, user_id UInt64, action String,"
                + " at DateTime64(6, 'UTC')) engine = MergeTree order by at");
        execute("insert into app.tracked select 77, id, user_id, action, at from app.actions");
        execute("create table app.events as app.tracked");
        execute("insert into app.events select * from app.tracked");
        for (String from : List.of("app.tracked as events", "app.events as t", "app.events")) {
            execute("drop view analytics.events");
            execute("create view analytics.events as select toInt64(1) as project_id, id as uuid, action as event,"
                    + " toString(user_id) as distinct_id, toInt64(user_id) as person_id, at as timestamp,"
                    + " at as created_at, '{}' as properties from " + from);
            try (Hindsight own = builder().open()) {
                assertThat(ask(own, "{kind:'HogQLQuery',query:'select count() from events'}")
                                .at("/0/0")
                                .intValue())
                        .as(from)
                        .isEqualTo(DEEDS.size());
            }
        }
    }

    @Test
    void aDatabaseWithEventsOfTheHost_getsNoTables() throws Exception {
        makeAll();
        execute("create table app.events as app.actions");
        String app = url.replace("/" + ours, "/app_" + ours);
        for (String own : Arrays.asList(analytics, null)) {
            assertThatThrownBy(() -> builder()
                            .events(app, TestClickHouse.USER, TestClickHouse.PASSWORD)
                            .ownEvents(own)
                            .open())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has a table of events of your own");
        }
        assertThat(texts("select name from system.tables where database = 'app' order by name"))
                .containsExactly("actions", "events", "users");
    }
}
