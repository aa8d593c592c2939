package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.event.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Who is behind the numbers of each kind of chart. */
class PeopleBrowserTest extends ConsoleFixture {
    private static final String OPENED = "'series':[{'kind':'EventsNode','event':'opened'}]";
    private static final String DAYS = "'dateRange':{'date_from':'2025-03-10','date_to':'2025-03-13'}";

    /** Four people: who opened something on which days of March. */
    @BeforeEach
    void open() {
        int[][] days = {{10, 11, 12}, {10, 12}, {11}, {12, 13}};
        List<Event> events = new ArrayList<>();
        for (int person = 0; person < days.length; person++) {
            for (int day : days[person]) {
                events.add(event("opened", "person " + person, "2025-03-" + day + "T10:00:00Z"));
            }
        }
        app.hindsight().events().append(app.project().id(), events);
    }

    private String title() {
        return browser.textOf("#people-title");
    }

    private List<String> people() {
        List<String> rows = browser.table("table.people");
        return rows.subList(1, rows.size());
    }

    private static String counted(String number) {
        String size = number.replace("-", "");
        return size.equals("1") ? "1 person" : size + " people";
    }

    /** Opens each number of the table that leads to people: there have to be as many. */
    private int eachNumberOfThePageHasItsPeople() {
        browser.table();
        Object found = browser.run("return [...document.querySelectorAll('button.point')].map(each => each.innerText)");
        List<?> numbers = (List<?>) found;
        for (int i = 0; i < numbers.size(); i++) {
            browser.run("document.querySelectorAll('button.point')[" + i + "].click(); return true");
            assertThat(title()).isEqualTo(counted(String.valueOf(numbers.get(i))));
            Set<String> different = new HashSet<>(people());
            assertThat(different).hasSize(Integer.parseInt(title().split(" ", 2)[0]));
            browser.press("Close");
        }
        return numbers.size();
    }

    @Test
    void trends() throws Exception {
        long id = insight(
                "Active",
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'opened','math':'dau'},{'kind':'EventsNode',"
                        + "'event':'signed up','math':'dau'}],'dateRange':{'date_from':'2025-03-10','date_to':'2025-03-14'}}");
        signIn();
        go("insight/" + id);
        assertThat(eachNumberOfThePageHasItsPeople()).isEqualTo(4 + 3);

        browser.run("""
                const at = Chart.getChart(document.querySelector('.answer canvas')).getDatasetMeta(0).data[2].getProps(['x', 'y']);
                window.at = [Math.round(at.x), Math.round(at.y)];
                return true""");
        int x = ((Number) browser.run("return window.at[0]")).intValue();
        int y = ((Number) browser.run("return window.at[1]")).intValue();
        browser.clickAt(".answer canvas", x, y);
        assertThat(title()).isEqualTo("3 people");
        assertThat(people()).extracting(row -> row.split("\\|", 2)[0]).contains("person 0", "person 1", "person 3");
        browser.key(Keys.ESCAPE);
        browser.find("body:not(:has(dialog))");
    }

    @Test
    void breakdown_comparison_andTotal() throws Exception {
        long id = insight(
                "By plan",
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'signed up','math':'dau'}],"
                        + "'dateRange':{'date_from':'2025-03-13','date_to':'2025-03-13'},'compareFilter':{'compare':true},"
                        + "'breakdownFilter':{'breakdown':'plan','breakdown_type':'event'}}");
        long total = insight(
                "Ever",
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'signed up','math':'dau'}],"
                        + "'dateRange':{'date_from':'2025-03-12','date_to':'2025-03-14'},"
                        + "'trendsFilter':{'display':'BoldNumber'}}");
        signIn();
        go("insight/" + id);
        assertThat(eachNumberOfThePageHasItsPeople()).isEqualTo(2);
        go("insight/" + total);
        browser.find(".numbers");
        assertThat(eachNumberOfThePageHasItsPeople()).isEqualTo(1);
    }

    @Test
    void funnel() throws Exception {
        long id = insight(
                "Funnel",
                "{'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'signed up'},{'kind':'EventsNode',"
                        + "'event':'upgraded'}],'dateRange':{'date_from':'2025-03-01'}}");
        signIn();
        go("insight/" + id);
        assertThat(browser.table()).contains("upgraded|2|33.3%|33.3%|4|1 h");
        assertThat(eachNumberOfThePageHasItsPeople()).isEqualTo(3);
    }

    @Test
    void retention() throws Exception {
        long id = insight(
                "Retention",
                "{'kind':'RetentionQuery','dateRange':{'date_from':'2025-03-10','date_to':'2025-03-13'},"
                        + "'retentionFilter':{'period':'Day','totalIntervals':4,'targetEntity':{'id':'opened','type':'events'},"
                        + "'returningEntity':{'id':'opened','type':'events'}}}");
        signIn();
        go("insight/" + id);
        assertThat(browser.table()).contains("2025-03-10|2|2|1|2|0");
        assertThat(eachNumberOfThePageHasItsPeople()).isEqualTo(4 + 3 + 3 + 2);
    }

    @Test
    void lifecycle() throws Exception {
        long id = insight("Lifecycle", "{'kind':'LifecycleQuery'," + OPENED + "," + DAYS + "}");
        signIn();
        go("insight/" + id);
        assertThat(browser.table()).contains("11-Mar-2025|0|1|1|-1", "13-Mar-2025|0|1|0|-2");
        assertThat(eachNumberOfThePageHasItsPeople()).isEqualTo(9);
    }

    @Test
    void stickiness() throws Exception {
        long id = insight("Stickiness", "{'kind':'StickinessQuery'," + OPENED + "," + DAYS + "}");
        signIn();
        go("insight/" + id);
        assertThat(browser.table()).contains("1 day|1", "2 days|2", "3 days|1", "4 days|0");
        assertThat(eachNumberOfThePageHasItsPeople()).isEqualTo(3);
    }

    @Test
    void paths_leadToThoseWhoWentThatWay() throws Exception {
        long id = insight("Paths", "{'kind':'PathsQuery','dateRange':{'date_from':'2025-03-01'},'pathsFilter':{}}");
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(
                                event("looked", "person 0", "2025-03-12T10:05:00Z"),
                                event("looked", "person 5", "2025-03-14T10:05:00Z")));
        signIn();
        go("insight/" + id);
        browser.table();
        browser.click("button.point");
        assertThat(title()).isEqualTo("People behind 2");
        assertThat(people()).hasSize(2);
        browser.press("Close");
    }

    @Test
    void groups_areListedWhereTheyAreCounted() throws Exception {
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(
                                event(
                                        "opened",
                                        "person 0",
                                        "2025-03-11T11:00:00Z",
                                        "{\"$groups\":{\"company\":\"acme\"}}"),
                                event(
                                        "opened",
                                        "person 1",
                                        "2025-03-11T11:00:00Z",
                                        "{\"$groups\":{\"company\":\"acme\"}}"),
                                event(
                                        "opened",
                                        "person 1",
                                        "2025-03-11T12:00:00Z",
                                        "{\"$groups\":{\"company\":\"hooli\"}}"),
                                event(
                                        "$groupidentify",
                                        "server",
                                        "2025-03-01T00:00:00Z",
                                        "{\"$group_type\":\"company\",\"$group_key\":\"acme\",\"$group_set\":{\"name\":\"Acme & Co\"}}")));
        long id = insight(
                "Companies",
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'opened','math':'unique_group','math_group_type_index':0}],"
                        + DAYS + "}");
        signIn();
        go("insight/" + id);
        browser.table();
        browser.run("document.querySelectorAll('button.point')[0].click(); return true");
        assertThat(title()).isEqualTo("2 groups");
        assertThat(browser.table("table.people"))
                .containsExactly(
                        "Name|Events|Key|First seen|Properties",
                        "Acme & Co|2|acme|1 Mar 2025, 00:00|1 property",
                        "hooli|1|hooli||");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void comparedFunnels_areTwo() throws Exception {
        String compared = "{'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'signed up'},"
                + "{'kind':'EventsNode','event':'upgraded'}],'compareFilter':{'compare':true},"
                + "'dateRange':{'date_from':'2025-03-13','date_to':'2025-03-14'}%s}";
        long steps = insight("Two", compared.formatted(""));
        long times = insight(
                "Times", compared.formatted(",'funnelsFilter':{'funnelVizType':'time_to_convert','binCount':1}"));
        signIn();
        go("insight/" + steps);
        assertThat(browser.table())
                .contains(
                        "current|signed up|4|100%|100%|0|",
                        "current|upgraded|1|25%|25%|3|1 h",
                        "previous|signed up|2|100%|100%|0|",
                        "previous|upgraded|1|50%|50%|1|1 h");
        go("insight/" + times);
        browser.shows("Times");
        browser.find(".answer canvas");
        assertThat(browser.table()).containsExactly("Time to convert|current|previous", "1 h|1|1", "1.02 h|0|0");
    }

    @Test
    void people_comeAPageAtATime_asTextWhateverTheyAreCalled() throws Exception {
        List<Event> events = new ArrayList<>();
        String many = "😀".repeat(400);
        for (int i = 0; i < 45; i++) {
            events.add(event(
                    "crowded",
                    i == 0 ? "<script>alert(1)</script> \"'\u202eמילה" : "guest " + i,
                    "2025-03-11T10:00:00Z",
                    "{\"$set\":{\"<b>note</b>\":\"<img src=x onerror=alert(1)> " + many + "\"}}"));
        }
        app.hindsight().events().append(app.project().id(), events);
        long id = insight(
                "Crowd",
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'crowded','math':'dau'}],"
                        + "'dateRange':{'date_from':'2025-03-11','date_to':'2025-03-11'}}");
        signIn();
        go("insight/" + id);
        browser.table();
        browser.click("button.point");
        assertThat(title()).isEqualTo("45 people");
        Set<String> names = new HashSet<>();
        for (String range : List.of("1–20 of 45", "21–40 of 45", "41–45 of 45")) {
            browser.shows(range);
            people().forEach(row -> names.add(row.split("\\|", 2)[0]));
            if (!range.startsWith("41")) {
                browser.press("Next");
            }
        }
        assertThat(names).hasSize(45).contains("<script>alert(1)</script> \"'\u202eמילה");
        browser.press("1 property");
        assertThat(browser.textOf("table.people dl")).contains("<b>note</b>", "<img src=x onerror=alert(1)> " + many);
        assertThat(browser.barriers()).isEmpty();
        browser.look(true, 360);
        assertThat(browser.barriers()).isEmpty();
        browser.press("Close");
    }

    @Test
    void numbersThatNobodyStandsBehind_areNoButtons() throws Exception {
        List<String> without = List.of(
                "{'kind':'TrendsQuery'," + OPENED + "," + DAYS + ",'trendsFilter':{'formula':'A * 2'}}",
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'opened','math':'unique_group',"
                        + "'math_group_type_index':0}]," + DAYS + "}");
        List<Long> ids = new ArrayList<>();
        for (String query : without) {
            ids.add(insight("Without", query));
        }
        ids.add(owner.post(
                        "/api/projects/1/insights/",
                        "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select count() from events\"}}")
                .has(201)
                .json()
                .path("id")
                .asLong());
        signIn();
        for (long id : ids) {
            go("insight/" + id);
            browser.find("main:not([aria-busy]) h1");
            browser.table();
            assertThat(browser.run("return document.querySelectorAll('button.point').length"))
                    .isEqualTo(0L);
        }
    }
}
