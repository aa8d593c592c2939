package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.servlet.TestClient;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.Select;

/** The project's settings, and one's own keys. */
class SettingsBrowserTest extends ConsoleFixture {
    private String made() {
        return String.valueOf(browser.labelled("Key, shown only now").getDomProperty("value"));
    }

    /** Presses a button of the key whose row has a text; what it does is asked once more. */
    private void ask(String row, String button) {
        browser.find("ul.keys button[aria-label^='" + button + "']");
        browser.run("[...document.querySelectorAll('ul.keys li')].find(row => row.innerText.includes('" + row + "'))"
                + ".querySelector('button[aria-label^=\"" + button + "\"]').click(); return true");
    }

    @Test
    void key_isMade_used_rolled_andRevoked() throws Exception {
        signIn();
        browser.press("Settings");
        Browser.type(browser.labelled("Label"), NASTY.substring(0, 40));
        browser.press("Make key");
        browser.shows("The key is there.");
        String value = made();
        TestClient program = app.anonymous().withKey(value);
        program.get("/api/projects/1/insights/").has(200);
        program.post("/api/projects/1/insights/", "{\"name\":\"No\"}").has(403);
        browser.find("ul.keys li");
        assertThat(browser.text()).contains(NASTY.substring(0, 28)).doesNotContain(value);

        ask("alert(1)", "New secret");
        browser.shows("The old one stops working at once.");
        browser.key(Keys.ENTER);
        browser.shows("The key has a new secret.");
        program.get("/api/projects/1/insights/").has(401);
        TestClient rolled = app.anonymous().withKey(made());
        rolled.get("/api/projects/1/insights/").has(200);
        assertThat(browser.barriers()).isEmpty();

        ask("alert(1)", "Revoke");
        browser.shows("Whatever uses it stops working.");
        browser.key(Keys.ESCAPE);
        assertThat(browser.text()).doesNotContain("Whatever uses it stops working.");
        rolled.get("/api/projects/1/insights/").has(200);
        ask("alert(1)", "Revoke");
        browser.key(Keys.ENTER);
        browser.shows("is revoked.");
        rolled.get("/api/projects/1/insights/").has(401);
    }

    @Test
    void key_getsTheScopesThatAreChosen_andNoneThatTheSessionLacks() throws Exception {
        signIn("insight:write", "query:read", "user:write");
        browser.press("Settings");
        Browser.type(browser.labelled("Label"), "Chosen");
        new Select(browser.labelled("It may")).selectByVisibleText("do what I choose");
        assertThat(browser.textOf("fieldset")).contains("Insights", "Queries").doesNotContain("Dashboards", "Sharing");
        assertThat(new Select(browser.find("select[aria-label=Queries]")).getOptions())
                .hasSize(2);
        new Select(browser.find("select[aria-label=Insights]")).selectByValue("read");
        browser.press("Make key");
        browser.shows("The key is there.");
        TestClient program = app.anonymous().withKey(made());
        program.get("/api/projects/1/insights/").has(200);
        program.post("/api/projects/1/query/", "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select 1\"}}")
                .has(403);
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void session_ends_whenItsOwnKeyIsRevoked() throws Exception {
        refuses(401);
        signIn();
        browser.press("Settings");
        browser.shows("(this session)");
        ask("this session", "Revoke");
        browser.shows("You are signed out.");
        browser.key(Keys.ENTER);
        browser.shows("Your session has ended.");
        assertThat(browser.text()).doesNotContain("phx_", "phc_");
    }

    @Test
    void project_isSet_andSetBack() throws Exception {
        signIn();
        browser.press("Settings");
        Browser.type(browser.labelled("Name"), NASTY);
        new Select(browser.labelled("Time zone")).selectByValue("Europe/Berlin");
        new Select(browser.labelled("Weeks begin on")).selectByVisibleText("Monday");
        browser.press("Save project");
        browser.shows("The project is saved.");
        String set = owner.get("/api/projects/1/").has(200).body();
        assertThat(set).contains("Europe/Berlin", "\"week_start_day\":1");
        assertThat(browser.textOf("header .project")).isEqualTo(NASTY);
        browser.press("Undo");
        browser.shows("Undone.");
        assertThat(browser.labelled("Time zone").getDomProperty("value")).isEqualTo("UTC");
        assertThat(owner.get("/api/projects/1/").has(200).body()).contains("\"timezone\":\"UTC\"");
        for (boolean dark : new boolean[] {false, true}) {
            browser.look(dark, dark ? 360 : 1440);
            assertThat(browser.barriers()).isEmpty();
            assertThat(browser.run(
                            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isEqualTo(0L);
        }
    }
}
