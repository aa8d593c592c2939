package dev.hindsight.servlet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium, as Debian has it, that remembers what its pages complained about and whom they asked. */
final class Browser implements AutoCloseable {
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final ChromeDriver driver;

    /** The one that tests share, since starting one takes longer than most of them. */
    private static final class Shared {
        private static final Browser BROWSER = start();

        private static Browser start() {
            try {
                Browser started = Browser.start(Files.createTempDirectory("hindsight-browser"));
                Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                return started;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** One that remembers nothing of the tests before, to be forgotten by {@link #forget} afterwards. Skips as {@link #start}. */
    static Browser shared() {
        checkThere();
        return Shared.BROWSER;
    }

    /** Leaves the page, and forgets whom it was of, how it was looked at and what it complained about. */
    void forget() {
        driver.switchTo().defaultContent();
        driver.get("about:blank");
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", false));
        driver.manage().logs().get(LogType.BROWSER);
        driver.manage().logs().get(LogType.PERFORMANCE);
    }

    /**
     * Starts one without cookies. Where there is none, the test is skipped with a message; on CI it fails.
     *
     * @param profile an empty directory
     */
    static Browser start(Path profile) {
        checkThere();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1440,900",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static void checkThere() {
        if (!CHROMIUM.canExecute() || !DRIVER.canExecute()) {
            String problem = "There is no Chromium, so nothing was tested in it: Debian's packages chromium and"
                    + " chromium-driver are missing.";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(problem);
            }
            System.err.println("SKIPPED LOUDLY: " + problem);
            Assumptions.abort(problem);
        }
    }

    void open(String url) {
        driver.get(url);
    }

    /** How the person at the screen likes it, and how wide it is. */
    void look(boolean dark, int width) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Has every page come anew, with all that belongs to it. */
    void keepNothing() {
        driver.executeCdpCommand("Network.setCacheDisabled", Map.of("cacheDisabled", true));
    }

    /** How many bytes were sent to it since somebody asked last. */
    long received() {
        long bytes = 0;
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = json(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.loadingFinished")) {
                bytes += message.path("params").path("encodedDataLength").asLong();
            }
        }
        return bytes;
    }

    /** How many milliseconds after the last answer of the API a page shows its first chart; null when there is none. */
    @Nullable
    Long chartAfterAnswer(String page) {
        Object millis = driver.executeAsyncScript("""
                const [page, done] = arguments;
                const begun = performance.now();
                location.hash = page;
                const look = () => {
                  const drawn = document.querySelector(".answer canvas, .answer svg, .tile canvas, .tile svg");
                  const answered = performance.getEntriesByType("resource")
                    .filter(each => each.name.includes("/api/") && each.responseEnd > begun).map(each => each.responseEnd);
                  if (drawn && answered.length) {
                    requestAnimationFrame(() => done(Math.round(performance.now() - Math.max(...answered))));
                  } else if (performance.now() - begun > 10000) {
                    done(null);
                  } else {
                    requestAnimationFrame(look);
                  }
                };
                look();
                """, page);
        return millis instanceof Number number ? number.longValue() : null;
    }

    /** The first element that a CSS selector finds and that can be seen, as soon as there is one. */
    WebElement find(String selector) {
        return waits().withMessage(() -> selector + " in\n" + text())
                .until(page -> page.findElements(By.cssSelector(selector)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    /** Clicks what {@link #find} finds, also when the page makes it anew meanwhile. */
    void click(String selector) {
        waits().withMessage(() -> selector + " in\n" + text())
                .until(page -> page.findElements(By.cssSelector(selector)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .map(Browser::clicked)
                        .orElse(false));
    }

    private static boolean clicked(WebElement element) {
        element.click();
        return true;
    }

    /** Clicks the button, link or summary with a text. */
    void press(String text) {
        String wanted = "//*[self::button or self::a or self::summary][normalize-space()='" + text + "']";
        waits().withMessage(() -> "“" + text + "” in\n" + text())
                .until(page -> page.findElements(By.xpath(wanted)).stream()
                        .filter(each -> each.isDisplayed() && each.isEnabled())
                        .findFirst()
                        .map(Browser::clicked)
                        .orElse(false));
    }

    /** The control whose label begins with a text. */
    WebElement labelled(String text) {
        return labelled(text, 0);
    }

    /**
     * The control whose label begins with a text.
     *
     * @param number which of them, from 0
     */
    WebElement labelled(String text, int number) {
        // With one question to the browser rather than several for each label.
        return waits().withMessage(() -> "“" + text + "” in\n" + text())
                .until(page -> (WebElement) driver.executeScript("""
                        const [text, number] = arguments;
                        const label = [...document.querySelectorAll("label")]
                          .filter(each => each.checkVisibility() && each.innerText.trim().startsWith(text))[number];
                        return label ? document.getElementById(label.htmlFor) : null;
                        """, text, number));
    }

    /** Types into what has the focus then. */
    void keys(String selector, String keys) {
        driver.executeScript("arguments[0].focus()", find(selector));
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Takes one element by the pointer and lets it go over another, past its middle as seen from where it comes from. */
    void drag(String what, String onto) {
        WebElement from = find(what);
        WebElement to = find(onto);
        int past = from.getLocation().x < to.getLocation().x ? 20 : -20;
        new Actions(driver)
                .clickAndHold(from)
                .moveToElement(to)
                .moveByOffset(past, past)
                .release()
                .perform();
    }

    /** Waits until the page holds a text. */
    void shows(String text) {
        shows(text, this::text);
    }

    /** Waits until a part of the page holds a text. */
    void shows(String text, Supplier<String> part) {
        waits().withMessage(() -> "“" + text + "” in\n" + part.get())
                .until(page -> part.get().contains(text));
    }

    /** The page as people read it. */
    String text() {
        try {
            return driver.findElement(By.tagName("body")).getText();
        } catch (WebDriverException e) {
            // The driver has another word for it when the page goes in between.
            throw String.valueOf(e.getMessage()).contains("does not belong to the document")
                    ? new StaleElementReferenceException("the page has gone", e)
                    : e;
        }
    }

    /** The text of the first element that a CSS selector finds and that can be seen, also when the page makes it anew meanwhile. */
    String textOf(String selector) {
        return waits().withMessage(() -> selector + " in\n" + text())
                .until(page -> page.findElements(By.cssSelector(selector)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .map(WebElement::getText)
                        .orElse(null));
    }

    /** The rows of the table of the answer, their cells joined by bars. */
    List<String> table() {
        return table(".answer table.data");
    }

    /** The rows of a table with a body, its cells joined by bars. */
    List<String> table(String selector) {
        find(selector + " tbody tr");
        Object rows = run("return [...document.querySelectorAll('" + selector + " tr')]"
                + ".map(row => [...row.cells].map(cell => cell.innerText.trim()).join('|'))");
        return ((List<?>) rows).stream().map(String::valueOf).toList();
    }

    /** Types in place of what is there. */
    static void type(WebElement control, String text) {
        control.clear();
        control.sendKeys(text);
    }

    Object run(String script) {
        return Objects.requireNonNull(driver.executeScript(script), script);
    }

    /** A picture as PNG, without scroll bars, of the whole page, or of what is in sight. */
    byte[] picture(boolean whole) {
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole))
                .get("data");
        return Base64.getDecoder().decode(String.valueOf(data));
    }

    /** Clicks a place within an element, in pixels from its upper left corner. */
    void clickAt(String selector, int x, int y) {
        WebElement element = find(selector);
        new Actions(driver)
                .moveToElement(
                        element,
                        x - element.getSize().getWidth() / 2,
                        y - element.getSize().getHeight() / 2)
                .click()
                .perform();
    }

    /** Presses a key where the focus is. */
    void key(Keys key) {
        new Actions(driver).sendKeys(key).perform();
    }

    void enterFrame() {
        driver.switchTo().frame(0);
    }

    void back() {
        driver.navigate().back();
    }

    private WebDriverWait waits() {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50));
        wait.ignoring(StaleElementReferenceException.class);
        return wait;
    }

    /**
     * Nothing was complained of, nothing failed, nobody but the server was asked, and the browser for its own first page.
     *
     * @param refusals statuses of refusals that are right
     */
    void saw(String server, Set<Integer> refusals) {
        List<String> complaints = driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(each ->
                        !each.contains("willReadFrequently")) // a hint about axe, which reads what charts have drawn
                .filter(each ->
                        refusals.stream().noneMatch(status -> each.contains("responded with a status of " + status)))
                .toList();
        assertThat(complaints).as("the console").isEmpty();
        List<String> wrong = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = json(entry.getMessage()).path("message");
            JsonNode parameters = message.path("params");
            String url;
            boolean fine;
            switch (message.path("method").asText()) {
                case "Network.requestWillBeSent" -> {
                    url = parameters.path("request").path("url").asText();
                    fine = url.startsWith(server + "/") || url.startsWith("data:") || url.startsWith("chrome");
                    if (url.startsWith(server + "/")) {
                        asked.add(parameters.path("requestId").asText());
                    }
                }
                case "Network.responseReceived" -> {
                    url = parameters.path("response").path("url").asText();
                    int status = parameters.path("response").path("status").asInt();
                    fine = status < 400 || refusals.contains(status);
                }
                case "Network.loadingFailed" -> {
                    url = parameters.toString();
                    fine = parameters.path("canceled").asBoolean()
                            || !asked.contains(parameters.path("requestId").asText());
                }
                default -> {
                    continue;
                }
            }
            if (!fine) {
                wrong.add(message.path("method").asText() + " " + url);
            }
        }
        assertThat(wrong).as("requests").isEmpty();
    }

    /** What axe finds serious or critical on the page that is shown. */
    List<String> barriers() {
        driver.executeScript(axe());
        JsonNode found = json(String.valueOf(driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(found => done(JSON.stringify(found.violations)), error => done(JSON.stringify([String(error)])));
                """)));
        List<String> barriers = new ArrayList<>();
        for (JsonNode each : found) {
            String impact = each.path("impact").asText();
            if (each.isTextual() || impact.equals("serious") || impact.equals("critical")) {
                barriers.add(each.isTextual() ? each.asText() : each.path("id").asText() + ": " + each.path("nodes"));
            }
        }
        return barriers;
    }

    private static String axe() {
        Properties maven = new Properties();
        try (InputStream properties =
                Browser.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            maven.load(Objects.requireNonNull(properties));
            String place = "/META-INF/resources/webjars/axe-core/" + maven.getProperty("version") + "/axe.min.js";
            try (InputStream script = Browser.class.getResourceAsStream(place)) {
                return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
