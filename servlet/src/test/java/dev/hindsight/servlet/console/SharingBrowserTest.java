package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.servlet.RunningServer;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Router;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.support.ui.Select;

/** Sharing from the console, and what strangers then see. */
@SuppressWarnings("NullAway.Init") // by JUnit
class SharingBrowserTest extends ConsoleFixture {
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path elsewhere;

    private String value(String label) {
        return String.valueOf(browser.labelled(label).getDomProperty("value"));
    }

    private void open(long id) {
        signIn();
        go("insight/" + id);
        browser.table();
        browser.press("Sharing");
    }

    /** Another site, whose page has some HTML in it. */
    private static RunningServer site(String html) throws Exception {
        Router.Builder routes = new Router.Builder();
        byte[] page = ("<!doctype html><title>Other</title>" + html).getBytes(StandardCharsets.UTF_8);
        routes.addPlain("GET", "/", request -> Reply.bytes(200, "text/html; charset=utf-8", page));
        return RunningServer.start("", routes.build());
    }

    @Test
    void share_isOpenedWithItsPassword_inAFrameOfAnotherSite_byAStranger() throws Exception {
        open(signUps(NASTY));
        browser.click("#share-enabled");
        browser.shows("There is a link now.");
        browser.click("#share-locked");
        browser.shows("There is no password yet, so nobody gets in.");
        browser.press("Add password");
        browser.shows("Password, shown only now");
        String password = value("Password, shown only now");
        assertThat(password).hasSizeGreaterThan(8);
        String frame = value("HTML for a frame");
        assertThat(frame).doesNotContain("<img").contains("/embedded/");

        try (RunningServer site = site(frame);
                Browser stranger = Browser.start(elsewhere)) {
            stranger.open(site.url().replace("localhost", "127.0.0.1") + "/");
            stranger.enterFrame();
            stranger.shows("Password");
            assertThat(stranger.text()).doesNotContain("onerror", "14-Mar-2025");
            Browser.type(stranger.find("input[type=password]"), "wrong password");
            stranger.press("Open");
            stranger.shows("Incorrect password.");
            Browser.type(stranger.find("input[type=password]"), password);
            stranger.press("Open");
            stranger.shows(NASTY);
            stranger.press("The figures as a table");
            assertThat(stranger.text()).contains("12-Mar-2025", "14-Mar-2025");
        }

        browser.press("Revoke");
        browser.shows("Whoever came with it is locked out.");
        browser.press("Revoke");
        browser.shows("The password is revoked.");
        browser.shows("There is no password yet, so nobody gets in.");
    }

    @Test
    void page_looksAsItIsSet_andItsLinkIsChangedAndEnded() throws Exception {
        long id = signUps("Sign-ups");
        open(id);
        browser.click("#share-enabled");
        browser.shows("There is a link now.");
        String link = value("Link");
        new Select(browser.labelled("Colours")).selectByValue("dark");
        browser.click("#share-header");
        browser.press("Save");
        browser.shows("The page looks like that now.");
        String settings = owner.get("/api/projects/1/insights/" + id + "/sharing/")
                .has(200)
                .json()
                .path("settings")
                .toString();
        assertThat(settings).contains("\"theme\":\"dark\"", "\"noHeader\":true", "\"legend\":true");
        try (Browser stranger = Browser.start(elsewhere)) {
            stranger.open(link);
            stranger.find("svg");
            assertThat(stranger.text()).doesNotContain("Sign-ups");

            browser.press("Make another link");
            browser.shows("Everybody needs the new one then.");
            browser.press("Make another link");
            browser.shows("There is another link now.");
            assertThat(value("Link")).isNotEqualTo(link);
            app.forward(Duration.ofMinutes(6));
            stranger.open(link);
            assertThat(stranger.find("body").getText()).doesNotContain("14-Mar-2025");
            String other = value("Link");
            stranger.open(other);
            stranger.find("svg");

            browser.click("#share-enabled");
            browser.shows("The link works no longer.");
            stranger.open(other);
            assertThat(stranger.find("body").getText()).doesNotContain("14-Mar-2025");
            browser.press("Undo");
            browser.find("#share-save");
            stranger.open(other);
            stranger.find("svg");
        }
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void dashboard_isShared_ruled_andTellsOfIt() throws Exception {
        long insight = signUps("On the wall");
        long id = owner.post(
                        "/api/projects/1/dashboards/",
                        "{\"name\":\"Wall\",\"tiles\":[{\"insight_id\":" + insight + "}]}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        signIn();
        go("dashboard/" + id);
        browser.press("Sharing");
        browser.click("#share-enabled");
        browser.shows("There is a link now.");
        browser.press("Access");
        new Select(browser.find("#access-everybody")).selectByValue("viewer");
        browser.shows("Everybody in the project: may see it.");
        browser.press("Activity");
        browser.shows("shared it");
        assertThat(browser.barriers()).isEmpty();
        try (Browser stranger = Browser.start(elsewhere)) {
            stranger.open(value("Link"));
            stranger.shows("On the wall");
            stranger.saw(app.url(), Set.of());
        }
    }

    @Test
    void whereNothingMayBeShared_theSwitchStaysOff() throws Exception {
        refuses(403);
        owner.patch("/api/organizations/@current/", "{\"allow_publicly_shared_resources\":false}")
                .has(200);
        open(signUps("Sign-ups"));
        browser.click("#share-enabled");
        browser.shows("Public sharing is disabled for this organization.");
        browser.find("#share-enabled:not(:checked)");
    }

    @Test
    void password_thatIsTooShort_isRefusedWithoutLosingTheRest() throws Exception {
        refuses(400);
        open(signUps("Sign-ups"));
        browser.click("#share-enabled");
        browser.shows("There is a link now.");
        browser.click("#share-locked");
        Browser.type(browser.labelled("New password"), "short");
        browser.press("Add password");
        browser.shows("raw_password: Password must be at least 8 characters long.");
        assertThat(value("New password")).isEqualTo("short");
        Browser.type(browser.labelled("New password"), "long enough");
        Browser.type(browser.labelled("For whom"), NASTY);
        browser.press("Add password");
        browser.shows(NASTY);
        assertThat(browser.barriers()).isEmpty();
        browser.look(true, 360);
        assertThat(browser.barriers()).isEmpty();
    }
}
