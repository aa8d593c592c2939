package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.assertInvalid;
import static dev.hindsight.insight.InsightWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.metadata.MetadataDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lists show and in which order, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class InsightListsContract {
    private InsightWorld world;

    void start(MetadataDatabase database) {
        world = new InsightWorld(database);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void list_hidesDeletedAndForeignInsights() {
        world.create("{'name': 'a'}");
        Insight gone = world.create("{'name': 'b'}");
        world.patch(gone, "{'deleted': true}");
        world.insights.create(world.owner, world.other.id(), InsightBody.draft(json("{'name': 'c'}")));

        assertThat(world.names(Map.of())).containsExactly("a");
        assertThat(world.page(Map.of()).count()).isEqualTo(1);
    }

    @Test
    void list_searchesTextLiterally_inAnyCase() {
        world.create("{'name': 'Sign-Up 100%'}");
        world.create("{'name': 'b', 'derived_name': 'sign_up'}");
        world.create("{'name': 'c', 'description': 'SIGNXUP !important'}");
        world.create("{'name': 'd', 'tags': ['Signers']}");

        assertThat(world.names(Map.of("search", "sIGn"))).containsExactly("b", "Sign-Up 100%", "c", "d");
        assertThat(world.names(Map.of("search", "%"))).containsExactly("Sign-Up 100%");
        assertThat(world.names(Map.of("search", "n_u"))).containsExactly("b");
        assertThat(world.names(Map.of("search", "!"))).containsExactly("c");
        assertThat(world.names(Map.of("search", "\\"))).isEmpty();
        assertThat(world.names(Map.of("search", "' or 1=1 --"))).isEmpty();
        assertThat(world.names(Map.of("search", "<tags>"))).isEmpty();
    }

    @Test
    void list_searchesWhatIsNear_afterWhatIsExact() {
        world.create("{'name': 'Weekly signups by country'}");
        world.create("{'name': 'Daily active users', 'description': 'people who came back'}");
        world.create("{'name': 'Signup funnel'}");
        world.create("{'name': 'Retention'}");

        InsightPage page = world.page(Map.of("search", "signup"));
        assertThat(page.insights())
                .extracting(Insight::name)
                .containsExactly("Signup funnel", "Weekly signups by country");
        assertThat(page.near()).isEmpty();

        InsightPage misspelt = world.page(Map.of("search", "signupp"));
        assertThat(misspelt.insights())
                .extracting(Insight::name)
                .containsExactly("Signup funnel", "Weekly signups by country");
        assertThat(misspelt.near()).hasSize(2);
        assertThat(misspelt.count()).isEqualTo(2);
        assertThat(world.names(Map.of("search", "signupp", "order", "-name")))
                .containsExactly("Weekly signups by country", "Signup funnel");
        assertThat(world.names(Map.of("search", "signupp", "limit", "1", "offset", "1")))
                .containsExactly("Weekly signups by country");
    }

    @Test
    void list_filtersByEvents_asQueriesAndOldFiltersNameThem() {
        world.create("{'name': 'both', 'query': " + trends("a%b", "c") + "}");
        world.create("{'name': 'one', 'query': " + trends("c") + "}");
        world.create("{'name': 'old', 'filters': {'events': [{'id': 'c', 'type': 'events'}]}}");
        world.create("{'name': 'text', 'description': 'event c'}");

        assertThat(world.names(Map.of("events", "[\"c\"]"))).containsExactly("both", "one", "old");
        assertThat(world.names(Map.of("events", "[\"c\", \"a%b\"]"))).containsExactly("both");
        assertThat(world.names(Map.of("events", "[\"a_b\"]"))).isEmpty();
        assertInvalid(
                () -> world.names(Map.of("events", "c")),
                "invalid_input",
                "events",
                "A JSON list of texts is required.");
    }

    @Test
    void list_searchesWhatIsAsked_notOldFiltersThatAQueryHides() {
        String feature = "'properties': [{'key': '$feature/beta', 'value': 'on'}]";
        Insight insight = world.create("{'name': 'a', 'filters': {'insight': 'FUNNELS', 'events': [{'id': 'old'}], "
                + feature + "}, 'query': " + trends("new") + "}");

        assertThat(world.names(Map.of("events", "[\"old\"]"))).isEmpty();
        assertThat(world.names(Map.of("feature_flag", "beta"))).isEmpty();
        assertThat(world.names(Map.of("insight", "FUNNELS"))).isEmpty();
        assertThat(world.names(Map.of("insight", "TRENDS"))).containsExactly("a");

        world.patch(insight, "{'query': null}");

        assertThat(world.names(Map.of("events", "[\"old\"]"))).containsExactly("a");
        assertThat(world.names(Map.of("feature_flag", "beta"))).containsExactly("a");
        assertThat(world.names(Map.of("insight", "FUNNELS"))).containsExactly("a");
        assertThat(world.names(Map.of("insight", "TRENDS"))).isEmpty();
    }

    @Test
    void list_filtersByTheKindThatOldFiltersAsk() {
        world.create("{'name': 'none'}");
        world.create("{'name': 'sessions', 'filters': {'insight': 'SESSIONS'}}");
        world.create("{'name': 'trends', 'filters': {'insight': 'TRENDS'}}");
        world.create("{'name': 'paths', 'filters': {'insight': 'PATHS'}}");
        world.create("{'name': 'odd', 'filters': {'insight': 'ODD'}}");

        assertThat(world.names(Map.of("insight", "TRENDS"))).containsExactly("none", "sessions", "trends");
        assertThat(world.names(Map.of("insight", "PATHS"))).containsExactly("paths");
        assertThat(world.names(Map.of("insight", "SESSIONS"))).containsExactly("sessions");
        assertThat(world.names(Map.of("insight", "ODD"))).containsExactly("odd");
        assertThat(world.names(Map.of("insight", "JSON"))).isEmpty();
        assertThat(world.names(Map.of("insight", "SQL"))).isEmpty();
    }

    private static String trends(String... events) {
        return "{'kind': 'TrendsQuery', 'series': ["
                + Stream.of(events)
                        .map(event -> "{'kind': 'EventsNode', 'event': '" + event + "'}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    @Test
    void list_takesAsManyStatements_whateverThePage_andNoneForAdmissionThatIsKnown() {
        long dashboard = world.dashboard(world.project, "Main");
        Insight first = world.create("{'name': 'a', 'tags': ['x', 'y'], 'dashboards': [" + dashboard + "]}");
        world.rule(first, world.member, "viewer");
        int ofOne = world.statements(() -> world.pageOf(world.member, Map.of()));
        for (int i = 0; i < 40; i++) {
            Insight insight = world.create(
                    "{'name': '" + i + "', 'tags': ['x', '" + i + "'], 'dashboards': [" + dashboard + "]}");
            world.rule(insight, world.member, i % 2 == 0 ? "viewer" : "none");
        }
        // The first insight had no rule that hides anything, so nothing of it was in the statement.
        assertThat(world.statements(() -> world.pageOf(world.member, Map.of("limit", "30"))))
                .isEqualTo(ofOne);
        assertThat(ofOne).isLessThanOrEqualTo(17);

        Caller admitted = world.access.admitted(world.member, world.project.id(), Scope.INSIGHT_READ);
        assertThat(world.statements(() -> world.pageOf(admitted, Map.of()))).isEqualTo(ofOne - 6);
        int oneInsight = world.statements(() -> world.insights.get(admitted, world.project.id(), first.shortId()));
        assertThat(oneInsight).isLessThanOrEqualTo(6);
    }

    @Test
    void list_ofTheDeleted_isForEditors_andSaysWhenAndByWhom() {
        Insight gone = world.create("{'name': 'gone', 'tags': ['t']}");
        world.create("{'name': 'there'}");
        world.rule(gone, world.member, "viewer");
        Instant at = world.step(Duration.ofMinutes(3));
        world.patch(gone, "{'deleted': true}");

        InsightPage trash = world.page(Map.of("deleted", "true"));
        assertThat(trash.count()).isEqualTo(1);
        assertThat(trash.insights()).singleElement().satisfies(insight -> {
            assertThat(insight.id()).isEqualTo(gone.id());
            assertThat(insight.deletedAt()).isEqualTo(at);
            assertThat(insight.deletedBy()).isEqualTo(world.owner.user());
        });
        assertThat(world.names(Map.of("deleted", "true", "search", "goned"))).containsExactly("gone");
        assertThat(world.pageOf(world.member, Map.of("deleted", "true")).count())
                .isZero();
        assertThat(world.patch(gone, "{'deleted': false}").deletedAt()).isNull();
    }

    @Test
    void list_ordersByHand_thenById_andPagesWithoutGaps() {
        world.create("{'name': 'none 1'}");
        world.create("{'name': 'two 1', 'order': 2}");
        world.create("{'name': 'none 2'}");
        world.create("{'name': 'one', 'order': -1}");
        world.create("{'name': 'two 2', 'order': 2}");

        List<String> paged = new ArrayList<>();
        for (int offset = 0; offset < 6; offset += 2) {
            paged.addAll(world.names(Map.of("limit", "2", "offset", Integer.toString(offset))));
        }
        assertThat(paged).containsExactly("one", "two 1", "two 2", "none 1", "none 2");
        InsightPage beyond = world.page(Map.of("offset", "99999999999"));
        assertThat(beyond.insights()).isEmpty();
        assertThat(beyond.count()).isEqualTo(5);
    }

    @Test
    void list_ordersByEveryKey() {
        Insight first = world.create("{'name': 'b', 'favorited': true}");
        world.step(Duration.ofMinutes(1));
        world.insights.create(world.member, world.project.id(), InsightBody.draft(json("{'name': 'a'}")));
        world.step(Duration.ofMinutes(1));
        world.views.mark(world.owner, world.project.id(), Long.toString(first.id()));

        for (InsightOrder.Key key : InsightOrder.Key.values()) {
            String name = key.name().toLowerCase(java.util.Locale.ROOT);
            List<String> up = world.names(Map.of("order", name));
            assertThat(up).as(name).hasSize(2);
            assertThat(world.names(Map.of("order", "-" + name))).as(name).containsExactly(up.get(1), up.get(0));
        }
        assertThat(world.names(Map.of("order", "name"))).containsExactly("a", "b");
        assertThat(world.names(Map.of("order", "-created_at"))).containsExactly("a", "b");
        assertThat(world.names(Map.of("order", "-last_viewed_at"))).containsExactly("b", "a");
        assertThat(world.names(Map.of("order", "favorited"))).containsExactly("a", "b");
    }

    @Test
    void list_putsInsightsThatNobodyViewed_lastFromTheNewest_andFirstFromTheOldest() {
        Insight viewed = world.create("{'name': 'viewed'}");
        Insight never = world.create("{'name': 'never'}");
        world.execute("delete from hindsight.insight_view where insight_id = ?", never.id());

        assertThat(world.names(Map.of("order", "-last_viewed_at"))).containsExactly("viewed", "never");
        assertThat(world.names(Map.of("order", "last_viewed_at"))).containsExactly("never", "viewed");
        assertThat(world.page(Map.of("short_id", viewed.shortId()))
                        .insights()
                        .get(0)
                        .lastViewedAt())
                .isEqualTo(InsightWorld.START);
    }

    @Test
    void list_filtersByPeopleFlagsTagsAndShortId() {
        Insight mine = world.create("{'name': 'mine', 'favorited': true, 'tags': ['x', 'y']}");
        world.insights.create(
                world.member,
                world.project.id(),
                InsightBody.draft(json("{'name': 'hers', 'tags': ['y'], 'saved': false}")));
        long grace = world.member.user().id();

        assertThat(world.names(Map.of("user", "false"))).containsExactly("mine");
        assertThat(world.names(Map.of("favorited", ""))).containsExactly("mine");
        assertThat(world.names(Map.of("created_by", "[" + grace + "]"))).containsExactly("hers");
        assertThat(world.names(Map.of("created_by", "[]"))).containsExactly("mine", "hers");
        assertThat(world.names(Map.of("saved", "true"))).containsExactly("mine");
        assertThat(world.names(Map.of("saved", "false"))).containsExactly("hers");
        assertThat(world.names(Map.of("tags", "[\"X\", \"z\"]"))).containsExactly("mine");
        assertThat(world.names(Map.of("tags", "[\"y\"]"))).containsExactly("mine", "hers");
        assertThat(world.names(Map.of("short_id", mine.shortId()))).containsExactly("mine");
        assertThat(world.names(Map.of("short_id", "nothing"))).isEmpty();
    }

    @Test
    void list_filtersByDashboards_andCountsThemAsSaved() {
        long one = world.dashboard(world.project, "One");
        long two = world.dashboard(world.project, "Two");
        world.create("{'name': 'both', 'dashboards': [" + one + ", " + two + "]}");
        world.create("{'name': 'one', 'saved': false, 'dashboards': [" + one + "]}");
        world.create("{'name': 'none', 'saved': false}");

        assertThat(world.names(Map.of("dashboards", "[" + one + "]"))).containsExactly("both", "one");
        assertThat(world.names(Map.of("dashboards", "[" + one + "," + two + "," + two + "]")))
                .containsExactly("both");
        assertThat(world.names(Map.of("saved", "1"))).containsExactly("both", "one");
        world.execute("update hindsight.dashboard set deleted = true where id = ?", one);
        assertThat(world.names(Map.of("dashboards", "[" + one + "]"))).isEmpty();
        assertThat(world.names(Map.of("saved", "1"))).containsExactly("both");
    }

    @Test
    void list_filtersByTheKindOfQuestion_wrappedBareAndOld() {
        String trends = "{'kind': 'TrendsQuery', 'series': [{'kind': 'EventsNode', 'event': 'a'}]}";
        world.create("{'name': 'wrapped', 'query': {'kind': 'InsightVizNode', 'source': " + trends + "}}");
        world.create("{'name': 'bare', 'query': " + trends + "}");
        world.create("{'name': 'old', 'filters': {'insight': 'TRENDS'}}");
        world.create("{'name': 'odd', 'filters': {'insight': 'ODD'}}");
        world.create("{'name': 'sql', 'query': {'kind': 'DataVisualizationNode', 'source':"
                + " {'kind': 'HogQLQuery', 'query': 'select 1'}}}");
        Insight changed = world.create("{'name': 'events', 'query': {'kind': 'EventsQuery', 'select': ['*']}}");

        assertThat(world.names(Map.of("insight", "TRENDS"))).containsExactly("wrapped", "bare", "old");
        assertThat(world.names(Map.of("insight", "FUNNELS"))).isEmpty();
        assertThat(world.names(Map.of("insight", "SQL"))).containsExactly("sql");
        assertThat(world.names(Map.of("insight", "JSON"))).containsExactly("events");
        assertThat(world.names(Map.of("insight", "ODD"))).containsExactly("odd");
        assertThat(world.names(Map.of("insight", "nothing"))).isEmpty();
        world.patch(changed, "{'query': " + trends + "}");
        assertThat(world.names(Map.of("insight", "JSON"))).isEmpty();
    }

    @Test
    void list_filtersByTimes_withoutTheirEnds() {
        Insight old = world.create("{'name': 'old'}");
        world.step(Duration.ofDays(3));
        world.create("{'name': 'new'}");
        String created = InsightWorld.START.toString();

        assertThat(world.names(Map.of("date_from", created))).containsExactly("new");
        assertThat(world.names(Map.of("date_to", created))).isEmpty();
        assertThat(world.names(Map.of("date_from", "-2d"))).containsExactly("new");
        assertThat(world.names(Map.of("created_date_to", "dStart"))).containsExactly("old");
        assertThat(world.names(Map.of("created_date_to", "2026-03-02"))).containsExactly("old");
        assertThat(world.names(Map.of("date_from", "all", "date_to", "never"))).containsExactly("old", "new");
        assertThat(world.names(Map.of("date_from", "-1000000y"))).containsExactly("old", "new");
        world.views.mark(world.member, world.project.id(), List.of(old.id()));
        assertThat(world.names(Map.of("last_viewed_date_to", "-1h"))).isEmpty();
        world.patch(old, "{'name': 'old!'}");
        assertThat(world.names(Map.of("date_from", "-1h"))).containsExactly("old!", "new");
    }

    @Test
    void list_takesAsManyStatementsForManyAsForOne() {
        long dashboard = world.dashboard(world.project, "One");
        world.create("{'name': '1', 'tags': ['a'], 'dashboards': [" + dashboard + "]}");
        int forOne = statements();
        for (int i = 0; i < 5; i++) {
            world.create("{'name': 'n', 'tags': ['a', 'b'], 'dashboards': [" + dashboard + "]}");
        }
        assertThat(statements()).isEqualTo(forOne).isGreaterThan(4);
    }

    private int statements() {
        List<StatementContext> seen = new ArrayList<>();
        world.database.jdbi().setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                seen.add(context);
            }
        });
        world.page(Map.of());
        return seen.size();
    }
}
