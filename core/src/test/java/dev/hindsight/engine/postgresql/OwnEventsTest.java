package dev.hindsight.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.access.Caller;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Events that a host has already, behind the views of the page about them. */
class OwnEventsTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-08T12:00:00Z"), ZoneOffset.UTC);
    private static final Path PAGE = Path.of("..", "servlet", "deploy", "own-events.md");

    private final String url = TestPostgres.newDatabase();

    /** Somebody's action in an application. */
    private record Deed(int user, String action, String at, String details) {}

    private static final List<Deed> DEEDS = List.of(
            new Deed(1, "opened", "2026-03-02T10:00:00Z", "{\"plan\":\"pro\",\"amount\":3}"),
            new Deed(1, "paid", "2026-03-02T11:00:00Z", "{\"plan\":\"pro\",\"amount\":20.5}"),
            new Deed(1, "opened", "2026-03-05T10:00:00Z", "{\"plan\":\"pro\"}"),
            new Deed(2, "opened", "2026-03-02T23:30:00Z", "{\"plan\":\"free\",\"tags\":[1,\"a\"]}"),
            new Deed(2, "paid", "2026-03-01T23:30:00Z", "{}"),
            new Deed(2, "opened", "2026-03-01T23:20:00Z", "{}"),
            new Deed(3, "opened", "2026-03-07T00:00:00Z", "{\"amount\":\"12\"}"),
            new Deed(3, "opened", "2026-03-07T00:00:01Z", "{\"plan\":null}"));

    /** Runs the statements of the page, and those of the application. */
    private void make() throws SQLException, IOException {
        Matcher blocks = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            while (blocks.find()) {
                statement.execute(blocks.group(1));
            }
            for (int user = 1; user <= 3; user++) {
                statement.execute("insert into app.users values (" + user + ", 'u" + user + "@example.org', '2026-03-0"
                        + user + " 09:00:00+01')");
            }
        }
        for (int i = 0; i < DEEDS.size(); i++) {
            add(i, DEEDS.get(i));
        }
    }

    private void add(int number, Deed deed) throws SQLException {
        execute("insert into app.actions values ('" + new UUID(0, number) + "', " + deed.user() + ", '" + deed.action()
                + "', '" + deed.at() + "', '" + deed.details() + "')");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, TestPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private HindsightBuilder builder() {
        return Hindsight.builder()
                .inMemory()
                .events(url, TestPostgres.USER, TestPostgres.PASSWORD)
                .ownEvents("analytics")
                .clock(CLOCK);
    }

    private static Answer answer(Hindsight hindsight, String query, RefreshMode mode) throws IOException {
        return hindsight
                .queries()
                .answer(
                        Caller.of(hindsight.firstStart().orElseThrow().owner()),
                        hindsight.firstStart().orElseThrow().project().id(),
                        JSON.readTree(query),
                        mode);
    }

    private static JsonNode ask(Hindsight hindsight, String query) throws IOException {
        return JSON.readTree(Objects.requireNonNull(
                        answer(hindsight, query, RefreshMode.FORCE_BLOCKING).result())
                .results());
    }

    @Test
    void questions_haveTheAnswersOfEventsThatAreKeptHere() throws Exception {
        make();
        String series = "series:[{kind:'EventsNode',event:'opened'},{kind:'EventsNode',event:'paid'}]";
        String one = "series:[{kind:'EventsNode',event:'opened'}]";
        String range = "dateRange:{date_from:'2026-03-01',date_to:'2026-03-07'}";
        List<String> questions = List.of(
                "{kind:'TrendsQuery'," + series + "," + range + ",breakdownFilter:{breakdown:'plan'}}",
                "{kind:'TrendsQuery',series:[{kind:'EventsNode',math:'sum',math_property:'amount'}]," + range + "}",
                "{kind:'TrendsQuery',series:[{kind:'EventsNode',math:'dau'}]," + range
                        + ",properties:[{type:'person',key:'email',operator:'icontains',value:'U1@'}]}",
                "{kind:'FunnelsQuery'," + series + "," + range + "}",
                "{kind:'RetentionQuery',retentionFilter:{targetEntity:{id:'opened',type:'events'},"
                        + "returningEntity:{id:'opened',type:'events'},period:'Day',totalIntervals:5}," + range + "}",
                "{kind:'LifecycleQuery'," + one + "," + range + "}",
                "{kind:'StickinessQuery'," + one + "," + range + "}",
                "{kind:'PathsQuery',pathsFilter:{}," + range + "}",
                "{kind:'HogQLQuery',query:'select event, distinct_id, properties.plan, person.properties.email, timestamp from"
                        + " events order by timestamp, event'}",
                "{kind:'ActorsQuery',select:['event_count','properties','created_at','distinct_ids'],orderBy:['created_at'],"
                        + "source:{kind:'InsightActorsQuery',source:{kind:'TrendsQuery'," + one + "," + range + "}}}");
        try (Hindsight own = builder().open();
                Hindsight kept = Hindsight.builder().inMemory().clock(CLOCK).open()) {
            long project = kept.firstStart().orElseThrow().project().id();
            for (int user = 1; user <= 3; user++) {
                kept.events()
                        .putPerson(
                                project,
                                List.of(Integer.toString(user)),
                                Map.of("email", "u" + user + "@example.org"),
                                Instant.parse("2026-03-0" + user + "T08:00:00Z"));
            }
            List<Event> events = new ArrayList<>();
            for (Deed deed : DEEDS) {
                events.add(new Event(
                        new UUID(0, events.size()),
                        deed.action(),
                        Integer.toString(deed.user()),
                        Instant.parse(deed.at()),
                        deed.details()));
            }
            kept.events().append(project, events);

            for (String question : questions) {
                JsonNode expected = ask(kept, question);
                assertThat(expected).as(question).isNotEmpty();
                assertThat(ask(own, question)).as(question).isEqualTo(expected);
            }
        }
    }

    @Test
    void answers_areFreshByTheirAge_sinceNobodyTellsOfChanges() throws Exception {
        make();
        String question = "{kind:'TrendsQuery',series:[{kind:'EventsNode',event:'paid'}],"
                + "trendsFilter:{display:'BoldNumber'},dateRange:{date_from:'-30d'}}";
        try (Hindsight own = builder().open()) {
            assertThat(ask(own, question).at("/0/aggregated_value").intValue()).isEqualTo(2);
            add(99, new Deed(3, "paid", "2026-03-07T10:00:00Z", "{}"));

            Answer.Result kept = answer(own, question, RefreshMode.BLOCKING).result();
            assertThat(kept).isNotNull();
            assertThat(kept.cached()).isTrue();
            assertThat(kept.reason()).isEqualTo(Answer.Reason.WITHIN_AGE);
            assertThat(ask(own, question).at("/0/aggregated_value").intValue()).isEqualTo(3);
        }
    }

    @Test
    void events_areNeverWritten() throws Exception {
        make();
        execute("create role reading login password 'reading'");
        execute("grant usage on schema analytics to reading");
        execute("grant select on all tables in schema analytics to reading");
        execute("do $$ begin execute format('grant create on database %I to reading', current_database()); end $$");
        HindsightBuilder builder = builder().events(url.replaceFirst("[?].*", ""), "reading", "reading");
        try (Hindsight own = builder.open()) {
            long project = own.firstStart().orElseThrow().project().id();
            Event event =
                    new Event(new UUID(1, 1), "paid", "1", CLOCK.instant(), "{\"$groups\":{\"company\":\"acme\"}}");

            assertRefused(() -> own.events().append(project, List.of(event)));
            assertThat(own.projects().find(project).orElseThrow().groupTypes())
                    .as("what is refused leaves nothing behind")
                    .isEmpty();
            assertRefused(() -> own.events().takeOver(project, List.of(event)));
            assertRefused(() -> own.events().putPerson(project, List.of("9"), Map.of(), CLOCK.instant()));
            assertThat(ask(own, "{kind:'HogQLQuery',query:'select count() from events'}")
                            .at("/0/0")
                            .intValue())
                    .isEqualTo(DEEDS.size());

            UUID first =
                    UUID.fromString(ask(own, "{kind:'HogQLQuery',query:'select id from persons order by created_at'}")
                            .at("/0/0")
                            .textValue());
            own.events().addToCohort(project, 1, List.of(first));
            assertThat(own.events().cohortSize(project, 1)).isEqualTo(1);
        }
    }

    private static void assertRefused(Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.FORBIDDEN));
    }

    @Test
    void whatIsMissing_isSaidAtTheStart_allOfIt() throws Exception {
        assertStops("there is no events; there is no person_distinct_ids; there is no persons.");
        make();
        execute("create table analytics.property_types (id int)");
        execute("create function analytics.number(value text) returns float language sql as 'select 1.0'");
        assertStops("number() stands before what Hindsight keeps under that name; property_types stands before what"
                + " Hindsight keeps under that name.");
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
                "persons.created_at is timestamp with time zone and has to be timestamp without time zone; persons.project_id is"
                        + " integer and has to be bigint; persons.properties is json and has to be jsonb; persons lacks uuid uuid.");
        execute("drop schema hindsight_events cascade");
        execute("create role blind login password 'blind'");
        execute("do $$ begin execute format('grant create on database %I to blind', current_database()); end $$");
        assertThatThrownBy(() -> builder()
                        .events(url.replaceFirst("[?].*", ""), "blind", "blind")
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events.event is not to be read by this user");
    }

    private void assertStops(String message) {
        assertThatThrownBy(() -> builder().open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The schema analytics of the events database has not what questions read: " + message);
    }

    @Test
    void otherEngines_andTheDemo_haveNoEventsOfOthers() throws Exception {
        assertThatThrownBy(() ->
                        Hindsight.builder().inMemory().ownEvents("analytics").open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from PostgreSQL only");
        make();
        assertThatThrownBy(() -> builder().demo(true).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("demo");
    }
}
