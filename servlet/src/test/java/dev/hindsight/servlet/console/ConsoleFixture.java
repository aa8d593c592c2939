package dev.hindsight.servlet.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A server with the events of three days, and a browser at its console: on 12, 13 and 14 March 2025, two, one and three people signed
 * up, of whom one on the 12th and one on the 14th upgraded an hour later; now is noon of the 15th.
 *
 * <p>After each test the browser must have seen no complaint, no failed request and no other host.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
abstract class ConsoleFixture {
    static final String NASTY = "<img src=x onerror=alert(1)> \"Ünïcode\" \u202eמילה";

    private final Set<Integer> refusals = new HashSet<>();
    private boolean framed;

    TestApp app;
    TestClient owner;
    Browser browser;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.shared();
        app = TestApp.start();
        owner = app.client();
        List<Event> events = new ArrayList<>();
        String[] days = {"2025-03-12", "2025-03-12", "2025-03-13", "2025-03-14", "2025-03-14", "2025-03-14"};
        for (int i = 0; i < days.length; i++) {
            events.add(event("signed up", "person " + i, days[i] + "T10:00:00Z"));
            if (i % 3 == 0) {
                events.add(event("upgraded", "person " + i, days[i] + "T11:00:00Z"));
            }
        }
        app.hindsight().events().append(app.project().id(), events);
    }

    /** An event whose property {@code plan} has a value that is markup. */
    static Event event(String name, String person, String time) {
        return event(name, person, time, "{\"plan\":\"" + NASTY.replace("\"", "") + "\"}");
    }

    static Event event(String name, String person, String time, String properties) {
        return new Event(UUID.randomUUID(), name, person, Instant.parse(time), properties);
    }

    /** Says that the test has the server refuse something with one of these statuses. */
    final void refuses(Integer... statuses) {
        Collections.addAll(refusals, statuses);
    }

    /** Says that the page is another site's, which nobody vouches for. */
    final void isElsewhere() {
        framed = true;
    }

    @AfterEach
    void stop() {
        try {
            if (browser != null && app != null && !framed) {
                browser.saw(app.url(), refusals);
            }
        } finally {
            if (browser != null) { // when there is none
                browser.forget();
            }
            if (app != null) {
                app.close();
            }
        }
    }

    /**
     * Saves an insight.
     *
     * @param source the query, with ' in place of "
     */
    final long insight(String name, String source) throws Exception {
        JsonNode made = owner.post(
                        "/api/projects/1/insights/",
                        "{\"name\":\"" + name.replace("\"", "\\\"")
                                + "\",\"query\":{\"kind\":\"InsightVizNode\",\"source\":" + source.replace('\'', '"')
                                + "}}")
                .has(201)
                .json();
        return made.path("id").asLong();
    }

    /** Saves a trend of the sign-ups of the three days. */
    final long signUps(String name) throws Exception {
        return insight(
                name,
                "{'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'signed up'}],"
                        + "'dateRange':{'date_from':'2025-03-12','date_to':'2025-03-14'}}");
    }

    final void signIn() {
        signIn("*");
    }

    /** Signs in as the owner, with a key of these scopes. */
    final void signIn(String... scopes) {
        browser.open(app.url() + "/");
        Browser.type(browser.labelled("Personal API key"), app.key(app.owner(), List.of(scopes)));
        browser.press("Sign in");
        browser.find("ul.insights");
    }

    /** A name within a sentence, which its direction does not turn round. */
    static String quoted(String name) {
        return "“\u2068" + name + "\u2069”";
    }

    /** Opens a page of the first project, such as {@code insight/7}. */
    final void go(String page) {
        browser.run("location.hash = '#/p/1/" + page + "'; return true");
    }

    /** Opens a page of the first project anew, as somebody does who has its address. */
    final void reload() {
        browser.run("location.reload(); return true");
        browser.find("main:not([aria-busy]) h1");
    }

    /** An insight as the API has it. */
    final JsonNode stored(long id) throws Exception {
        return owner.get("/api/projects/1/insights/" + id + "/").has(200).json();
    }
}
