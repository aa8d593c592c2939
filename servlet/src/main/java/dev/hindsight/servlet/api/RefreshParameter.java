package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.http.Request;
import java.util.Optional;

/** How fresh an answer a request wants: a parameter says so, else a field of the body (contract insights-api 4.1). */
final class RefreshParameter {
    private RefreshParameter() {}

    /** @throws HindsightException {@code invalid_choice}, attr {@code refresh}, for what is no mode */
    static Optional<RefreshMode> of(Request request) {
        return request.query().get("refresh").map(RefreshMode::parse);
    }

    /** As {@link #of(Request)}; {@code body} is an object. */
    static Optional<RefreshMode> of(Request request, JsonNode body) {
        Optional<RefreshMode> parameter = of(request);
        if (parameter.isPresent()) {
            return parameter;
        }
        JsonNode field = body.path("refresh");
        return field.isMissingNode() || field.isNull()
                ? Optional.empty()
                : Optional.of(RefreshMode.parse(field.isValueNode() ? field.asText() : "[]"));
    }

    /**
     * The mode for an insight, {@code force_cache} by default.
     *
     * @throws HindsightException {@code validation_error}, attr {@code refresh}, for what is no mode, and for one that this
     *     version does not know how to follow
     */
    static RefreshMode ofInsight(Request request) {
        return known(of(request).orElse(RefreshMode.FORCE_CACHE));
    }

    /** As {@link #ofInsight(Request)}, also looking into a body. */
    static RefreshMode ofInsight(Request request, JsonNode body) {
        return known(of(request, body).orElse(RefreshMode.FORCE_CACHE));
    }

    /** Asked before anything is written, so that a mode that cannot be followed leaves nothing behind. */
    private static RefreshMode known(RefreshMode mode) {
        return switch (mode) {
            case FORCE_CACHE, BLOCKING, FORCE_BLOCKING -> mode;
            case ASYNC, LAZY_ASYNC, FORCE_ASYNC, ASYNC_EXCEPT_ON_CACHE_MISS ->
                throw HindsightException.invalid(
                        "refresh",
                        "not_supported",
                        "refresh=" + mode.wire() + " is not available in this version; use force_cache, blocking or"
                                + " force_blocking.");
        };
    }
}
