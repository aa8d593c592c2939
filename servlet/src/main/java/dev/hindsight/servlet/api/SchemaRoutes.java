package dev.hindsight.servlet.api;

import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;

/** The description of all routes, for everybody: in OpenAPI 3.1 for programs, and as a page of Swagger UI for browsers. */
final class SchemaRoutes {
    private static final String PATH = "/api/schema";

    /** The page runs only what we serve ourselves, and talks to nobody else. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String ONE_DAY = "public, max-age=86400";
    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";

    private final byte[] schema = bytes("/openapi.json");
    private final String page = new String(bytes("schema-page.html"), StandardCharsets.UTF_8);

    void addTo(Router.Builder routes) {
        routes.addPlain("GET", PATH, this::schema);
        routes.addPlain(
                "GET",
                PATH + "/{file:page.js|page.css|swagger-ui.css|swagger-ui-bundle.js}",
                request -> file(request.path("file")));
    }

    private Reply schema(Request request) {
        Reply reply = wantsPage(request)
                ? Reply.bytes(200, "text/html; charset=utf-8", page(request).getBytes(StandardCharsets.UTF_8))
                        .with("Content-Security-Policy", POLICY)
                : Reply.bytes(200, "application/json", schema);
        return reply.with("Vary", "Accept");
    }

    /** Browsers name HTML when somebody goes to an address; whoever names JSON too is a program. */
    private static boolean wantsPage(Request request) {
        String accept = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        return accept.contains("text/html") && !accept.contains("application/json");
    }

    /** With absolute paths, since the address may end with a slash or not. */
    private String page(Request request) {
        return page.replace("{root}", URI.create(request.baseUrl()).getRawPath());
    }

    private static Reply file(String name) {
        String place = name.startsWith("page.") ? "schema-" + name : WEBJAR + name;
        String type = name.endsWith(".js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8";
        return Reply.streamed(200, type, out -> {
                    try (InputStream file = open(place)) {
                        file.transferTo(out);
                    }
                })
                .with("Cache-Control", ONE_DAY);
    }

    /** Which Swagger UI is in the application: its files lie below its version. */
    private static String version() {
        Properties maven = new Properties();
        try (InputStream file = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            maven.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return maven.getProperty("version");
    }

    private static byte[] bytes(String place) {
        try (InputStream file = open(place)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String place) {
        InputStream file = SchemaRoutes.class.getResourceAsStream(place);
        if (file == null) {
            throw new IllegalStateException(place + " is missing from the application");
        }
        return file;
    }
}
