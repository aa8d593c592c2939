package dev.hindsight.servlet.api;

import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.StaticFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** The description of all routes, for everybody: in OpenAPI 3.1 for programs, and as a page of Swagger UI for browsers. */
final class SchemaRoutes {
    private static final String PATH = "/api/schema";

    /** The page runs only what we serve ourselves, and talks to nobody else. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String ONE_DAY = "public, max-age=86400";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private final byte[] schema = StaticFile.load(SchemaRoutes.class, "/openapi.json", "application/json")
            .text()
            .getBytes(StandardCharsets.UTF_8);
    private final String page =
            StaticFile.load(SchemaRoutes.class, "schema-page.html", "text/html").text();
    private final Map<String, StaticFile> files = Map.of(
            "page.js", StaticFile.load(SchemaRoutes.class, "schema-page.js", SCRIPT),
            "page.css", StaticFile.load(SchemaRoutes.class, "schema-page.css", STYLE),
            "swagger-ui.css", ofSwagger("swagger-ui.css", STYLE),
            "swagger-ui-bundle.js", ofSwagger("swagger-ui-bundle.js", SCRIPT));

    private static StaticFile ofSwagger(String name, String type) {
        return StaticFile.ofWebJar("org.webjars", "swagger-ui", name, type);
    }

    void addTo(Router.Builder routes) {
        routes.addPlain("GET", PATH, this::schema);
        routes.addPlain("GET", PATH + "/{file:page.js|page.css|swagger-ui.css|swagger-ui-bundle.js}", this::file);
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

    private Reply file(Request request) {
        StaticFile file = files.get(request.path("file"));
        if (file == null) {
            throw HindsightException.notFound();
        }
        return file.reply(request, ONE_DAY);
    }
}
