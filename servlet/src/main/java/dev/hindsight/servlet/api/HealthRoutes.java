package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Router;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** For probes: {@code /_health} says that the process lives, {@code /_ready} that it can do its work. */
public final class HealthRoutes {
    private final Supplier<Reply> ready;

    private HealthRoutes(Supplier<Reply> ready) {
        this.ready = ready;
    }

    /**
     * Routes.
     *
     * @param databases by name, whether each answers
     */
    public static HealthRoutes of(Map<String, BooleanSupplier> databases) {
        Map<String, BooleanSupplier> all = new TreeMap<>(databases);
        return new HealthRoutes(() -> ready(all));
    }

    /**
     * Routes of a node that cannot do its work yet.
     *
     * @param missing what is wrong with each database that is missing
     * @param detail what the node waits for
     */
    public static HealthRoutes whileMissing(Map<String, String> missing, String detail) {
        ObjectNode body = status("unavailable");
        new TreeMap<>(missing).forEach((database, reason) -> body.put(database, "unavailable"));
        body.put("detail", detail);
        return new HealthRoutes(() -> Reply.json(503, body));
    }

    public void addTo(Router.Builder routes) {
        routes.addPlain("GET", "/_health", request -> Reply.json(200, status("ok")));
        routes.addPlain("GET", "/_ready", request -> ready.get());
    }

    private static Reply ready(Map<String, BooleanSupplier> databases) {
        ObjectNode body = status("ok");
        boolean all = true;
        for (var database : databases.entrySet()) {
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
