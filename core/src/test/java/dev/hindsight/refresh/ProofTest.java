package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.event.Event;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.refresh.Answer.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes an answer exact, and what takes that away. Thirteen hours pass each time, within which a daily answer gets old. */
class ProofTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NIGHT = Instant.parse("2024-08-20T01:00:00Z");
    private static final String TOTAL = "'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'e'}]";
    private static final String PEOPLE =
            "'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'e','math':'dau'}]";
    private static final String OF_PERSONS = TOTAL + ",'properties':[{'type':'person','key':'plan','value':'pro'}]";
    private static final String LIFECYCLE = "'kind':'LifecycleQuery','series':[{'kind':'EventsNode','event':'e'}]";

    private final SetClock clock = new SetClock(NIGHT);
    private final Hindsight hindsight =
            Hindsight.builder().inMemory().clock(clock).open();
    private final FirstStart first = hindsight.firstStart().orElseThrow();
    private final long project = first.project().id();

    @BeforeEach
    void oneEvent() {
        event("somebody", "2024-07-01T12:00:00Z", "{}");
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    @Test
    void nothingChanged_isExact() throws Exception {
        for (String query : List.of(TOTAL, PEOPLE, OF_PERSONS, LIFECYCLE)) {
            assertThat(after(() -> {}, query)).as(query).isEqualTo(Reason.EXACT);
        }
    }

    @Test
    void events_countWhereTheQuestionLooks() throws Exception {
        assertThat(after(() -> event("a", "2024-08-20T00:30:00Z", "{}"), TOTAL)).isEqualTo(Reason.CALCULATED);
        assertThat(after(() -> event("a", "2023-01-01T00:00:00Z", "{}"), TOTAL))
                .as("some questions look at everything before their range")
                .isEqualTo(Reason.CALCULATED);
        assertThat(after(() -> event("a", "2024-08-21T00:00:00Z", "{}"), TOTAL))
                .as("nobody looks at what is after it")
                .isEqualTo(Reason.EXACT);
    }

    @Test
    void persons_countForQuestionsAboutThem() throws Exception {
        Runnable change = () -> hindsight.events().putPerson(project, List.of("a"), Map.of("plan", "pro"), NIGHT);

        assertThat(after(change, OF_PERSONS)).isEqualTo(Reason.CALCULATED);
        assertThat(after(change, LIFECYCLE)).as("who is new").isEqualTo(Reason.CALCULATED);
        assertThat(after(change, TOTAL)).isEqualTo(Reason.EXACT);
    }

    /** Nothing of the person changes but one more id, and no day but that of the event that says so. */
    @Test
    void furtherIds_countForQuestionsAboutIds() throws Exception {
        event("a", "2024-08-19T09:00:00Z", "{\"$anon_distinct_id\":\"b\"}", "$identify");
        event("a", "2024-08-19T10:00:00Z", "{}");
        Runnable alias = () -> event("a", "2024-09-01T00:00:00Z", "{\"alias\":\"c\"}", "$create_alias");

        assertThat(after(alias, TOTAL + ",'properties':[{'type':'person','key':'distinct_id','value':'c'}]"))
                .isEqualTo(Reason.CALCULATED);
    }

    /** A table of hours since the first event is small, but not one since all time. */
    @Test
    void ranges_ofAllTime_areAskedAgain() throws Exception {
        String all = "'kind':'RetentionQuery','dateRange':{'date_from':'all'},'retentionFilter':{'period':'Hour',"
                + "'totalIntervals':3,'targetEntity':{'id':'e','type':'events'},'returningEntity':{'id':'e','type':'events'}}";

        assertThat(after(() -> {}, all)).isNotNull();
    }

    @Test
    void twoPersonsThatAreOne_areLessPeople() throws Exception {
        event("a", "2024-08-19T10:00:00Z", "{}");
        event("b", "2024-08-19T11:00:00Z", "{}");
        // The event that says so is one of a day that nobody looks at.
        Runnable merge = () -> event("a", "2024-09-01T00:00:00Z", "{\"$anon_distinct_id\":\"b\"}", "$identify");

        assertThat(after(merge, PEOPLE)).isEqualTo(Reason.CALCULATED);
    }

    @Test
    void types_ofProperties_count() throws Exception {
        Runnable define =
                () -> hindsight.events().defineProperty(project, PropertyKind.EVENT, "n", PropertyType.NUMERIC);

        assertThat(after(define, TOTAL + ",'properties':[{'key':'n','operator':'gt','value':5}]"))
                .isEqualTo(Reason.CALCULATED);
    }

    @Test
    void whatMovesWithTheTime_isNeverExact() throws Exception {
        for (String query : List.of(
                TOTAL + ",'properties':[{'key':'when','operator':'is_date_after','value':'-3d'}]",
                TOTAL + ",'properties':[{'type':'hogql','key':'timestamp < now()'}]",
                "'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'e','math':'hogql','math_hogql':'count()'}]",
                TOTAL + ",'trendsFilter':{'display':'SlopeGraph'}",
                TOTAL + ",'dateRange':{'date_from':'-5d','explicitDate':true}",
                "'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'e'},{'kind':'EventsNode','event':'f'}],"
                        + "'funnelsFilter':{'funnelVizType':'trends'}")) {
            assertThat(after(() -> {}, query)).as(query).isEqualTo(Reason.CALCULATED);
        }
    }

    /** A range that is over gets old only when something comes late. */
    @Test
    void ranges_thatAreOver() throws Exception {
        String over = TOTAL + ",'dateRange':{'date_from':'2024-07-01','date_to':'2024-07-31'}";

        assertThat(after(() -> event("a", "2024-08-19T12:00:00Z", "{}"), over)).isEqualTo(Reason.EXACT);
        assertThat(after(() -> event("a", "2024-07-19T12:00:00Z", "{}"), over)).isEqualTo(Reason.CALCULATED);
        assertThat(ask(over, RefreshMode.FORCE_BLOCKING)).isEqualTo(Reason.CALCULATED);
        event("a", "2024-07-19T13:00:00Z", "{}");
        assertThat(ask(over, RefreshMode.BLOCKING)).isEqualTo(Reason.WITHIN_AGE);
    }

    /** Why somebody is shown what they are shown after a change. */
    private Reason after(Runnable change, String query) throws Exception {
        clock.now = NIGHT;
        ask(query, RefreshMode.FORCE_BLOCKING);
        change.run();
        clock.now = NIGHT.plus(Duration.ofHours(13));
        return ask(query, RefreshMode.BLOCKING);
    }

    private Reason ask(String query, RefreshMode mode) throws Exception {
        Answer answer = hindsight
                .queries()
                .answer(Caller.of(first.owner()), project, JSON.readTree(("{" + query + "}").replace('\'', '"')), mode);
        return Objects.requireNonNull(answer.result()).reason();
    }

    private void event(String distinctId, String time, String properties) {
        event(distinctId, time, properties, "e");
    }

    private void event(String distinctId, String time, String properties, String name) {
        hindsight
                .events()
                .append(
                        project,
                        List.of(new Event(UUID.randomUUID(), name, distinctId, Instant.parse(time), properties)));
    }
}
