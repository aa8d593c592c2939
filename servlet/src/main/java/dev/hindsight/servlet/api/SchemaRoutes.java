package dev.hindsight.servlet.api;

import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of all routes in OpenAPI 3.1, for everybody. */
final class SchemaRoutes {
    private final byte[] schema;

    SchemaRoutes() {
        try (InputStream file = SchemaRoutes.class.getResourceAsStream("/openapi.json")) {
            if (file == null) {
                throw new IllegalStateException("openapi.json is missing from the application");
            }
            this.schema = file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void addTo(Router.Builder routes) {
        routes.addPlain("GET", "/api/schema", request -> Reply.bytes(200, "application/json", schema));
    }
}
