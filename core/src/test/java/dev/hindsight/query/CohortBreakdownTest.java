package dev.hindsight.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.cohort.CohortChange;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.RefreshMode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ann pays and is an admin, Bob pays, Cat does neither. */
class CohortBreakdownTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String VISIT = "{'kind':'EventsNode','event':'visit'}";
    private static final String BUY = "{'kind':'EventsNode','event':'buy'}";
    private static final String RANGE = ",'dateRange':{'date_from':'2024-08-20','date_to':'2024-08-21'}";

    private final Hindsight hindsight = Hindsight.builder()
            .inMemory()
            .clock(Clock.fixed(Instant.parse("2024-08-23T12:00:00Z"), ZoneOffset.UTC))
            .open();
    private final FirstStart first = hindsight.firstStart().orElseThrow();
    private int paying;
    private int admins;

    @BeforeEach
    void store() throws Exception {
        long project = first.project().id();
        person("ann", Map.of("plan", "pro", "admin", "yes"));
        person("bob", Map.of("plan", "pro"));
        person("cat", Map.of("plan", "free"));
        List<Event> events = new ArrayList<>();
        for (String did : List.of(
                "ann visit 20",
                "ann buy 20",
                "ann visit 21",
                "bob visit 20",
                "bob visit 20",
                "cat visit 20",
                "cat buy 21")) {
            String[] parts = did.split(" ");
            Instant at = Instant.parse("2024-08-" + parts[2] + "T10:00:00Z").plusSeconds(events.size());
            events.add(new Event(UUID.randomUUID(), parts[1], parts[0], at, "{}"));
        }
        hindsight.events().append(project, events);
        paying = cohort("Paying", "plan", "pro");
        admins = cohort("Admins", "admin", "yes");
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    @Test
    void trends_countSomebodyInEachOfTheirCohorts() throws Exception {
        JsonNode rows = answer("{'kind':'TrendsQuery','series':[" + VISIT + "," + BUY + "]" + RANGE
                + by("[" + paying + "," + admins + ",'all']") + "}");

        assertThat(rows(rows, "breakdown_value", "label", "count"))
                .containsExactly(
                        paying + " visit - Paying 4.0",
                        paying + " buy - Paying 1.0",
                        admins + " visit - Admins 2.0",
                        admins + " buy - Admins 1.0",
                        "all visit - all users 5.0",
                        "all buy - all users 2.0");
        assertThat(rows.get(0).get("breakdown_value").isInt()).isTrue();
        assertThat(rows.get(0).get("data").toString()).isEqualTo("[3,1]");
    }

    @Test
    void trends_withoutAll_rankCohortsByTotal() throws Exception {
        JsonNode rows = answer(
                "{'kind':'TrendsQuery','series':[" + VISIT + "]" + RANGE + by("[" + admins + "," + paying + "]") + "}");

        assertThat(rows(rows, "breakdown_value", "label", "count"))
                .containsExactly(paying + " Paying 4.0", admins + " Admins 2.0");
    }

    @Test
    void trends_oneCohortOfNobody_isARowOfZeros() throws Exception {
        int nobody = cohort("Nobody", "plan", "none");

        JsonNode rows = answer("{'kind':'TrendsQuery','series':[" + VISIT + "]" + RANGE + by("" + nobody) + "}");

        assertThat(rows(rows, "breakdown_value", "label", "count")).containsExactly(nobody + " Nobody 0.0");
    }

    @Test
    void people_areThoseOfTheCohort() throws Exception {
        String trends =
                "{'kind':'TrendsQuery','series':[" + VISIT + "]" + RANGE + by("[" + paying + "," + admins + "]") + "}";

        JsonNode people =
                answer("{'kind':'ActorsQuery','select':['distinct_ids'],'source':{'kind':'InsightActorsQuery',"
                        + "'breakdown':" + admins + ",'source':" + trends + "}}");

        assertThat(people.toString()).isEqualTo("[[[\"ann\"]]]");
    }

    @Test
    void funnels_areEvaluatedForEachCohort() throws Exception {
        JsonNode rows = answer("{'kind':'FunnelsQuery','series':[" + VISIT + "," + BUY + "]" + RANGE
                + by("[" + paying + "," + admins + ",0]") + "}");

        List<String> counts = new ArrayList<>();
        rows.forEach(steps -> counts.add(steps.get(0).get("breakdown_value") + " "
                + steps.get(0).get("breakdown").asText() + " " + steps.findValuesAsText("count")));
        assertThat(counts).containsExactly("0 all users [3, 2]", paying + " Paying [2, 1]", admins + " Admins [1, 1]");
    }

    @Test
    void retention_hasATableForEachCohort() throws Exception {
        for (String type : List.of("retention_recurring", "retention_first_ever_occurrence")) {
            JsonNode rows = answer(
                    "{'kind':'RetentionQuery'" + RANGE + by("[" + paying + "," + admins + "]")
                            + ",'retentionFilter':{'totalIntervals':2,'retentionType':'" + type
                            + "','targetEntity':{'id':'visit','type':'events'},'returningEntity':{'id':'visit','type':'events'}}}");

            List<String> counts = new ArrayList<>();
            rows.forEach(row -> counts.add(
                    row.get("breakdown_value") + " " + row.get("values").findValuesAsText("count")));
            assertThat(counts.get(0)).as(type).isEqualTo(paying + " [2, 1]");
            assertThat(counts.get(2)).as(type).isEqualTo(admins + " [1, 1]");
        }
    }

    @Test
    void unknownCohorts_areRefused() {
        assertThatThrownBy(() -> answer("{'kind':'TrendsQuery','series':[" + VISIT + "]" + by("99") + "}"))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("99");
        assertThatThrownBy(() -> answer("{'kind':'TrendsQuery','series':[" + VISIT + "]" + by("'x'") + "}"))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("breakdown");
    }

    private static String by(String cohorts) {
        return ",'breakdownFilter':{'breakdown_type':'cohort','breakdown':" + cohorts + "}";
    }

    private static List<String> rows(JsonNode rows, String... fields) {
        List<String> texts = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> values = new ArrayList<>();
            for (String field : fields) {
                values.add(row.get(field).asText());
            }
            texts.add(String.join(" ", values));
        }
        return texts;
    }

    private void person(String id, Map<String, Object> properties) {
        hindsight
                .events()
                .putPerson(first.project().id(), List.of(id), properties, Instant.parse("2024-01-01T00:00:00Z"));
    }

    private int cohort(String name, String key, String value) throws Exception {
        return hindsight
                .cohorts()
                .create(
                        Caller.of(first.owner()),
                        first.project().id(),
                        CohortChange.read(
                                json("{'name':'" + name + "','filters':{'properties':{'type':'AND','values':[{'type':"
                                        + "'person','key':'" + key + "','value':'" + value + "'}]}}}")))
                .id();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private JsonNode answer(String query) throws Exception {
        return JSON.readTree(Objects.requireNonNull(hindsight
                        .queries()
                        .answer(Caller.of(first.owner()), first.project().id(), json(query), RefreshMode.FORCE_BLOCKING)
                        .result())
                .results());
    }
}
