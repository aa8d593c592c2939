package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.access.RuleDraft;
import dev.hindsight.dashboard.Dashboard;
import dev.hindsight.dashboard.DashboardBody;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.User;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.SharePatch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NullUnmarked // answers that are not there fail the tests
class DashboardAnswersTest {
    private static final Instant NOW = Instant.parse("2025-03-15T12:00:00Z");
    private static final String TRENDS =
            "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'a'}],'dateRange':{'date_from':'-3d'}}";
    private static final String SQL = "{'kind':'SavedInsightNode','shortId':'abc'}";

    private final Hindsight hindsight = Hindsight.builder()
            .inMemory()
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .open();
    private final long project = hindsight.firstStart().orElseThrow().project().id();
    private final Caller owner = Caller.of(hindsight.firstStart().orElseThrow().owner());

    DashboardAnswersTest() {
        for (int day = 0; day < 10; day++) {
            hindsight
                    .events()
                    .append(
                            project,
                            List.of(new Event(
                                    UUID.randomUUID(), "a", "somebody", NOW.minus(Duration.ofDays(day)), "{}")));
        }
    }

    @AfterEach
    void close() {
        hindsight.close();
    }

    private Insight insight(String query) {
        return hindsight.insights().create(owner, project, InsightBody.draft(json("{'query':" + query + "}")));
    }

    private Dashboard dashboard(String body) {
        return hindsight.dashboards().create(owner, project, DashboardBody.draft(json(body)));
    }

    private Map<Long, Answer> answers(Dashboard dashboard, RefreshMode mode) {
        return hindsight.dashboardAnswers().answers(owner, dashboard, mode);
    }

    private static long tile(Dashboard dashboard, int index) {
        return dashboard.tiles().get(index).id();
    }

    private static int count(Answer answer) throws IOException {
        return new JsonMapper()
                .readTree(answer.result().results())
                .at("/0/count")
                .asInt();
    }

    @Test
    void tiles_areAnsweredWithTheFiltersOfTheDashboard() throws Exception {
        Insight insight = insight(TRENDS);
        Dashboard dashboard = dashboard("{'filters':{'date_from':'-5d'},'tiles':[{'insight':" + insight.id()
                + "},{'text':{'body':'x'}},{'insight':" + insight(TRENDS).id()
                + ",'filters_overrides':{'date_from':'-1d'}}]}");

        assertThat(answers(dashboard, RefreshMode.FORCE_CACHE)
                        .get(tile(dashboard, 0))
                        .result())
                .isNull();
        Map<Long, Answer> answered = answers(dashboard, RefreshMode.BLOCKING);

        assertThat(answered).containsOnlyKeys(tile(dashboard, 0), tile(dashboard, 2));
        assertThat(count(answered.get(tile(dashboard, 0)))).isEqualTo(6);
        assertThat(count(answered.get(tile(dashboard, 2)))).isEqualTo(2);
        Answer plain = hindsight.insightAnswers().answer(owner, insight, RefreshMode.BLOCKING);
        assertThat(count(plain)).isEqualTo(4);
        assertThat(plain.cacheKey())
                .isNotEqualTo(answered.get(tile(dashboard, 0)).cacheKey());
        assertThat(answers(dashboard, RefreshMode.FORCE_CACHE)
                        .get(tile(dashboard, 0))
                        .result()
                        .cached())
                .isTrue();
    }

    @Test
    void tileThatCannotBeAnswered_saysSoItself() throws Exception {
        String deep = "{'type':'AND','values':[".repeat(20) + "{'key':'a','value':1}" + "]}".repeat(20);
        Insight unaskable = insight(TRENDS.replace("'dateRange'", "'properties':" + deep + ",'dateRange'"));
        Dashboard dashboard = dashboard("{'filters':{'properties':[{'key':'x','operator':'is_not_set'}]},'tiles':["
                + "{'insight':" + insight(SQL).id() + "},{'insight':" + unaskable.id() + "},{'insight':"
                + insight(TRENDS).id() + "},{'insight':" + insight("null").id() + "}]}");

        Map<Long, Answer> answered = answers(dashboard, RefreshMode.BLOCKING);

        assertThat(answered.get(tile(dashboard, 0)).error()).contains("SavedInsightNode");
        assertThat(answered.get(tile(dashboard, 1)).error()).contains("filters of the dashboard");
        assertThat(count(answered.get(tile(dashboard, 2)))).isEqualTo(4);
        assertThat(answered.get(tile(dashboard, 3)).error()).as("no question").isNull();
    }

    @Test
    void manyTiles_areAllAnswered() throws Exception {
        StringBuilder tiles = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            tiles.append(i == 0 ? "" : ",")
                    .append("{'insight':")
                    .append(insight(TRENDS.replace("-3d", "-" + (i % 9) + "d")).id())
                    .append('}');
        }
        Dashboard dashboard = dashboard("{'tiles':[" + tiles + "]}");

        Map<Long, Answer> answered = answers(dashboard, RefreshMode.FORCE_BLOCKING);

        for (int i = 0; i < 30; i++) {
            assertThat(count(answered.get(tile(dashboard, i)))).isEqualTo(i % 9 + 1);
        }
    }

    @Test
    void tileThatThereIsNoTimeFor_hasWhatIsCached_andSaysSo() throws Exception {
        Dashboard dashboard =
                dashboard("{'tiles':[{'insight':" + insight(TRENDS).id() + "}]}");
        answers(dashboard, RefreshMode.BLOCKING);

        try (SideBySide threads = new SideBySide(1, 1)) {
            Answer answer = new DashboardAnswers(
                            hindsight.insightAnswers(), threads, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ZERO)
                    .answers(owner, dashboard, RefreshMode.FORCE_BLOCKING)
                    .get(tile(dashboard, 0));

            assertThat(count(answer)).isEqualTo(4);
            assertThat(answer.error()).contains("took all the time");
        }
    }

    @Test
    void answers_areForWhoMaySeeTheInsights() {
        User user = hindsight.members().addUser("grace@example.org", "Grace", "Hopper", NOW);
        UUID organization = hindsight.firstStart().orElseThrow().organization().id();
        UUID membership = hindsight
                .members()
                .addMembership(organization, user.id(), MembershipLevel.MEMBER, NOW)
                .id();
        Insight secret = insight(TRENDS);
        Dashboard dashboard = dashboard("{'tiles':[{'insight':" + secret.id() + "}]}");
        hindsight
                .accessControls()
                .change(
                        owner,
                        hindsight.firstStart().orElseThrow().project(),
                        secret.guarded(),
                        new RuleDraft("none", membership, null));
        Caller grace = Caller.of(user);

        Dashboard seen = hindsight.dashboards().get(grace, project, dashboard.id());
        assertThat(hindsight.dashboardAnswers().answers(grace, seen, RefreshMode.BLOCKING))
                .isEmpty();
        assertThatThrownBy(() -> hindsight.dashboardAnswers().answers(grace, dashboard, RefreshMode.BLOCKING))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.NOT_FOUND));
        Caller stranger = hindsight
                .access()
                .authenticate(
                        hindsight
                                .keys()
                                .issue(
                                        owner.user().id(),
                                        new Grant("test", List.of("insight:read"), List.of(), List.of()),
                                        NOW)
                                .value(),
                        "test");
        assertThatThrownBy(() -> hindsight.dashboardAnswers().answers(stranger, dashboard, RefreshMode.BLOCKING))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.FORBIDDEN));
    }

    @Test
    void visitorsOfAShare_getTheAnswersOfItsDashboardAlone() throws Exception {
        Dashboard dashboard = dashboard("{'filters':{'date_from':'-5d'},'tiles':[{'insight':"
                + insight(TRENDS).id() + "},{'insight':" + insight(SQL).id() + "}]}");
        Dashboard other = dashboard("{}");
        OpenShare share = share(dashboard);
        Dashboard seen = hindsight.sharedDashboards().get(share);
        DashboardAnswers answers = hindsight.dashboardAnswers();

        Map<Long, Answer> left = answers.shared(share, seen, RefreshMode.FORCE_CACHE);
        assertThat(left.get(tile(seen, 0)).run()).as("left to the background").isNotNull();
        Map<Long, Answer> answered = answers.shared(share, seen, RefreshMode.FORCE_BLOCKING);
        assertThat(count(answered.get(tile(seen, 0)))).isEqualTo(6);
        assertThat(answered.get(tile(seen, 1)).error()).contains("SavedInsightNode");

        Dashboard mixed = other.with(seen.tiles());
        for (Dashboard foreign : List.of(other, mixed)) {
            assertThatThrownBy(() -> answers.shared(share, foreign, RefreshMode.BLOCKING))
                    .isInstanceOfSatisfying(
                            HindsightException.class,
                            e -> assertThat(e.failure()).isEqualTo(Failure.NOT_FOUND));
        }
    }

    private OpenShare share(Dashboard dashboard) {
        String token = hindsight
                .dashboardSharing()
                .change(owner, project, Long.toString(dashboard.id()), SharePatch.enabled(true))
                .accessToken();
        return (OpenShare) hindsight.shareDoor().find(token, null).orElseThrow();
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
