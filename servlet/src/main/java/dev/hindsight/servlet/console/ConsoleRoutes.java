package dev.hindsight.servlet.console;

import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.StaticFile;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The console: one page at the root, and its files. The files lie below a name that is made from what is in all of them, so that
 * browsers keep them for good and never mix those of two versions.
 */
public final class ConsoleRoutes {
    /** The page runs only what we serve ourselves, talks to nobody else, and is shown in nobody's frame. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private static final String FOR_GOOD = "public, max-age=31536000, immutable";
    private static final String ASK_ALWAYS = "public, no-cache";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final List<String> SCRIPTS = List.of(
            "about.js",
            "access.js",
            "activity.js",
            "api.js",
            "app.js",
            "chart-boxes.js",
            "chart-sankey.js",
            "charts.js",
            "controls.js",
            "dashboard-add.js",
            "dashboard-api.js",
            "dashboard-arrange.js",
            "dashboard-filters.js",
            "dashboard-layout.js",
            "dashboard-refresh.js",
            "dashboard-tiles.js",
            "dashboard.js",
            "dashboards.js",
            "dom.js",
            "editor.js",
            "form-funnels.js",
            "form-lifecycle.js",
            "form-parts.js",
            "form-paths.js",
            "form-properties.js",
            "form-retention.js",
            "form-series.js",
            "form-sql.js",
            "form-stickiness.js",
            "form-trends.js",
            "insight.js",
            "list.js",
            "people.js",
            "points.js",
            "settings.js",
            "sharing.js",
            "tables.js",
            "texts.js");

    private final String page;
    private final Map<String, StaticFile> files = new TreeMap<>();
    private final String version;

    public ConsoleRoutes() {
        SCRIPTS.forEach(name -> files.put(name, StaticFile.load(ConsoleRoutes.class, name, SCRIPT)));
        files.put("console.css", StaticFile.load(ConsoleRoutes.class, "console.css", STYLE));
        files.put("icon.svg", StaticFile.load(ConsoleRoutes.class, "icon.svg", "image/svg+xml"));
        files.put("chart.js", StaticFile.ofWebJar("org.webjars.npm", "chart.js", "dist/chart.umd.min.js", SCRIPT));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        files.forEach(
                (name, file) -> all.writeBytes((name + " " + file.hash() + "\n").getBytes(StandardCharsets.UTF_8)));
        version = StaticFile.hash(all.toByteArray());
        page = StaticFile.load(ConsoleRoutes.class, "console.html", "text/html")
                .text()
                .replace("{preloads}", preloads());
    }

    /** Has the browser fetch all scripts at once, and not one after the other as they ask for each other. */
    private static String preloads() {
        return SCRIPTS.stream()
                .map(name -> "<link rel=\"modulepreload\" href=\"{root}/console/{version}/" + name + "\">")
                .collect(Collectors.joining("\n"));
    }

    public void addTo(Router.Builder routes) {
        routes.addPlain("GET", "/", this::page);
        routes.addPlain("GET", "/console/{version}/{file}", this::file);
    }

    /** For browsers only: others look for nothing here, and find nothing. */
    private Reply page(Request request) {
        if (!request.header("Accept").orElse("").toLowerCase(Locale.ROOT).contains("text/html")) {
            throw HindsightException.notFound();
        }
        String root = URI.create(request.baseUrl()).getRawPath();
        String html = page.replace("{root}", root).replace("{version}", version);
        return Reply.bytes(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", POLICY)
                .with("X-Frame-Options", "DENY")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Vary", "Accept")
                .with("Cache-Control", "no-store");
    }

    /** Another node may have made the page from other files: then ours are better than none, but not to be kept. */
    private Reply file(Request request) {
        StaticFile file = files.get(request.path("file"));
        if (file == null) {
            throw HindsightException.notFound();
        }
        return file.reply(request, request.path("version").equals(version) ? FOR_GOOD : ASK_ALWAYS);
    }
}
