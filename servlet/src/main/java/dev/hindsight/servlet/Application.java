package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.project.Project;
import dev.hindsight.servlet.api.ApiRoutes;
import dev.hindsight.servlet.api.HealthRoutes;
import dev.hindsight.servlet.capture.CaptureRoutes;
import dev.hindsight.servlet.http.Router;
import java.time.Clock;
import java.util.Map;

/** All routes over one {@link Hindsight}, wired by hand. */
public final class Application {
    private Application() {}

    /**
     * The routes.
     *
     * @param clock the time of captured events that carry none
     */
    public static Router routes(Hindsight hindsight, Clock clock) {
        Router.Builder routes = new Router.Builder();
        new HealthRoutes(Map.of("metadata", hindsight::metadataAnswers, "events", hindsight::eventsAnswer))
                .addTo(routes);
        new CaptureRoutes(token -> hindsight.access().projectOfToken(token).map(Project::id), hindsight.events(), clock)
                .addTo(routes);
        new ApiRoutes(hindsight).addTo(routes);
        return routes.build();
    }
}
