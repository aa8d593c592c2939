package dev.hindsight.query.funnels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.RefreshMode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunnelPeopleTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String STEPS =
            "'series':[{'kind':'EventsNode','event':'visit'},{'kind':'EventsNode','event':'cart'},"
                    + "{'kind':'EventsNode','event':'pay'}],'dateRange':{'date_from':'2024-08-01','date_to':'2024-08-20'}";

    private final Hindsight hindsight = Hindsight.builder()
            .inMemory()
            .clock(Clock.fixed(Instant.parse("2024-08-23T12:00:00Z"), ZoneOffset.UTC))
            .open();
    private final FirstStart first = hindsight.firstStart().orElseThrow();

    @BeforeEach
    void capture() {
        did("ann", "a", "visit 10:00", "cart 10:05", "look 10:06", "pay 10:10", "look 11:00");
        did("bob", "b", "look 09:59", "visit 10:00", "cart 10:05", "look 10:30");
        did("cat", "a", "visit 10:00", "look 10:01");
        did("dan", "c", "look 10:00");
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    @Test
    void steps_listThoseWhoDidThemAndThoseWhoStayed() throws Exception {
        assertThat(people("'funnelStep':1", "")).containsExactly("ann 1", "bob 1", "cat 1");
        assertThat(people("'funnelStep':3", "")).containsExactly("ann 3");
        assertThat(people("'funnelStep':-2", "")).containsExactly("cat 1");
        assertThat(people("'funnelStep':-3", "")).containsExactly("bob 2");
    }

    @Test
    void valuesOfAnExpression_canTakeTheStepsInPlaceOfPeople() throws Exception {
        String byLetter = ",'funnelsFilter':{'funnelAggregateByHogQL':'properties.letter'}";
        String byNothing = ",'funnelsFilter':{'funnelAggregateByHogQL':'properties.nothing'}";

        assertThat(counts("")).containsExactly("3", "2", "1");
        assertThat(counts(byLetter)).containsExactly("2", "2", "1");
        assertThat(counts(byNothing)).isEmpty();
        assertThatThrownBy(() -> counts(byLetter.replace("properties.letter", "nonsense(")))
                .isInstanceOfSatisfying(
                        HindsightException.class,
                        e -> assertThat(e.attr()).contains("funnelsFilter__funnelAggregateByHogQL"));
        assertThatThrownBy(() -> people("'funnelStep':1", byLetter))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.code()).isEqualTo("not_supported"));
    }

    private List<String> counts(String more) throws Exception {
        return answer("{'kind':'FunnelsQuery'," + STEPS + more + "}").findValuesAsText("count");
    }

    @Test
    void breakdownValues_listTheirPeople() throws Exception {
        String byLetter = ",'breakdownFilter':{'breakdown':'letter','breakdown_limit':1}";

        assertThat(people("'funnelStep':1,'funnelStepBreakdown':['a']", byLetter))
                .containsExactly("ann 1", "cat 1");
        assertThat(people("'funnelStep':1,'funnelStepBreakdown':'Other'", byLetter))
                .containsExactly("bob 1");
        assertThat(people("'funnelStep':1", byLetter)).containsExactly("ann 1", "bob 1", "cat 1");
    }

    @Test
    void trends_listThoseWhoEnteredInThePeriod() throws Exception {
        String trends = ",'funnelsFilter':{'funnelVizType':'trends'}";
        String day = "'funnelTrendsEntrancePeriodStart':'2024-08-10 00:00:00'";

        assertThat(people(day, trends)).containsExactly("ann 1");
        assertThat(people(day + ",'funnelTrendsDropOff':true", trends)).containsExactly("bob 1", "cat 1");
        assertThat(people("'funnelTrendsEntrancePeriodStart':'2024-08-11'", trends))
                .isEmpty();
        refused("'funnelTrendsEntrancePeriodStart':'2023-08-11'", trends);
    }

    @Test
    void impossibleSteps_areRefused() {
        refused("'funnelStep':0", "");
        refused("'funnelStep':-1", "");
        refused("'funnelStep':4", "");
    }

    @Test
    void paths_aroundAStep() throws Exception {
        assertThat(paths("'funnelPathType':'funnel_path_before_step','funnelStep':2", 5))
                .containsExactly("1_look 2_visit 1", "1_visit 2_cart 1", "2_visit 3_cart 1");
        assertThat(paths("'funnelPathType':'funnel_path_before_step','funnelStep':2", 2))
                .containsExactly("1_visit 2_cart 2");
        assertThat(paths("'funnelPathType':'funnel_path_between_steps','funnelStep':3", 5))
                .containsExactly("1_cart 2_look 1", "2_look 3_pay 1");
        assertThat(paths("'funnelPathType':'funnel_path_after_step','funnelStep':-2", 5))
                .containsExactly("1_visit 2_look 1");
        // A window of a funnel is longer than a visit.
        assertThat(paths("'funnelPathType':'funnel_path_after_step','funnelStep':3", 5))
                .containsExactly("1_pay 2_look 1");
    }

    private void did(String person, String letter, String... events) {
        List<Event> all = new ArrayList<>();
        for (String event : events) {
            String[] parts = event.split(" ");
            Instant at = Instant.parse("2024-08-10T" + parts[1] + ":00Z");
            all.add(new Event(UUID.randomUUID(), parts[0], person, at, "{\"letter\":\"" + letter + "\"}"));
        }
        hindsight.events().append(first.project().id(), all);
    }

    private void refused(String point, String more) {
        assertThatThrownBy(() -> people(point, more)).isInstanceOf(HindsightException.class);
    }

    private List<String> people(String point, String more) throws Exception {
        List<String> people = new ArrayList<>();
        answer("{'kind':'ActorsQuery','select':['distinct_ids','event_count'],'source':{'kind':'FunnelsActorsQuery',"
                        + point + ",'source':{'kind':'FunnelsQuery'," + STEPS + more + "}}}")
                .forEach(row -> people.add(row.get(0).get(0).asText() + " " + row.get(1)));
        return people.stream().sorted().toList();
    }

    private List<String> paths(String around, int steps) throws Exception {
        List<String> edges = new ArrayList<>();
        answer("{'kind':'PathsQuery','dateRange':{'date_from':'2024-08-01'},'pathsFilter':{'stepLimit':" + steps
                        + "},'funnelPathsFilter':{" + around + ",'funnelSource':{'kind':'FunnelsQuery'," + STEPS
                        + "}}}")
                .forEach(edge -> edges.add(
                        edge.get("source").asText() + " " + edge.get("target").asText() + " " + edge.get("value")));
        return edges.stream().sorted().toList();
    }

    private JsonNode answer(String query) throws Exception {
        return JSON.readTree(Objects.requireNonNull(hindsight
                        .queries()
                        .answer(
                                Caller.of(first.owner()),
                                first.project().id(),
                                JSON.readTree(query.replace('\'', '"')),
                                RefreshMode.FORCE_BLOCKING)
                        .result())
                .results());
    }
}
