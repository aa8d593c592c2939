package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.project.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.support.ui.Select;

/** Tags and descriptions, what happened and the way back, and who may do what. */
@SuppressWarnings("NullAway.Init") // by JUnit
class ChangesBrowserTest extends ConsoleFixture {
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path another;

    private static void signIn(Browser browser, String url, String key) {
        browser.open(url + "/");
        Browser.type(browser.labelled("Personal API key"), key);
        browser.press("Sign in");
        browser.find("ul.insights");
    }

    private void open(long id) {
        go("insight/" + id);
        browser.table();
    }

    @Test
    void tags_areAdded_shownInTheList_filteredBy_andTakenAway() throws Exception {
        long id = signUps("Tagged");
        signUps("Another");
        signIn();
        open(id);
        Browser.type(browser.find("input[aria-label='New tag']"), "Growth");
        browser.press("Add tag");
        browser.shows("The tag " + quoted("growth") + " is there.");
        Browser.type(browser.find("input[aria-label='New tag']"), "<b>bold</b> \"'");
        browser.press("Add tag");
        browser.shows("<b>bold</b> \"'");
        assertThat(stored(id).path("tags"))
                .extracting(JsonNode::textValue)
                .containsExactlyInAnyOrder("growth", "<b>bold</b> \"'");

        browser.press("growth");
        browser.find("ul.insights");
        assertThat(browser.text()).contains("Tagged", "<b>bold</b> \"'").doesNotContain("Another");
        assertThat(browser.labelled("Tag").getDomProperty("value")).isEqualTo("growth");

        open(id);
        browser.click("button[aria-label='Remove the tag " + quoted("growth") + "']");
        browser.shows("The tag " + quoted("growth") + " is gone.");
        assertThat(stored(id).path("tags")).hasSize(1);

        browser.press("Add a description");
        Browser.type(browser.labelled("Description"), NASTY);
        browser.press("Save");
        browser.shows("The description is saved.");
        assertThat(browser.textOf(".description p")).isEqualTo(NASTY);
        assertThat(stored(id).path("description").textValue()).isEqualTo(NASTY);
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void favourite_isStarred_foundInTheList_andChangedAfterwards() throws Exception {
        long id = signUps("Favourite");
        signUps("Another");
        signIn();
        open(id);
        browser.click("button.star");
        browser.find("button.star[aria-pressed=true]");
        browser.press("Rename");
        Browser.type(browser.find("form.rename input"), "Darling");
        browser.press("Save");
        browser.shows("The name is saved.");
        browser.press("Insights");
        browser.click("#favourites");
        browser.find("main:not([aria-busy]) ul.insights li:only-child");
        assertThat(browser.textOf("ul.insights")).contains("Darling").doesNotContain("Another");
        browser.click("button.star");
        browser.find("button.star[aria-pressed=false]");
        assertThat(stored(id).path("favorited").booleanValue()).isFalse();
        assertThat(stored(id).path("name").textValue()).isEqualTo("Darling");
    }

    @Test
    void revert_ofWhatIsLikeThatAlready_isSaid_andLeavesNothingToUndo() throws Exception {
        long id = signUps("First");
        for (String name : List.of("Second", "First")) {
            owner.patch("/api/projects/1/insights/" + id + "/", "{\"name\":\"" + name + "\"}")
                    .has(200);
        }
        signIn();
        open(id);
        browser.press("Activity");
        browser.shows("Before:");
        browser.click(".log li:nth-child(2) button");
        browser.shows("It is like that already.");
        assertThat(browser.text()).doesNotContain("Undo");
        assertThat(stored(id).path("name").textValue()).isEqualTo("First");
    }

    @Test
    void list_isFilteredByKindAndMaker() throws Exception {
        signUps("Mine");
        User ada = app.member("ada@example.org");
        app.anonymous()
                .withKey(app.key(ada, List.of("*")))
                .post(
                        "/api/projects/1/insights/",
                        "{\"name\":\"Hers\",\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select 1\"}}")
                .has(201);
        signIn();
        browser.shows("Hers");
        new Select(browser.labelled("Made by")).selectByVisibleText("Me");
        browser.find("main:not([aria-busy]) ul.insights");
        browser.shows("Mine");
        assertThat(browser.textOf("ul.insights")).doesNotContain("Hers");
        new Select(browser.labelled("Made by")).selectByVisibleText("Some");
        browser.shows("Hers");
        assertThat(browser.textOf("ul.insights")).doesNotContain("Mine");
        new Select(browser.labelled("Kind")).selectByValue("RETENTION");
        browser.shows("No insight fits.");
    }

    @Test
    void change_isToldOf_setBack_andThatUndone() throws Exception {
        long id = signUps("First");
        signIn();
        open(id);
        browser.press("Rename");
        Browser.type(browser.find("form.rename input"), NASTY);
        browser.press("Save");
        browser.shows("The name is saved.");
        browser.press("Activity");
        browser.shows("Before:");
        assertThat(browser.textOf(".log li")).contains("Owner", "changed it", "Name", "First", NASTY);

        browser.press("Set back");
        browser.shows("It is set back.");
        assertThat(stored(id).path("name").textValue()).isEqualTo("First");
        assertThat(browser.textOf("h1")).isEqualTo("First");
        browser.press("Undo");
        browser.shows(NASTY);
        browser.shows("It is set back.");
        assertThat(stored(id).path("name").textValue()).isEqualTo(NASTY);
        browser.press("Activity");
        browser.shows("Before:");
        assertThat(browser.barriers()).isEmpty();
        browser.look(true, 360);
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void activity_comesAPageAtATime() throws Exception {
        long id = signUps("Name 0");
        for (int i = 1; i < 13; i++) {
            owner.patch("/api/projects/1/insights/" + id + "/", "{\"name\":\"Name " + i + "\"}")
                    .has(200);
        }
        signIn();
        open(id);
        browser.press("Activity");
        browser.shows("1–10 of 13");
        browser.press("Next");
        browser.shows("11–13 of 13");
        browser.shows("made it");
    }

    @Test
    void rule_isFeltByTheSessionOfWhomItNames_fromTheNextRequestOn() throws Exception {
        User ada = app.member("ada@example.org");
        long id = signUps("For some");
        signIn();
        open(id);
        try (Browser hers = Browser.start(another)) {
            signIn(hers, app.url(), app.key(ada, List.of("*")));
            hers.run("location.hash = '#/p/1/insight/" + id + "'; return true");
            hers.table();
            hers.find("form input[aria-label='New tag']");

            browser.press("Access");
            new Select(browser.labelled("For")).selectByVisibleText("Some Body (ada@example.org)");
            browser.press("Add rule");
            browser.shows("Some Body (ada@example.org): may see it.");
            hers.run("location.reload(); return true");
            hers.shows("You may look at this insight, and not change it.");
            assertThat(hers.text()).doesNotContain("Rename", "Delete", "Add tag", "Sharing", "Edit description");
            hers.press("Access");
            hers.shows("You may look at these rules, and not change them.");
            hers.press("Activity");
            hers.shows("made it");
            assertThat(hers.text()).doesNotContain("Set back", "Add rule", "Remove");
            assertThat(hers.barriers()).isEmpty();

            new Select(browser.find("#access-0")).selectByValue("none");
            browser.shows("Some Body (ada@example.org): may not see it.");
            hers.run("location.reload(); return true");
            hers.shows("You do not have viewer access to this resource.");

            browser.press("Undo");
            browser.shows("Undone.");
            hers.press("Try again");
            hers.table();
            browser.press("Remove");
            browser.shows("no rule any more.");
            hers.run("location.reload(); return true");
            hers.find("form input[aria-label='New tag']");
            hers.saw(app.url(), Set.of(403));
        }
        new Select(browser.find("#access-everybody")).selectByValue("viewer");
        browser.shows("Everybody in the project: may see it.");
        assertThat(owner.get("/api/projects/1/insights/" + id + "/access_controls/")
                        .has(200)
                        .json()
                        .path("access_controls"))
                .hasSize(1);
        assertThat(browser.barriers()).isEmpty();
        browser.look(true, 360);
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void keyThatMayOnlyRead_isOfferedNothingElse() throws Exception {
        long id = signUps("Read only");
        signIn("insight:read");
        browser.click("ul.insights a[href$='/insight/" + id + "']");
        browser.table();
        assertThat(browser.text())
                .doesNotContain("Sharing", "Access", "Activity", "Add tag", "Add a description", "Rename", "Delete");
        assertThat(browser.run("return document.querySelectorAll('button.point').length"))
                .isEqualTo(0L);
        browser.press("Settings");
        browser.shows("Your key may read neither the project nor your keys.");
    }
}
