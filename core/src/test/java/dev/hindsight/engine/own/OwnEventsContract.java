package dev.hindsight.engine.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.access.Caller;
import dev.hindsight.cohort.CohortChange;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Events that a host has already, behind the views of the page about them, on every engine. */
abstract class OwnEventsContract {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-08T12:00:00Z"), ZoneOffset.UTC);

    private static final Path PAGE = Path.of("..", "servlet", "deploy", "own-events.md");
    private static final String SERIES = "series:[{kind:'EventsNode',event:'opened'},{kind:'EventsNode',event:'paid'}]";
    private static final String ONE = "series:[{kind:'EventsNode',event:'opened'}]";
    private static final String RANGE = "dateRange:{date_from:'2026-03-01',date_to:'2026-03-07'}";

    /** Somebody's action in an application. */
    record Deed(int user, String action, String at, String details) {}

    static final List<Deed> DEEDS = List.of(
            new Deed(1, "opened", "2026-03-02T10:00:00Z", "{\"plan\":\"pro\",\"amount\":3,\"$session_id\":\"s1\"}"),
            new Deed(1, "paid", "2026-03-02T11:00:00Z", "{\"plan\":\"pro\",\"amount\":20.5,\"$session_id\":\"s1\"}"),
            new Deed(1, "opened", "2026-03-05T10:00:00Z", "{\"plan\":\"pro\",\"at\":{\"place\":\"home\"}}"),
            new Deed(2, "opened", "2026-03-02T23:30:00Z", "{\"plan\":\"free\",\"tags\":[1,\"a\"]}"),
            new Deed(2, "paid", "2026-03-01T23:30:00Z", "{}"),
            new Deed(2, "opened", "2026-03-01T23:20:00Z", "{}"),
            new Deed(3, "opened", "2026-03-07T00:00:00Z", "{\"amount\":\"12\"}"),
            new Deed(3, "opened", "2026-03-07T00:00:01Z", "{\"plan\":null}"));

    /** Makes the application with its users, and the views. */
    abstract void make() throws Exception;

    abstract void add(int number, Deed deed) throws Exception;

    /** One that is to read them, and keeps the rest in memory. */
    abstract HindsightBuilder builder();

    /** All that the host has: what is defined, and the rows. */
    abstract List<String> hosts() throws Exception;

    void makeAll() throws Exception {
        make();
        for (int i = 0; i < DEEDS.size(); i++) {
            add(i, DEEDS.get(i));
        }
    }

    /** The statements that the page has for an engine. */
    static List<String> statements(String chapter) throws IOException {
        String page = Files.readString(PAGE);
        String text = page.substring(page.indexOf("\n## " + chapter) + 4);
        Matcher blocks =
                Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(text.substring(0, text.indexOf("\n## ")));
        List<String> statements = new ArrayList<>();
        while (blocks.find()) {
            for (String statement : Pattern.compile(";\n").split(blocks.group(1))) {
                if (!statement.isBlank()) {
                    statements.add(statement.strip());
                }
            }
        }
        return statements;
    }

    static FirstStart first(Hindsight hindsight) {
        return hindsight.firstStart().orElseThrow();
    }

    static Answer answer(Hindsight hindsight, String query, RefreshMode mode) throws IOException {
        return hindsight
                .queries()
                .answer(
                        Caller.of(first(hindsight).owner()),
                        first(hindsight).project().id(),
                        JSON.readTree(query),
                        mode);
    }

    static JsonNode ask(Hindsight hindsight, String query) throws IOException {
        return JSON.readTree(Objects.requireNonNull(
                        answer(hindsight, query, RefreshMode.FORCE_BLOCKING).result())
                .results());
    }

    private static String sql(String query) {
        return "{kind:'HogQLQuery',query:\"" + query + "\"}";
    }

    /** The same people and events, in a store of ours. */
    private static Hindsight kept() {
        Hindsight kept = Hindsight.builder().inMemory().clock(CLOCK).open();
        long project = first(kept).project().id();
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
        return kept;
    }

    private static int cohort(Hindsight hindsight, String said) throws IOException {
        return hindsight
                .cohorts()
                .create(
                        Caller.of(first(hindsight).owner()),
                        first(hindsight).project().id(),
                        CohortChange.read(JSON.readTree(said)))
                .id();
    }

    /** Of the one who was there first. */
    private static UUID person(Hindsight hindsight) throws IOException {
        return UUID.fromString(ask(hindsight, sql("select id from persons order by created_at limit 1"))
                .at("/0/0")
                .textValue());
    }

    @Test
    void questions_haveTheAnswersOfEventsThatAreKeptHere() throws Exception {
        makeAll();
        List<String> questions = List.of(
                "{kind:'TrendsQuery'," + SERIES + "," + RANGE + ",breakdownFilter:{breakdown:'plan'}}",
                "{kind:'TrendsQuery'," + ONE + "," + RANGE
                        + ",breakdownFilter:{breakdown:'email',breakdown_type:'person'}}",
                "{kind:'TrendsQuery',series:[{kind:'EventsNode',math:'sum',math_property:'amount'}]," + RANGE + "}",
                "{kind:'TrendsQuery',series:[{kind:'EventsNode',math:'weekly_active'}]," + RANGE + "}",
                "{kind:'TrendsQuery',series:[{kind:'EventsNode',math:'unique_session'}]," + RANGE + "}",
                "{kind:'TrendsQuery',series:[{kind:'EventsNode',math:'dau'}]," + RANGE
                        + ",properties:[{type:'person',key:'email',operator:'icontains',value:'U1@'}]}",
                "{kind:'FunnelsQuery'," + SERIES + "," + RANGE + "}",
                "{kind:'FunnelsQuery'," + SERIES + "," + RANGE + ",breakdownFilter:{breakdown:'plan'}}",
                "{kind:'RetentionQuery',retentionFilter:{targetEntity:{id:'opened',type:'events'},"
                        + "returningEntity:{id:'opened',type:'events'},period:'Day',totalIntervals:5}," + RANGE + "}",
                "{kind:'LifecycleQuery'," + ONE + "," + RANGE + "}",
                "{kind:'StickinessQuery'," + ONE + "," + RANGE + "}",
                "{kind:'PathsQuery',pathsFilter:{}," + RANGE + "}",
                "{kind:'EventsQuery',select:['event','properties.plan','person.properties.email'],after:'2026-03-01',"
                        + "orderBy:['timestamp']}",
                sql(
                        "select event, distinct_id, properties.plan, properties.at.place, person.properties.email, timestamp"
                                + " from events order by timestamp, event"),
                sql(
                        "with events as (select event as what, person_id from events where event = 'paid'), persons as (select 7 as n)"
                                + " select what, n from events, persons order by what"),
                sql("select count() from events where person.properties.email = 'u2@example.org'"
                        + " union all select count() from persons"),
                sql("select p.properties.email, count() from events e join persons p on p.id = e.person_id group by 1"
                        + " order by 1"),
                sql("select distinct_id from person_distinct_ids order by distinct_id"),
                "{kind:'ActorsQuery',select:['event_count','properties','created_at','distinct_ids'],orderBy:['created_at'],"
                        + "source:{kind:'InsightActorsQuery',source:{kind:'TrendsQuery'," + ONE + "," + RANGE + "}}}",
                "{kind:'ActorsQuery',select:['properties','created_at'],orderBy:['created_at'],"
                        + "source:{kind:'FunnelsActorsQuery',funnelStep:2,source:{kind:'FunnelsQuery'," + SERIES + ","
                        + RANGE + "}}}",
                "{kind:'ActorsQuery',select:['properties','created_at'],orderBy:['created_at'],search:'u2@',"
                        + "source:{kind:'InsightActorsQuery',source:{kind:'TrendsQuery'," + ONE + "," + RANGE
                        + "}}}");
        try (Hindsight own = builder().open();
                Hindsight kept = kept()) {
            for (String question : questions) {
                JsonNode expected = ask(kept, question);
                assertThat(expected).as(question).isNotEmpty();
                assertThat(ask(own, question)).as(question).isEqualTo(expected);
            }
            assertThat(own.events().earliest(first(own).project().id(), Optional.of("paid")))
                    .contains(Instant.parse("2026-03-01T23:30:00Z"));
        }
    }

    @Test
    void cohorts_haveTheSamePeople() throws Exception {
        makeAll();
        String trend = "{kind:'TrendsQuery'," + ONE + "," + RANGE + ",properties:[{type:'cohort',key:'id',value:%d}]}";
        try (Hindsight own = builder().open();
                Hindsight kept = kept()) {
            String filtered = "{name:'u1',filters:{properties:{type:'OR',values:[{type:'AND',values:["
                    + "{type:'person',key:'email',operator:'exact',value:'u1@example.org'}]}]}}}";
            JsonNode expected = ask(kept, String.format(trend, cohort(kept, filtered)));
            assertThat(ask(own, String.format(trend, cohort(own, filtered)))).isEqualTo(expected);

            String listed = "{name:'listed',is_static:true,_create_static_person_ids:['%s']}";
            int ofOwn = cohort(own, String.format(listed, person(own)));
            assertThat(own.events().cohortSize(first(own).project().id(), ofOwn))
                    .isEqualTo(1);
            int ofKept = cohort(kept, String.format(listed, person(kept)));
            assertThat(ask(own, String.format(trend, ofOwn))).isEqualTo(ask(kept, String.format(trend, ofKept)));
            assertThat(ask(own, String.format(trend, ofOwn)).at("/0/count").intValue())
                    .isEqualTo(2);

            own.events().removeFromCohort(first(own).project().id(), ofOwn, List.of(person(own)));
            assertThat(own.events().cohortSize(first(own).project().id(), ofOwn))
                    .isZero();
        }
    }

    @Test
    void answers_areFreshByTheirAge_sinceNobodyTellsOfChanges() throws Exception {
        makeAll();
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
    void whatTheHostHas_isNeverChanged() throws Exception {
        makeAll();
        List<String> before = hosts();
        assertThat(before).isNotEmpty();
        try (Hindsight own = builder().open()) {
            assertWritesAreRefused(own);
            cohort(own, "{name:'listed',is_static:true,_create_static_person_ids:['" + person(own) + "']}");
            assertThat(ask(own, sql("select count() from events")).at("/0/0").intValue())
                    .isEqualTo(DEEDS.size());
        }
        assertThat(hosts()).isEqualTo(before);
    }

    static void assertWritesAreRefused(Hindsight own) {
        long project = first(own).project().id();
        Event event = new Event(new UUID(1, 1), "paid", "1", CLOCK.instant(), "{\"$groups\":{\"company\":\"acme\"}}");

        assertRefused(() -> own.events().append(project, List.of(event)));
        assertThat(own.projects().find(project).orElseThrow().groupTypes())
                .as("what is refused leaves nothing behind")
                .isEmpty();
        assertRefused(() -> own.events().takeOver(project, List.of(event)));
        assertRefused(() -> own.events().putPerson(project, List.of("9"), Map.of(), CLOCK.instant()));
        assertRefused(() -> own.events().takeOverPersons(project, List.of()));
    }

    private static void assertRefused(Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.FORBIDDEN));
    }

    void assertStops(String message) {
        assertThatThrownBy(() -> builder().open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message + ". Make views there that have it, which Hindsight then reads and never writes.");
    }

    @Test
    void theDemo_cannotBeAddedToEventsOfOthers() throws Exception {
        makeAll();
        assertThatThrownBy(() -> builder().demo(true).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("demo");
    }

    @Test
    void aUrlOfNoEngine_isNotSaidWithItsPassword() {
        for (String url : List.of("jdbc:mysql://app:se/cr?et@localhost/app", "postgres://app:secret@localhost/app")) {
            assertThatThrownBy(() -> builder().events(url).open())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no events engine for")
                    .message()
                    .doesNotContain("se/cr", "secret", "app");
        }
    }
}
