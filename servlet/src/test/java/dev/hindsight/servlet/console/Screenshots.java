package dev.hindsight.servlet.console;

import dev.hindsight.Hindsight;
import dev.hindsight.servlet.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes pictures of the demo's pages in the console, wide and narrow, in both themes, and says what the pages weigh and how soon
 * their charts are there. The first argument is a directory for all pictures, the second one for those of the README.
 */
public final class Screenshots {
    private static final int WIDE = 1440;
    private static final int NARROW = 360;
    private static final int THREADS = 50;

    private Screenshots() {}

    public static void main(String[] arguments) throws Exception {
        Path all = Files.createDirectories(Path.of(arguments[0]));
        Path readme = Files.createDirectories(Path.of(arguments[1]));
        try (TestApp app = TestApp.start(Hindsight.builder().inMemory().demo(true), THREADS);
                Browser browser = Browser.start(Files.createTempDirectory("hindsight-screenshots"))) {
            browser.open(app.url() + "/");
            browser.labelled("Personal API key").sendKeys(app.key(app.owner(), List.of("*")));
            browser.press("Sign in");
            browser.find("ul.insights");
            weigh(app.url(), browser);
            for (boolean dark : new boolean[] {false, true}) {
                for (int width : new int[] {WIDE, NARROW}) {
                    browser.look(dark, width);
                    take(browser, all, width + (dark ? "-dark" : "-light"));
                }
            }
            browser.look(false, WIDE);
            show(browser, "dashboard/1");
            picture(readme.resolve("dashboard.png"), browser.picture(false));
            browser.look(true, NARROW);
            show(browser, "insight/10");
            picture(readme.resolve("insight.png"), browser.picture(false));
        }
    }

    private static void weigh(String url, Browser browser) {
        browser.keepNothing();
        for (String page : List.of("insights", "insight/1", "dashboard/1")) {
            browser.open("about:blank");
            browser.received();
            browser.open(url + "/#/p/1/" + page);
            browser.find("main:not([aria-busy]):not(:has(.progress)):not(:has([aria-busy])) h1");
            System.out.printf("%s: %d KB%n", page, browser.received() / 1024);
        }
        for (int insight = 1; insight <= 10; insight++) {
            weighChart(browser, "insight/" + insight);
        }
        for (int look = 0; look < 3; look++) {
            weighChart(browser, "dashboard/1");
        }
    }

    private static void weighChart(Browser browser, String page) {
        show(browser, "trash");
        Long millis = browser.chartAfterAnswer("#/p/1/" + page);
        System.out.println(
                page + ": " + (millis == null ? "nothing that is drawn" : "first chart after " + millis + " ms"));
    }

    private static void take(Browser browser, Path directory, String look) throws IOException {
        for (String page : List.of("insights", "new", "trash", "dashboards", "dashboard/1", "edit/6", "settings")) {
            show(browser, page);
            picture(directory.resolve(page.replace('/', '-') + "-" + look + ".png"), browser.picture(true));
        }
        for (int insight = 1; insight <= 10; insight++) {
            show(browser, "insight/" + insight);
            picture(directory.resolve("insight-" + insight + "-" + look + ".png"), browser.picture(true));
        }
    }

    private static void show(Browser browser, String page) {
        browser.run("location.hash = '#/p/1/insights'; return true");
        browser.find("ul.insights");
        browser.run("location.hash = '#/p/1/" + page + "'; return true");
        browser.find("main:not([aria-busy]):not(:has(.progress)):not(:has([aria-busy])) h1");
        if (page.startsWith("insight/") || page.startsWith("dashboard/")) {
            browser.find(".answer table, .tile table, .tile canvas");
            browser.find("main:not(:has(.progress)) h1");
        }
    }

    private static void picture(Path file, byte[] png) throws IOException {
        Files.write(file, png);
        System.out.println(file + " " + png.length / 1024 + " KB");
    }
}
