package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.Hindsight;
import dev.hindsight.servlet.GatedEvents;
import dev.hindsight.servlet.RunningServer;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Insights in the console as people use them, in a real browser over a real server. */
class ConsoleBrowserTest extends ConsoleFixture {
    @Test
    void insight_isFound_read_renamed_starred_deletedAndBroughtBack() throws Exception {
        long id = signUps(NASTY);
        signIn();
        Browser.type(browser.find("input[type=search]"), "onerror");
        browser.click("form[role=search] button");
        browser.shows(NASTY);
        browser.click("ul.insights a[href$='/insight/" + id + "']");
        assertThat(browser.table())
                .containsExactly("Date|signed up", "12-Mar-2025|2", "13-Mar-2025|1", "14-Mar-2025|3");
        assertThat(browser.textOf("h1")).isEqualTo(NASTY);
        assertThat(browser.textOf(".fresh")).contains("As of");
        browser.find(".answer canvas");

        browser.press("Rename");
        Browser.type(browser.find("form.rename input"), "New people");
        browser.press("Save");
        browser.shows("The name is saved.");
        assertThat(browser.textOf("h1")).isEqualTo("New people");
        assertThat(stored(id).path("name").textValue()).isEqualTo("New people");

        browser.click("button.star");
        browser.find("button.star[aria-pressed=true]");
        assertThat(stored(id).path("favorited").booleanValue()).isTrue();

        browser.press("Calculate again");
        browser.find("main:not(:has(.progress)) .answer:not([aria-busy])");
        assertThat(browser.table()).contains("14-Mar-2025|3");

        browser.press("Delete");
        browser.shows(quoted("New people") + " is in the trash.");
        assertThat(browser.textOf("ul.insights")).doesNotContain("New people");
        browser.press("Undo");
        assertThat(browser.table()).contains("14-Mar-2025|3");
        assertThat(stored(id).path("deleted").booleanValue()).isFalse();

        browser.press("Delete");
        browser.shows(quoted("New people") + " is in the trash.");
        browser.press("Trash");
        browser.click("button[aria-label='Restore: New people']");
        browser.shows(quoted("New people") + " is back.");
        assertThat(stored(id).path("deleted").booleanValue()).isFalse();
    }

    @Test
    void form_makesTrendsFunnelsAndSql() throws Exception {
        signIn();
        browser.press("New insight");
        Browser.type(browser.labelled("Name"), "By the form");
        Browser.type(browser.labelled("Events"), "signed up\nupgraded");
        new Select(browser.labelled("Range")).selectByValue("-7d");
        browser.press("Preview");
        assertThat(browser.table()).contains("Date|signed up|upgraded", "12-Mar-2025|2|1", "14-Mar-2025|3|1");
        browser.press("Save");
        browser.shows(quoted("By the form") + " is saved.");
        assertThat(browser.table()).contains("12-Mar-2025|2|1");

        go("new");
        new Select(browser.labelled("Kind")).selectByValue("FunnelsQuery");
        Browser.type(browser.labelled("Events"), "signed up\nupgraded");
        browser.press("Preview");
        assertThat(browser.table())
                .containsExactly(
                        "Step|People|Of the first step|Of the step before|Lost|Mean time",
                        "signed up|6|100%|100%|0|",
                        "upgraded|2|33.3%|33.3%|4|1 h");
        assertThat(browser.textOf(".funnel")).contains("4 lost (66.7%)");

        new Select(browser.labelled("Kind")).selectByValue("HogQLQuery");
        Browser.type(
                browser.labelled("SQL"), "select properties.plan as plan, count() as times from events group by plan");
        browser.press("Preview");
        browser.shows("onerror");
        assertThat(browser.table()).containsExactly("plan|times", NASTY.replace("\"", "") + "|8");
    }

    @Test
    void keyThatMayOnlyRead_isOfferedNoChanges() throws Exception {
        long id = signUps("Sign-ups");
        signIn("insight:read");
        browser.click("ul.insights a[href$='/insight/" + id + "']");
        assertThat(browser.table()).contains("14-Mar-2025|3");
        assertThat(browser.text()).doesNotContain("Delete", "Rename", "New insight");
        browser.press("Calculate again");
        browser.find("main:not(:has(.progress)) .answer:not([aria-busy])");
        assertThat(browser.table()).contains("14-Mar-2025|3");
    }

    @Test
    void calculation_isStopped() throws Exception {
        app.close();
        try (GatedEvents events = new GatedEvents()) {
            app = TestApp.start(Hindsight.builder().inMemory().events(events.dataSource()), 50);
            owner = app.client();
            long id = signUps("Slow");
            signIn();
            events.closeGate();
            go("insight/" + id);
            browser.find("progress");
            browser.press("Stop");
            browser.shows("Stopped.");
            events.openGate();
            browser.press("Calculate again");
            assertThat(browser.table()).contains("14-Mar-2025|0");
        }
    }

    @Test
    void query_isEdited_andRefusedAtItsField() throws Exception {
        refuses(400);
        long id = signUps("Sign-ups");
        signIn();
        go("insight/" + id);
        assertThat(browser.table()).hasSize(4);
        browser.press("Query");
        String query = String.valueOf(browser.labelled("Query").getDomProperty("value"));
        Browser.type(browser.labelled("Query"), "{");
        browser.press("Save query");
        browser.shows("This is not JSON");
        Browser.type(browser.labelled("Query"), query.replace("TrendsQuery", "NoSuchQuery"));
        browser.press("Save query");
        assertThat(browser.textOf("details .error")).contains("NoSuchQuery");
        Browser.type(browser.labelled("Query"), query.replace("2025-03-12", "2025-03-13"));
        browser.press("Save query");
        browser.shows("The query is saved.");
        assertThat(browser.table()).containsExactly("Date|signed up", "13-Mar-2025|1", "14-Mar-2025|3");
    }

    @Test
    void change_isRefused_whenSomebodyElseChangedTheInsightMeanwhile() throws Exception {
        refuses(412);
        long id = signUps("Sign-ups");
        signIn();
        go("insight/" + id);
        browser.table();
        owner.patch("/api/projects/1/insights/" + id + "/", "{\"name\":\"Theirs\"}")
                .has(200);
        browser.press("Rename");
        Browser.type(browser.find("form.rename input"), "Mine");
        browser.press("Save");
        browser.shows("Somebody else has changed this insight meanwhile.");
        assertThat(stored(id).path("name").textValue()).isEqualTo("Theirs");
        browser.press("Load again");
        browser.press("Rename");
        browser.press("Cancel");
        assertThat(browser.textOf("h1")).isEqualTo("Theirs");
    }

    @Test
    void form_saysWhatIsWrong_atTheField() throws Exception {
        refuses(400);
        signIn();
        go("new");
        new Select(browser.labelled("Kind")).selectByValue("FunnelsQuery");
        Browser.type(browser.labelled("Events"), "signed up");
        browser.press("Preview");
        WebElement events = browser.find("textarea[aria-invalid=true]");
        assertThat(events.getDomProperty("value")).isEqualTo("signed up");

        new Select(browser.labelled("Kind")).selectByValue("HogQLQuery");
        Browser.type(browser.labelled("SQL"), "select nonsense(1) from events");
        browser.press("Preview");
        assertThat(browser.find("textarea[aria-invalid=true]").getDomProperty("value"))
                .contains("nonsense");
        assertThat(browser.textOf(".field .error")).contains("nonsense");
    }

    @Test
    void nothing_isLeftInSight_afterSigningOut() throws Exception {
        long id = signUps("Secret plans");
        signIn();
        go("insight/" + id);
        browser.table();
        browser.press("Sign out");
        browser.labelled("Personal API key");
        browser.back();
        assertThat(browser.text()).doesNotContain("Secret plans");
        browser.open(app.url() + "/#/p/1/insight/" + id);
        browser.labelled("Personal API key");
        assertThat(browser.text()).doesNotContain("Secret plans");
    }

    @Test
    void console_isShownInNoFrame() throws Exception {
        isElsewhere();
        String html = "<!doctype html><title>Other</title><iframe src='" + app.url() + "/'></iframe>";
        Router.Builder other = new Router.Builder();
        other.addPlain("GET", "/", request -> Reply.bytes(200, "text/html", html.getBytes(StandardCharsets.UTF_8)));
        try (RunningServer server = RunningServer.start("", other.build())) {
            browser.open(server.url().replace("localhost", "127.0.0.1") + "/");
            browser.enterFrame();
            assertThat(browser.text()).doesNotContain("Personal API key");
        }
    }

    @Test
    void pages_haveNoBarriers_inBothThemes_wideAndNarrow() throws Exception {
        long trend = signUps("Sign-ups");
        long funnel = insight(
                "Funnel",
                "{'kind':'FunnelsQuery','series':[{'kind':'EventsNode','event':'signed up'},{'kind':'EventsNode',"
                        + "'event':'upgraded'}],'dateRange':{'date_from':'2025-03-01'}}");
        long retention = insight(
                "Retention",
                "{'kind':'RetentionQuery','dateRange':{'date_from':'-7d'},'retentionFilter':{'period':'Day',"
                        + "'totalIntervals':7,'targetEntity':{'id':'signed up','type':'events'},'returningEntity':{"
                        + "'id':'signed up','type':'events'}}}");
        browser.open(app.url() + "/");
        browser.labelled("Personal API key");
        assertThat(browser.barriers()).as("signing in").isEmpty();
        signIn();
        for (boolean dark : new boolean[] {false, true}) {
            browser.look(dark, dark ? 360 : 1440);
            for (String page : List.of(
                    "insights", "trash", "new", "insight/" + trend, "insight/" + funnel, "insight/" + retention)) {
                go(page);
                browser.find("main:not([aria-busy]) h1");
                if (page.startsWith("insight/")) {
                    browser.table();
                    browser.press("Query");
                }
                assertThat(browser.barriers())
                        .as(page + (dark ? " in the dark" : ""))
                        .isEmpty();
                assertThat(browser.run(
                                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                        .as("what is cut off from " + page)
                        .isEqualTo(0L);
            }
        }
    }
}
