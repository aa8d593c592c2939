package dev.hindsight.servlet.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One method on one path template. A template segment is literal text, <code>{name}</code> for any text, or <code>{name:a|b}
 * </code> for one of a few.
 */
public final class Route {
    private sealed interface Segment {
        boolean takes(String text);
    }

    private record Literal(String text) implements Segment {
        @Override
        public boolean takes(String other) {
            return text.equals(other);
        }
    }

    private record Parameter(String name, Set<String> choices) implements Segment {
        @Override
        public boolean takes(String text) {
            return choices.isEmpty() || choices.contains(text);
        }
    }

    private final String method;
    private final String template;
    private final String label;
    private final Set<Format> formats;
    private final boolean crossOrigin;
    private final Handler handler;
    private final List<Segment> segments;

    /**
     * A route.
     *
     * @param formats what a reply may be written in; empty when the request has no say
     * @param crossOrigin whether pages of other sites may call it
     */
    Route(String method, String template, Set<Format> formats, boolean crossOrigin, Handler handler) {
        this.method = method;
        this.template = template;
        this.label = template.replaceAll("\\{(\\w+):[^}]*}", "{$1}");
        this.formats = Set.copyOf(formats);
        this.crossOrigin = crossOrigin;
        this.handler = handler;
        this.segments = List.copyOf(segments(template));
    }

    private static List<Segment> segments(String template) {
        List<Segment> segments = new ArrayList<>();
        for (String part : template.substring(1).split("/", -1)) {
            if (part.isEmpty()) {
                continue; // the template of the root
            }
            if (!part.startsWith("{")) {
                segments.add(new Literal(part));
                continue;
            }
            String inner = part.substring(1, part.length() - 1);
            int colon = inner.indexOf(':');
            segments.add(
                    colon < 0
                            ? new Parameter(inner, Set.of())
                            : new Parameter(
                                    inner.substring(0, colon),
                                    Set.of(inner.substring(colon + 1).split("\\|"))));
        }
        return segments;
    }

    public String method() {
        return method;
    }

    public String template() {
        return template;
    }

    /** The template without the choices of its parameters. */
    String label() {
        return label;
    }

    Set<Format> formats() {
        return formats;
    }

    boolean crossOrigin() {
        return crossOrigin;
    }

    Handler handler() {
        return handler;
    }

    /** This route's view of a path; empty when the path is not its own. */
    Optional<RouteMatch> match(RequestPath path) {
        int size = path.segments().size();
        if (size != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Optional<Format> suffix = Optional.empty();
        for (int i = 0; i < size; i++) {
            String text = path.segments().get(i);
            if (i == size - 1) {
                suffix = suffix(text);
                text = suffix.isPresent() ? text.substring(0, text.lastIndexOf('.')) : text;
            }
            Segment segment = segments.get(i);
            if (!segment.takes(text)) {
                return Optional.empty();
            }
            if (segment instanceof Parameter parameter) {
                parameters.put(parameter.name(), text);
            }
        }
        return Optional.of(new RouteMatch(this, parameters, suffix));
    }

    /** The format that a last segment such as {@code 42.csv} asks for; only routes with a choice of formats look for one. */
    private Optional<Format> suffix(String lastSegment) {
        int dot = lastSegment.lastIndexOf('.');
        return dot <= 0 || formats.size() < 2
                ? Optional.empty()
                : Format.named(lastSegment.substring(dot + 1)).filter(formats::contains);
    }

    /** How many segments before the first parameter are the same for every request: more is more exact. */
    boolean isMoreExactThan(Route other) {
        for (int i = 0; i < segments.size(); i++) {
            boolean literal = segments.get(i) instanceof Literal;
            boolean otherLiteral = other.segments.get(i) instanceof Literal;
            if (literal != otherLiteral) {
                return literal;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return method + " " + template;
    }
}
