package dev.hindsight.servlet.http;

import java.util.Map;
import java.util.Optional;

/**
 * A route and what a path gave for its parameters.
 *
 * @param suffix the format that the path's suffix asks for
 */
record RouteMatch(Route route, Map<String, String> parameters, Optional<Format> suffix) {
    RouteMatch {
        parameters = Map.copyOf(parameters);
    }
}
