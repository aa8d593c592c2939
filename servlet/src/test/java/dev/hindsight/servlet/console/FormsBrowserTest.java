package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.support.ui.Select;

/** Questions that are made and changed by forms. */
class FormsBrowserTest extends ConsoleFixture {
    private void choose(String label, String value) {
        new Select(browser.labelled(label)).selectByValue(value);
    }

    private void type(String label, String text) {
        Browser.type(browser.labelled(label), text);
    }

    /** Opens the form of a kind that nothing has been typed into. */
    private void newQuestion(String kind) {
        go("insights");
        browser.find("ul.insights, .filters ~ p");
        go("new");
        browser.shows("The question as JSON");
        choose("Kind", kind);
        choose("Range", "-7d");
    }

    private void paid(String person, String time, int amount) {
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(event("paid", person, time, "{\"amount\":" + amount + ",\"plan\":\"pro\"}")));
    }

    private void viewed(String person, String time, String page) {
        Event event = event("$pageview", person, time, "{\"$current_url\":\"https://lantern.example" + page + "\"}");
        app.hindsight().events().append(app.project().id(), List.of(event));
    }

    /** Saves what the form asks, and reads the table of the insight that this makes. */
    private List<String> saved(String name) {
        type("Name", name);
        browser.press("Save");
        browser.shows(quoted(name) + " is saved.");
        return browser.table();
    }

    @Test
    void trend_withAFormula_andAnEventAdded() throws Exception {
        signIn();
        newQuestion("TrendsQuery");
        type("Event", "signed up");
        browser.press("Add an event");
        Browser.type(browser.labelled("Event", 1), "upgraded");
        browser.press("Preview");
        assertThat(browser.table()).contains("Date|signed up|upgraded", "12-Mar-2025|2|1", "14-Mar-2025|3|1");
        type("Formula", "B / A * 100");
        assertThat(saved("Upgrades of sign-ups")).contains("12-Mar-2025|50", "13-Mar-2025|0", "14-Mar-2025|33.33");
    }

    @Test
    void trend_ofASum_underACondition_besideThePeriodBefore() throws Exception {
        paid("a", "2025-03-12T10:00:00Z", 10);
        paid("b", "2025-03-12T10:00:00Z", 32);
        paid("a", "2025-03-05T10:00:00Z", 7);
        signIn();
        newQuestion("TrendsQuery");
        type("Event", "paid");
        choose("Count", "sum");
        browser.press("Preview");
        assertThat(browser.textOf(".row .error")).isEqualTo("Which property?");
        type("Property", "amount");
        browser.click("label[for='" + browser.labelled("Beside").getDomAttribute("id") + "']");
        browser.press("Add a condition");
        Browser.type(browser.labelled("Property", 1), "amount");
        choose("Which", "gt");
        type("Value", "8");
        browser.press("Preview");
        assertThat(browser.table()).contains("12-Mar-2025|42|0");
        choose("Which", "is_set");
        browser.press("Preview");
        browser.shows("42|7", () -> String.join("\n", browser.table()));
    }

    @Test
    void trend_asBoxes() throws Exception {
        for (int amount : new int[] {1, 2, 3, 4, 10}) {
            paid("a", "2025-03-12T10:00:00Z", amount);
        }
        signIn();
        newQuestion("TrendsQuery");
        choose("Shown as", "BoxPlot");
        browser.press("Preview");
        browser.shows("A box plot is of a property");
        type("Event", "paid");
        choose("Count", "median");
        type("Property", "amount");
        browser.press("Preview");
        assertThat(browser.table())
                .contains("Date|Least|First quartile|Median|Third quartile|Most|Mean", "12-Mar-2025|1|2|3|4|10|4");
        browser.find(".answer canvas");
    }

    @Test
    void funnel_inOrder_orNot_withinItsWindow() throws Exception {
        signIn();
        newQuestion("FunnelsQuery");
        type("Event", "upgraded");
        Browser.type(browser.labelled("Event", 1), "signed up");
        browser.press("Preview");
        assertThat(browser.table()).contains("upgraded|2|100%|100%|0|", "signed up|0|0%|0%|2|");
        choose("Steps", "unordered");
        assertThat(saved("In any order"))
                .contains("Completed 1 step|6|100%|100%|0|", "Completed 2 steps|2|33.3%|33.3%|4|1 h");
        assertThat(browser.textOf(".funnel")).contains("2 (33.3%)");
    }

    @Test
    void retention_ofTwoEvents() throws Exception {
        signIn();
        newQuestion("RetentionQuery");
        type("They did", "signed up");
        type("And came back to", "upgraded");
        choose("Counted from", "retention_first_time");
        type("Periods", "3");
        app.hindsight()
                .events()
                .append(app.project().id(), List.of(event("upgraded", "person 1", "2025-03-13T09:00:00Z")));
        assertThat(saved("Back to upgrade"))
                .contains("First time|People|Day 0|Day 1|Day 2", "2025-03-12|2|2|1|0", "2025-03-14|3|3|0|");
        assertThat(browser.table(".answer table.grid")).contains("2025-03-12|100%|50%|0%", "2025-03-14|100%|0%|");
    }

    @Test
    void lifecycle_ofAnEvent() throws Exception {
        signIn();
        newQuestion("LifecycleQuery");
        type("Event", "signed up");
        assertThat(saved("Who is new"))
                .contains("Date|New|Returning|Resurrecting|Dormant", "12-Mar-2025|2|0|0|0", "13-Mar-2025|1|0|0|-2");
    }

    @Test
    void stickiness_ofAnEvent() throws Exception {
        app.hindsight()
                .events()
                .append(app.project().id(), List.of(event("signed up", "person 0", "2025-03-14T09:00:00Z")));
        signIn();
        newQuestion("StickinessQuery");
        type("Event", "signed up");
        browser.press("Preview");
        assertThat(browser.table()).contains("1 day|5", "2 days|1", "3 days|0");
        choose("People on", "cumulative");
        assertThat(saved("Days with sign-ups")).contains("1 day or more|6", "2 days or more|1");
    }

    @Test
    void paths_fromAPage_asBands() throws Exception {
        viewed("a", "2025-03-12T10:00:00Z", "/pricing");
        viewed("a", "2025-03-12T10:01:00Z", "/docs");
        viewed("b", "2025-03-12T10:00:00Z", "/blog");
        viewed("b", "2025-03-12T10:01:00Z", "/pricing");
        viewed("b", "2025-03-12T10:02:00Z", "/docs");
        viewed("b", "2025-03-12T10:03:00Z", "/" + NASTY.replace("\"", "'"));
        signIn();
        newQuestion("PathsQuery");
        browser.click("input[value='$pageview']");
        type("Starting at", "https://lantern.example/pricing");
        assertThat(saved("From the prices"))
                .contains("Step|From|To|Times", "1|https://lantern.example/pricing|https://lantern.example/docs|2")
                .hasSize(3);
        assertThat(browser.textOf(".sankey svg"))
                .contains("/pricing", "/docs", "<img")
                .doesNotContain("lantern");
        browser.press("Edit");
        type("Most steps", "2");
        browser.press("Save");
        browser.shows("The query is saved.");
        assertThat(browser.table()).hasSize(2);
    }

    @Test
    void sql_isAsked() throws Exception {
        signIn();
        go("new");
        choose("Kind", "HogQLQuery");
        type("SQL", "select properties.plan as plan, count() as times from events group by plan");
        assertThat(saved("Plans")).containsExactly("plan|times", NASTY.replace("\"", "") + "|8");
    }

    @Test
    void faults_areToldAtTheFieldThatTheyAreAbout() throws Exception {
        refuses(400);
        signIn();
        newQuestion("FunnelsQuery");
        type("Within", "-3");
        browser.press("Preview");
        browser.shows("must be 1 to");
        assertThat(browser.labelled("Within").getDomAttribute("aria-invalid")).isEqualTo("true");

        newQuestion("TrendsQuery");
        type("Formula", "A /");
        browser.press("Preview");
        browser.shows("ends too early");
        assertThat(browser.labelled("Formula").getDomAttribute("aria-invalid")).isEqualTo("true");

        choose("Kind", "PathsQuery");
        type("Most steps", "0");
        browser.press("Preview");
        browser.shows("must be from 1");
        assertThat(browser.labelled("Most steps").getDomAttribute("aria-invalid"))
                .isEqualTo("true");

        choose("Kind", "HogQLQuery");
        type("SQL", "select nonsense(1) from events");
        browser.press("Preview");
        browser.shows("There is no function");
        assertThat(browser.labelled("SQL").getDomAttribute("aria-invalid")).isEqualTo("true");
    }

    @Test
    void question_isChangedByTheForm_whichKeepsWhatItSaysNothingAbout() throws Exception {
        long id = owner.post("/api/projects/1/insights/", """
                        {"name": "Sign-ups", "query": {"kind": "InsightVizNode", "showHeader": true, "source": {
                        "kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "signed up", "name": "signed up"}],
                        "dateRange": {"date_from": "2025-03-12", "date_to": "2025-03-14"}}}}""")
                .has(201)
                .json()
                .path("id")
                .asLong();
        signIn();
        go("insight/" + id);
        browser.press("Edit");
        assertThat(browser.labelled("Event").getDomProperty("value")).isEqualTo("signed up");
        choose("Count", "dau");
        browser.press("Save");
        browser.shows("The query is saved.");
        assertThat(browser.table())
                .containsExactly("Date|signed up", "12-Mar-2025|2", "13-Mar-2025|1", "14-Mar-2025|3");
        JsonNode query = stored(id).path("query");
        assertThat(query.path("showHeader").booleanValue()).isTrue();
        assertThat(query.at("/source/series/0/math").textValue()).isEqualTo("dau");
        assertThat(query.at("/source/dateRange/date_to").textValue()).isEqualTo("2025-03-14");
    }

    @Test
    void question_thatTheFormCannotSay_isEditedAsJson() throws Exception {
        long id = insight(
                "Smooth",
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'signed up'}],"
                        + "'trendsFilter':{'smoothingIntervals':7}}");
        signIn();
        go("edit/" + id);
        browser.shows("This question says more than the form can.");
        assertThat(browser.labelled("The question as JSON").getDomProperty("value"))
                .contains("smoothingIntervals");
        assertThat(browser.text()).doesNotContain("Series A");
    }
}
