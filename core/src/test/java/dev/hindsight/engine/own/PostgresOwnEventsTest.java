package dev.hindsight.engine.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.engine.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PostgresOwnEventsTest extends OwnEventsContract {
    private static final String NOT_THERE = "The schema analytics of the events database has not what questions read: ";

    private final String url = TestPostgres.newDatabase();

    @Override
    void make() throws SQLException, IOException {
        for (String statement : statements("PostgreSQL")) {
            execute(statement);
        }
        for (int user = 1; user <= 3; user++) {
            execute("insert into app.users values (" + user + ", 'u" + user + "@example.org', '2026-03-0" + user
                    + " 09:00:00+01')");
        }
    }

    @Override
    void add(int number, Deed deed) throws SQLException {
        execute("insert into app.actions values ('" + new UUID(0, number) + "', " + deed.user() + ", '" + deed.action()
                + "', '" + deed.at() + "', '" + deed.details() + "')");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    HindsightBuilder builder() {
        return Hindsight.builder()
                .inMemory()
                .events(url, TestPostgres.USER, TestPostgres.PASSWORD)
                .ownEvents("analytics")
                .clock(CLOCK);
    }

    @Override
    List<String> hosts() throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select n.nspname || '.' || c.relname || c.relkind || coalesce(pg_get_viewdef(c.oid), '') from pg_class c"
                                + " join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('app', 'analytics', 'public')"
                                + " union all select u::text from app.users u union all select a::text from app.actions a order by 1")) {
            while (row.next()) {
                all.add(row.getString(1));
            }
        }
        return all;
    }

    @Test
    void rightsToRead_areEnough() throws Exception {
        makeAll();
        execute("create role reading login password 'reading'");
        execute("grant usage on schema analytics to reading");
        execute("grant select on all tables in schema analytics to reading");
        execute("do $$ begin execute format('grant create on database %I to reading', current_database()); end $$");
        HindsightBuilder builder = builder().events(url.replaceFirst("[?].*", ""), "reading", "reading");
        try (Hindsight own = builder.open()) {
            assertWritesAreRefused(own);
        }
    }

    @Test
    void whatIsMissing_isSaidAtTheStart_allOfIt_andNothingIsMade() throws Exception {
        String ofIds = "distinct_id text collate \"C\", person_id bigint, project_id bigint";
        assertStops(NOT_THERE + "there is no events (created_at timestamp without time zone, distinct_id text collate"
                + " \"C\", event text collate \"C\", person_id bigint, process_person_profile text, project_id bigint,"
                + " properties jsonb, texts jsonb, timestamp timestamp without time zone, uuid uuid); there is no"
                + " person_distinct_ids (" + ofIds + "); there is no persons (created_at timestamp without time zone,"
                + " id bigint, is_identified boolean, project_id bigint, properties jsonb, texts jsonb, uuid uuid)");
        make();
        execute("create table analytics.property_types (id int)");
        execute("create function analytics.number(value text) returns float language sql as 'select 1.0'");
        assertStops(NOT_THERE + "number() stands before what Hindsight keeps under that name; property_types stands"
                + " before what Hindsight keeps under that name");
        execute("drop table analytics.property_types");
        execute("drop function analytics.number");
        execute("drop view analytics.persons");
        execute(
                "create view analytics.persons as select 1 as project_id, u.id, u.joined as created_at, '{}'::json as properties,"
                        + " true as is_identified, null::jsonb as texts from app.users u");
        execute(
                "create or replace view analytics.person_distinct_ids as select 1::bigint as project_id, u.id::text collate"
                        + " \"POSIX\" as distinct_id, u.id as person_id from app.users u");
        assertStops(
                NOT_THERE + "persons.created_at is timestamp with time zone and has to be timestamp without time zone,"
                        + " as by created_at at time zone 'UTC'; persons.project_id is integer and has to be bigint, as by"
                        + " project_id::bigint; persons.properties is json and has to be jsonb, as by properties::jsonb; persons lacks"
                        + " uuid uuid");
        assertThat(schemas()).doesNotContain("hindsight_events");
        execute("create role blind login password 'blind'");
        execute("do $$ begin execute format('grant create on database %I to blind', current_database()); end $$");
        assertThatThrownBy(() -> builder()
                        .events(url.replaceFirst("[?].*", ""), "blind", "blind")
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events.event is not to be read by this user");
    }

    private List<String> schemas() throws SQLException {
        return texts("select nspname from pg_namespace");
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                all.add(row.getString(1));
            }
        }
        return all;
    }

    @Test
    void aViewThatCannotBeRead_isSaidAtTheStart() throws Exception {
        make();
        execute("create role behind login");
        execute("alter view analytics.persons owner to behind"); // who may not read app.users
        assertStops(NOT_THERE + "persons cannot be read: ERROR: permission denied for table users");
    }

    @Test
    void functionsOfTheHost_areRefusedUnderTheNamesOfAllThatAreOurs() throws Exception {
        makeAll();
        builder().open().close();
        List<String> ours = texts("select proname || '(' || oidvectortypes(proargtypes) || ')' from pg_proc"
                + " where pronamespace = 'hindsight_events'::regnamespace order by 1");
        for (String function : ours) {
            execute("create function analytics." + function + " returns float language sql as 'select 1.0::float'");
        }
        assertStops(NOT_THERE
                + ours.stream()
                        .map(function -> function.replaceFirst("[(].*", "()")
                                + " stands before what Hindsight keeps under that name")
                        .collect(Collectors.joining("; ")));
    }
}
