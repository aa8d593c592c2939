package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.support.ui.Select;

/** Dashboards in the console. */
class DashboardBrowserTest extends ConsoleFixture {
    private static final String MANY = "🦊".repeat(400);
    private static final String TABLE = ".tile table.data";

    private long dashboard(String name, long... insights) throws Exception {
        var body = JsonNodeFactory.instance.objectNode().put("name", name);
        var tiles = body.putArray("tiles");
        for (long insight : insights) {
            tiles.addObject().put("insight", insight);
        }
        return owner.post("/api/projects/1/dashboards/", body.toString())
                .has(201)
                .json()
                .path("id")
                .asLong();
    }

    private JsonNode board(long id) throws Exception {
        return owner.get("/api/projects/1/dashboards/" + id + "/").has(200).json();
    }

    /** The names of the tiles, in the order in which they are shown. */
    private List<String> tiles() {
        browser.find(".tiles .tile");
        Object names = browser.run(
                "return [...document.querySelectorAll('.tile')].map(tile => tile.getAttribute('aria-label'))");
        return ((List<?>) names).stream().map(String::valueOf).toList();
    }

    /** What the API has of each tile: its insight, and where it stands. */
    private List<String> layouts(long id) throws Exception {
        List<String> layouts = new ArrayList<>();
        for (JsonNode tile : board(id).path("tiles")) {
            JsonNode place = tile.at("/layouts/sm");
            layouts.add(tile.at("/insight/name").textValue() + " " + place.path("x") + " " + place.path("y") + " "
                    + place.path("w"));
        }
        return layouts;
    }

    @Test
    void dashboard_isMade_filled_named_pinned_deletedAndBroughtBack() throws Exception {
        signUps("Sign-ups");
        signIn();
        browser.press("Dashboards");
        browser.shows("There is no dashboard yet.");
        browser.press("New dashboard");
        Browser.type(browser.labelled("Name of the new dashboard"), "Growth");
        browser.press("Save");
        browser.shows("Nothing is on this dashboard yet.");
        long id = owner.get("/api/projects/1/dashboards/")
                .json()
                .at("/results/0/id")
                .asLong();

        browser.press("Add to this dashboard");
        browser.click("button[aria-label='Add Sign-ups']");
        browser.shows(quoted("Sign-ups") + " is on the dashboard.");
        browser.click(".tile summary");
        assertThat(browser.table(TABLE))
                .containsExactly("Date|signed up", "12-Mar-2025|2", "13-Mar-2025|1", "14-Mar-2025|3");
        assertThat(browser.textOf(".tile .fresh")).startsWith("As of");
        browser.find(".tile canvas");
        Browser.type(browser.labelled("Text"), NASTY);
        browser.press("Add the text");
        browser.shows(NASTY);

        browser.press("Name and description");
        Browser.type(browser.labelled("Name"), "More growth");
        Browser.type(browser.labelled("Description"), "Week by week");
        browser.press("Save");
        browser.shows("Saved.");
        browser.press("Pin");
        browser.find("button[aria-pressed=true]");
        JsonNode board = board(id);
        assertThat(board.path("name").textValue()).isEqualTo("More growth");
        assertThat(board.path("description").textValue()).isEqualTo("Week by week");
        assertThat(board.path("pinned").booleanValue()).isTrue();

        browser.press("Delete");
        browser.shows(quoted("More growth") + " is deleted.");
        browser.shows("There is no dashboard yet.");
        browser.press("Undo");
        browser.shows("Week by week");
        assertThat(board(id).path("deleted").booleanValue()).isFalse();
    }

    @Test
    void tiles_areArrangedByKeyboard_andStayThere() throws Exception {
        long id = dashboard("Board", signUps("One"), signUps("Two"), signUps("Three"));
        signIn();
        go("dashboard/" + id);
        assertThat(tiles()).containsExactly("One", "Two", "Three");
        browser.press("Arrange");
        browser.keys("button[aria-label='Three: earlier']", " ");
        browser.keys("button[aria-label='Three: earlier']", " ");
        browser.keys("button[aria-label='Three: earlier']", " "); // it is the first already
        assertThat(tiles()).containsExactly("Three", "One", "Two");
        assertThat(browser.run("return document.activeElement.getAttribute('aria-label')"))
                .isEqualTo("Three: earlier");
        browser.keys("button[aria-label='One: later']", " ");
        new Select(browser.find("select[aria-label='Width: Three']")).selectByValue("12");
        browser.press("Save the arrangement");
        browser.shows("The arrangement is saved.");
        assertThat(layouts(id)).containsExactly("Three 0 0 12", "Two 0 5 6", "One 6 5 6");
        reload();
        assertThat(tiles()).containsExactly("Three", "Two", "One");
    }

    @Test
    void tiles_areArrangedByPointer_andPutBackByCancelling() throws Exception {
        long id = dashboard("Board", signUps("One"), signUps("Two"), signUps("Three"));
        signIn();
        go("dashboard/" + id);
        browser.press("Arrange");
        browser.drag(".tile[aria-label=One] .handle", ".tile[aria-label=Two]");
        assertThat(tiles()).containsExactly("Two", "One", "Three");
        browser.press("Cancel");
        assertThat(tiles()).containsExactly("One", "Two", "Three");
        browser.press("Arrange");
        browser.drag(".tile[aria-label=Two] .handle", ".tile[aria-label=One]");
        browser.press("Save the arrangement");
        browser.shows("The arrangement is saved.");
        assertThat(layouts(id)).containsExactly("Two 0 0 6", "One 6 0 6", "Three 0 5 6");
    }

    @Test
    void tile_isTakenAway_andPutBack_whereItWas() throws Exception {
        long id = dashboard("Board", signUps("One"), signUps("Two"));
        signIn();
        go("dashboard/" + id);
        browser.click("button[aria-label='Remove: One']");
        browser.shows(quoted("One") + " is no longer on this dashboard.");
        assertThat(tiles()).containsExactly("Two");
        assertThat(board(id).path("tiles")).hasSize(1);
        browser.press("Undo");
        browser.find(".tile[aria-label=One] canvas");
        assertThat(tiles()).containsExactly("One", "Two");
        assertThat(board(id).path("tiles")).hasSize(2);
    }

    @Test
    void tiles_areCalculatedAnew_together() throws Exception {
        long id = dashboard("Board", signUps("One"), insight("Two", """
                {"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"upgraded"}],"dateRange":{"date_from":"-7d"},
                "trendsFilter":{"display":"BoldNumber"}}"""));
        signIn();
        go("dashboard/" + id);
        browser.shows("upgraded");
        assertThat(browser.textOf(".numbers strong")).isEqualTo("2");
        app.hindsight().events().append(app.project().id(), List.of(event("upgraded", "new", "2025-03-14T12:00:00Z")));
        browser.press("Calculate all again");
        browser.shows("3", () -> browser.textOf(".numbers strong"));
        browser.find("main:not(:has(.progress))");
    }

    @Test
    void dates_areOthers_forALook_andForGood() throws Exception {
        long id = dashboard("Board", signUps("One"));
        signIn();
        go("dashboard/" + id);
        browser.press("Dates and conditions");
        new Select(browser.labelled("Range")).selectByValue("custom");
        browser.run("const [from, to] = document.querySelectorAll('.dates input'); from.value = '2025-03-13';"
                + " to.value = '2025-03-13'; return true");
        browser.press("Show");
        browser.shows("You see other dates");
        browser.click(".tile summary");
        assertThat(browser.table(TABLE)).containsExactly("Date|signed up", "13-Mar-2025|1");
        reload();
        browser.click(".tile summary");
        assertThat(browser.table(TABLE)).containsExactly("Date|signed up", "13-Mar-2025|1");
        assertThat(board(id).at("/filters/date_from").isMissingNode()).isTrue();

        browser.press("Add a condition");
        Browser.type(browser.labelled("Property"), "plan");
        new Select(browser.labelled("Which")).selectByValue("is_not_set");
        browser.press("Save for everybody");
        browser.shows("The dashboard's dates and conditions are saved.");
        assertThat(board(id).at("/filters/date_from").textValue()).isEqualTo("2025-03-13");
        browser.click(".tile summary");
        assertThat(browser.table(TABLE)).containsExactly("Date|signed up", "13-Mar-2025|0");
        browser.press("Dates and conditions");
        assertThat(browser.labelled("Property").getDomProperty("value")).isEqualTo("plan");
    }

    @Test
    void insight_isAddedFromItsOwnPage() throws Exception {
        long insight = signUps("Sign-ups");
        long id = dashboard("Board");
        signIn();
        go("insight/" + insight);
        browser.table();
        browser.press("Add to dashboard");
        browser.press("Add");
        browser.shows(quoted("Sign-ups") + " is on the dashboard.");
        assertThat(board(id).at("/tiles/0/insight/id").asLong()).isEqualTo(insight);
        browser.press("Board");
        browser.find(".tile[aria-label=Sign-ups] canvas");
    }

    @Test
    void change_isRefused_whenSomebodyElseChangedTheDashboardMeanwhile() throws Exception {
        refuses(412);
        long id = dashboard("Board", signUps("One"), signUps("Two"));
        signIn();
        go("dashboard/" + id);
        browser.find(".tile[aria-label=Two]");
        owner.patch("/api/projects/1/dashboards/" + id + "/", "{\"name\":\"Theirs\"}")
                .has(200);
        browser.click("button[aria-label='Remove: One']");
        browser.shows("Somebody else has changed this dashboard meanwhile.");
        assertThat(board(id).path("tiles")).hasSize(2);
        browser.press("Load again");
        browser.shows("Theirs");
    }

    @Test
    void keyThatMayOnlyRead_isOfferedNoChanges() throws Exception {
        long id = dashboard("Board", signUps("One"));
        signIn("insight:read", "dashboard:read");
        browser.press("Dashboards");
        browser.shows("Board");
        assertThat(browser.text()).doesNotContain("New dashboard", "Delete");
        browser.click("a[href$='/dashboard/" + id + "']");
        browser.find(".tile canvas");
        browser.shows("You may look at this dashboard, and not change it.");
        assertThat(browser.text()).doesNotContain("Arrange", "Delete", "Remove", "Add to this dashboard", "Pin");
        browser.press("Calculate all again");
        browser.find("button:not(:disabled) + .hint");
        browser.find(".tile:not([aria-busy]) canvas");
    }

    @Test
    void names_areText_whateverIsInThem() throws Exception {
        String script = "<script>alert(1)</script> ' \" \u202e" + NASTY;
        long id = dashboard(script, signUps(MANY), insight(script.replace("\"", ""), """
                {"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"signed up"}],
                "breakdownFilter":{"breakdown":"plan"},"dateRange":{"date_from":"-7d"}}"""));
        dashboard(MANY);
        signIn();
        go("dashboards");
        browser.shows(script);
        assertThat(browser.text()).contains(MANY);
        go("dashboard/" + id);
        browser.find(".tile canvas");
        assertThat(browser.textOf("h1")).isEqualTo(script);
        assertThat(tiles()).containsExactly(MANY, script.replace("\"", ""));
        assertThat(browser.textOf("main")).contains(MANY);
        assertThat(browser.run("return document.querySelectorAll('main script, main img').length"))
                .isEqualTo(0L);
        browser.press("Arrange");
        browser.press("Save the arrangement");
        browser.shows("The arrangement is saved.");
    }

    @Test
    void pages_haveNoBarriers_inBothThemes_wideAndNarrow() throws Exception {
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(
                                event("opened", "person 0", "2025-03-14T10:01:00Z"),
                                event("closed", "person 0", "2025-03-14T10:02:00Z")));
        long paths = insight("Paths", "{'kind':'PathsQuery','dateRange':{'date_from':'-7d'},'pathsFilter':{}}");
        long trend = signUps("One");
        long id = dashboard("Board", trend, paths);
        owner.patch(
                        "/api/projects/1/dashboards/" + id + "/",
                        "{\"tiles\":[{\"text\":{\"body\":\"Some words\"}}],\"description\":\"More words\"}")
                .has(200);
        signIn();
        for (boolean dark : new boolean[] {false, true}) {
            int width = dark ? 360 : 1440;
            browser.look(dark, width);
            for (String page : List.of(
                    "dashboards",
                    "dashboard/" + id,
                    "dashboard/" + id + "?arranged",
                    "edit/" + trend,
                    "insight/" + paths)) {
                go(page);
                browser.find("main:not([aria-busy]) h1");
                if (page.startsWith("dashboard/")) {
                    browser.find(".tile canvas");
                    browser.find(".tile svg");
                    browser.press("Dates and conditions");
                    browser.press("Add a condition");
                    browser.press("Add to this dashboard");
                }
                if (page.endsWith("arranged")) {
                    browser.press("Arrange");
                }
                assertThat(browser.barriers())
                        .as(page + " " + width + (dark ? " in the dark" : ""))
                        .isEmpty();
                assertThat(browser.run(
                                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                        .as("what is cut off from " + page)
                        .isEqualTo(0L);
            }
        }
    }
}
