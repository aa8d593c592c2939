package dev.hindsight.servlet.api;

import dev.hindsight.Hindsight;
import dev.hindsight.servlet.http.Router;

/** Everything below {@code /api/}. */
public final class ApiRoutes {
    private final Hindsight hindsight;

    public ApiRoutes(Hindsight hindsight) {
        this.hindsight = hindsight;
    }

    public void addTo(Router.Builder routes) {
        Authentication authentication = new Authentication(hindsight.access());
        ProjectGate gate = new ProjectGate(authentication, hindsight.access());
        new QueryRoutes(gate, hindsight.queries()).addTo(routes);
        new SchemaRoutes().addTo(routes);
    }
}
