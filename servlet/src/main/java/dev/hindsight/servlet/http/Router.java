package dev.hindsight.servlet.http;

import dev.hindsight.error.HindsightException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All routes of the application. Where several fit a path, the one that says more literally wins. */
public final class Router {
    private final List<Route> routes;
    private final @Nullable Handler otherwise;

    private Router(List<Route> routes, @Nullable Handler otherwise) {
        this.routes = List.copyOf(routes);
        this.otherwise = otherwise;
    }

    public List<Route> routes() {
        return routes;
    }

    /**
     * Finds the route of a request. A HEAD request finds the route of GET.
     *
     * @throws HindsightException {@code not_found} when no route has the path, and nothing answers otherwise
     * @throws HttpRefusal 405 when the path has routes, but none for the method
     */
    RouteMatch find(String method, RequestPath path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        List<RouteMatch> matches = matches(path);
        Optional<RouteMatch> found = matches.stream()
                .filter(m -> m.route().method().equals(wanted))
                .reduce((a, b) -> b.route().isMoreExactThan(a.route()) ? b : a);
        if (found.isEmpty()) {
            if (matches.isEmpty()) {
                return elsewhere(method);
            }
            throw HttpRefusal.methodNotAllowed(method, allow(matches));
        }
        return found.get();
    }

    private RouteMatch elsewhere(String method) {
        if (otherwise == null) {
            throw HindsightException.notFound();
        }
        return new RouteMatch(new Route(method, "/", Set.of(), false, otherwise), Map.of(), Optional.empty());
    }

    /**
     * What may be done with a path.
     *
     * @throws HindsightException {@code not_found} when no route has the path
     */
    Options options(RequestPath path) {
        List<RouteMatch> matches = matches(path);
        if (matches.isEmpty()) {
            throw HindsightException.notFound();
        }
        return new Options(
                allow(matches), matches.stream().anyMatch(m -> m.route().crossOrigin()));
    }

    /**
     * The answer to an OPTIONS request.
     *
     * @param allow the methods
     * @param crossOrigin whether pages of other sites may use them
     */
    record Options(String allow, boolean crossOrigin) {}

    private List<RouteMatch> matches(RequestPath path) {
        List<RouteMatch> matches = new ArrayList<>();
        for (Route route : routes) {
            route.match(path).ifPresent(matches::add);
        }
        return matches;
    }

    private static String allow(List<RouteMatch> matches) {
        Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
        for (RouteMatch match : matches) {
            methods.add(match.route().method());
            if (match.route().method().equals("GET")) {
                methods.add("HEAD");
            }
        }
        return String.join(", ", methods);
    }

    /** Collects routes. */
    public static final class Builder {
        private final List<Route> routes = new ArrayList<>();
        private @Nullable Handler otherwise;

        /** A route that answers JSON. */
        public Builder add(String method, String template, Handler handler) {
            return add(new Route(method, template, EnumSet.of(Format.JSON), false, handler));
        }

        /** A route that answers JSON or CSV, as the request asks by suffix, parameter or Accept header. */
        public Builder addWithCsv(String method, String template, Handler handler) {
            return add(new Route(method, template, EnumSet.allOf(Format.class), false, handler));
        }

        /** A route that pages of other sites may call, and that answers JSON whatever they ask for. */
        public Builder addCrossOrigin(String method, String template, Handler handler) {
            return add(new Route(method, template, Set.of(), true, handler));
        }

        /** A route for machines that say nothing of formats, such as probes. */
        public Builder addPlain(String method, String template, Handler handler) {
            return add(new Route(method, template, Set.of(), false, handler));
        }

        /** What answers at every path that has no route, instead of a 404. */
        public Builder otherwise(Handler handler) {
            this.otherwise = handler;
            return this;
        }

        private Builder add(Route route) {
            routes.add(route);
            return this;
        }

        public Router build() {
            return new Router(routes, otherwise);
        }
    }
}
