package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.project.Project;
import dev.hindsight.servlet.api.ApiRoutes;
import dev.hindsight.servlet.api.HealthRoutes;
import dev.hindsight.servlet.api.Throttle;
import dev.hindsight.servlet.capture.CaptureRoutes;
import dev.hindsight.servlet.console.ConsoleRoutes;
import dev.hindsight.servlet.http.Router;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/** All routes over one {@link Hindsight}, wired by hand. */
public final class Application {
    private Application() {}

    /** The routes, which may be asked as often as anybody likes. */
    public static Router routes(Hindsight hindsight, Clock clock) {
        return routes(hindsight, clock, Throttle.OFF, more -> {});
    }

    /**
     * The routes.
     *
     * @param clock the time of captured events that carry none, and by which wrong keys at the console are counted
     * @param throttle what requests of the API have to pass; events may be captured without
     * @param more adds routes beside the application's own
     */
    public static Router routes(Hindsight hindsight, Clock clock, Throttle throttle, Consumer<Router.Builder> more) {
        Router.Builder routes = new Router.Builder();
        HealthRoutes.of(Map.of("metadata", hindsight::metadataAnswers, "events", hindsight::eventsAnswer))
                .addTo(routes);
        new CaptureRoutes(token -> hindsight.access().projectOfToken(token).map(Project::id), hindsight.events(), clock)
                .addTo(routes);
        new ApiRoutes(hindsight, throttle, clock).addTo(routes);
        new ConsoleRoutes().addTo(routes);
        more.accept(routes);
        return routes.build();
    }
}
