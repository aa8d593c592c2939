package dev.hindsight.servlet.http;

import dev.hindsight.error.HindsightException;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request, split and decoded by us from what came over the wire. Containers differ in how they tidy a path up
 * before a servlet sees it; reading the raw text leaves nothing to differ about.
 *
 * @param segments decoded; a trailing slash leaves no trace, since it means nothing (contract insights-api 1.1)
 */
record RequestPath(List<String> segments) {
    RequestPath {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a raw path, relative to the application.
     *
     * @throws HindsightException {@code parse_error} on path parameters ({@code ;}), dot segments, encoded slashes, control
     *     characters, and escapes that are broken or not UTF-8
     */
    static RequestPath of(String raw) {
        List<String> segments = new ArrayList<>();
        String[] parts = raw.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean edge = i == 0 || i == parts.length - 1;
            if (edge && parts[i].isEmpty()) {
                continue;
            }
            segments.add(segment(parts[i]));
        }
        return new RequestPath(segments);
    }

    private static String segment(String raw) {
        if (raw.indexOf(';') >= 0) {
            throw HindsightException.unparsable("The request path must not hold path parameters.");
        }
        String segment = PercentEncoding.decode(raw, "request path", false);
        if (segment.equals(".") || segment.equals("..")) {
            throw HindsightException.unparsable("The request path must not hold dot segments.");
        }
        if (segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0) {
            throw HindsightException.unparsable("The request path must not hold encoded slashes.");
        }
        if (segment.chars().anyMatch(Character::isISOControl)) {
            throw HindsightException.unparsable("The request path must not hold control characters.");
        }
        return segment;
    }
}
