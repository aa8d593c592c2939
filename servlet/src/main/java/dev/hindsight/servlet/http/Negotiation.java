package dev.hindsight.servlet.http;

import dev.hindsight.error.HindsightException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which format a reply has: the path's suffix, else the {@code format} parameter, else the Accept header decides. */
final class Negotiation {
    private Negotiation() {}

    /**
     * Decides.
     *
     * @throws HindsightException {@code not_found} for a format that the route does not write (contract insights-api 1.8)
     * @throws HttpRefusal 406 when the Accept header wants nothing that the route writes
     */
    static Format of(HttpServletRequest raw, RouteMatch match, QueryParameters query) {
        Route route = match.route();
        if (match.suffix().isPresent() || route.formats().isEmpty()) {
            return match.suffix().orElse(Format.JSON);
        }
        Optional<String> named = query.get("format");
        if (named.isPresent()) {
            return Format.named(named.get())
                    .filter(route.formats()::contains)
                    .orElseThrow(HindsightException::notFound);
        }
        List<String> ranges = ranges(raw.getHeader("Accept"));
        return Stream.of(Format.values())
                .filter(route.formats()::contains)
                .filter(format -> ranges.stream().anyMatch(range -> covers(range, format.mediaType())))
                .findFirst()
                .orElseThrow(HttpRefusal::notAcceptable);
    }

    private static List<String> ranges(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return List.of("*/*");
        }
        return Stream.of(accept.split(","))
                .map(range -> range.replace(" ", "").toLowerCase(Locale.ROOT))
                .filter(range -> !range.matches(".*;q=0(\\.0*)?"))
                .map(range -> range.split(";", 2)[0])
                .toList();
    }

    private static boolean covers(String range, String mediaType) {
        return range.equals("*/*")
                || range.equals(mediaType)
                || (range.endsWith("/*") && mediaType.startsWith(range.substring(0, range.length() - 1)));
    }
}
