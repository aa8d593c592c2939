package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Router;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** For probes: {@code /_health} says that the process lives, {@code /_ready} that it can do its work. */
public final class HealthRoutes {
    private final Map<String, BooleanSupplier> databases;

    /**
     * Routes.
     *
     * @param databases by name, whether each answers
     */
    public HealthRoutes(Map<String, BooleanSupplier> databases) {
        this.databases = Map.copyOf(databases);
    }

    public void addTo(Router.Builder routes) {
        routes.addPlain("GET", "/_health", request -> Reply.json(200, status("ok")));
        routes.addPlain("GET", "/_ready", request -> ready());
    }

    private Reply ready() {
        ObjectNode body = status("ok");
        boolean all = true;
        for (var database : new TreeMap<>(databases).entrySet()) {
            boolean answers = database.getValue().getAsBoolean();
            body.put(database.getKey(), answers ? "ok" : "unavailable");
            all &= answers;
        }
        return all ? Reply.json(200, body) : Reply.json(503, body.put("status", "unavailable"));
    }

    private static ObjectNode status(String status) {
        return JsonNodeFactory.instance.objectNode().put("status", status);
    }
}
