package dev.hindsight.query.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.ActionReader;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.CohortReader;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.FilterReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All events are of 2024-08-21 10:00, and now is 15:30 of that day. */
class CohortConditionsTest {
    private static FilteredEvents events;

    @BeforeAll
    static void events() {
        events = new FilteredEvents();
        person("ada", "pro");
        person("bob", "free");
        events.add("ada", "view", "{'page':'a'}");
        events.add("bob", "view", "{'page':'a'}");
        events.add("bob", "view", "{'page':'b'}");
        events.add("cyd", "buy", "{}");
    }

    private static void person(String id, String plan) {
        events.store().putPerson(1, List.of(id), Map.of("plan", plan), Instant.parse("2024-01-01T00:00:00Z"));
    }

    @AfterAll
    static void close() {
        events.close();
    }

    private static final String VIEWED = "'type':'behavioral','key':'view','event_type':'events','time_value':1,";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'person','key':'plan','value':'pro'}                  | [ada]",
                "{'type':'person','key':'plan','value':'pro','negation':true}  | [bob, bob, cyd]",
                "{'type':'person','key':'plan','operator':'is_not_set'}        | [cyd]",
                "{VIEWED'time_interval':'day','value':'performed_event'}       | [ada, bob, bob]",
                "{VIEWED'time_interval':'hour','value':'performed_event'}      | []",
                "{VIEWED'explicit_datetime':'2024-08-21T09:00:00Z','value':'performed_event'} | [ada, bob, bob]",
                "{VIEWED'explicit_datetime':'-30d','explicit_datetime_to':'-1d','value':'performed_event'} | []",
                "{VIEWED'time_interval':'week','value':'performed_event','negation':true} | [cyd]",
                "{VIEWED'time_interval':'day','value':'performed_event_multiple','operator':'gte','operator_value':2} | [bob, bob]",
                "{VIEWED'time_interval':'day','value':'performed_event_multiple','operator':'eq','operator_value':1}  | [ada]",
                "{VIEWED'time_interval':'day','value':'performed_event','event_filters':[{'key':'page','value':'b'}]} | [bob, bob]",
                "{'type':'behavioral','key':3,'event_type':'actions','value':'performed_event','time_value':1,'time_interval':'day'} | [cyd]",
                "{'type':'cohort','key':'id','value':2}                        | [ada]",
                "{'type':'cohort','key':'id','value':2,'negation':true}        | [bob, bob, cyd]",
                "{'type':'AND','values':[{'type':'cohort','value':2},{'type':'person','key':'plan','value':'free'}]}  | []",
            })
    void inCohort_holdsForTheEventsOfItsPersons(String criterion, String expected) {
        Definitions definitions = definitions(criterion.replace("VIEWED", VIEWED));

        assertThat(events.where(
                        definitions,
                        conditions -> Sql.format("e.person_id IN ({})", conditions.members(1, "breakdown"))))
                .hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'cohort','key':'id','value':2}                        | [ada]",
                "{'type':'cohort','key':'id','value':'2','operator':'in'}      | [ada]",
                "{'type':'static-cohort','key':'id','value':2,'operator':'not_in'}     | [bob, bob, cyd]",
                "{'type':'precalculated-cohort','key':'id','value':2,'negation':true}  | [bob, bob, cyd]",
            })
    void passing_takesCohortsAsFilters(String filter, String expected) {
        assertThat(passing(filter)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'cohort','key':'id','value':9}     | There is no cohort with the id 9.",
                "{'type':'cohort','key':'id','value':[2]}   | The value of a cohort filter is the id of one cohort.",
                "{'type':'cohort','key':'id','value':[]}    | The value of a cohort filter is the id of one cohort.",
                "{'type':'cohort','key':'id','value':'x'}   | The value of a cohort filter is the id of one cohort.",
                "{'type':'cohort','key':'id','value':3}     | The cohort \"Round\" is part of itself.",
            })
    void passing_refusesWhatIsNoCohort_namingTheFilter(String filter, String problem) {
        assertThatThrownBy(() -> passing(filter)).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.attr()).contains("properties__0");
            assertThat(e.detail()).isEqualTo(problem);
        });
    }

    @Test
    void inCohort_holdsForListedPersons_alsoOnceTheyAreMerged() throws Exception {
        try (FilteredEvents own = new FilteredEvents()) {
            own.add("eve", "view", "{}");
            own.add("fay", "view", "{}");
            own.add("gus", "view", "{}");
            own.store().addToCohort(1, 1, List.of(personOf(own, "eve")));
            Definitions listed =
                    new Definitions(Map.of(), Map.of(1, new Cohort(1, "L", new Cohort.Listed(1))), List.of());
            assertThat(own.where(
                            listed,
                            conditions -> Sql.format("e.person_id IN ({})", conditions.members(1, "breakdown"))))
                    .containsExactly("eve");

            own.store().putPerson(1, List.of("fay", "eve"), Map.of(), Instant.parse("2024-01-01T00:00:00Z"));

            assertThat(own.where(
                            listed,
                            conditions -> Sql.format("e.person_id IN ({})", conditions.members(1, "breakdown"))))
                    .containsExactly("eve", "fay");
            assertThat(own.store().cohortSize(1, 1)).isEqualTo(1);
        }
    }

    private static UUID personOf(FilteredEvents own, String distinctId) throws SQLException {
        return UUID.fromString(own.engine()
                .query(
                        Sql.of(
                                "SELECT CAST(p.uuid AS VARCHAR) FROM persons p JOIN person_distinct_ids d"
                                        + " ON d.person_id = p.id WHERE d.distinct_id = ?",
                                distinctId),
                        row -> row.getString(1),
                        Deadline.in(Duration.ofSeconds(10)))
                .get(0));
    }

    private static List<String> passing(String filter) {
        return events.where(
                definitions("{'type':'person','key':'plan','value':'pro'}"),
                conditions -> conditions.passing(
                        FilterReader.filters(FilteredEvents.json("[" + filter + "]"), "properties")));
    }

    /** Cohort 1 has the criterion, 2 is of those who pay, 3 is part of itself; action 3 is buying. */
    private static Definitions definitions(String criterion) {
        return new Definitions(
                Map.of(3, new Action(3, "Buys", ActionReader.steps(json("[{'event':'buy'}]"), "steps"))),
                Map.of(
                        1, cohort(1, "Some", criterion),
                        2, cohort(2, "Pro", "{'type':'person','key':'plan','value':'pro'}"),
                        3, cohort(3, "Round", "{'type':'cohort','key':'id','value':3}")),
                List.of());
    }

    private static Cohort cohort(int id, String name, String criterion) {
        return new Cohort(
                id,
                name,
                CohortReader.read(json("{'properties':{'type':'OR','values':[" + criterion + "]}}"), "filters"));
    }

    private static JsonNode json(String text) {
        return FilteredEvents.json(text);
    }
}
