package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.http.Request;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How fresh an answer a request wants: a parameter says so, else a field of the body (contract insights-api 4.1). */
final class RefreshParameter {
    private static final int MAX_ID = 128;

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
     * @throws HindsightException {@code validation_error}, attr {@code refresh}, for what is no mode
     */
    static RefreshMode ofInsight(Request request) {
        return of(request).orElse(RefreshMode.FORCE_CACHE);
    }

    /** As {@link #ofInsight(Request)}, also looking into a body. */
    static RefreshMode ofInsight(Request request, JsonNode body) {
        return of(request, body).orElse(RefreshMode.FORCE_CACHE);
    }

    /**
     * What the client calls the question, to ask for its status and to stop it.
     *
     * @throws HindsightException {@code validation_error}, attr {@code client_query_id}, for a name that is too long or not text
     */
    static @Nullable String clientId(Request request, JsonNode body) {
        String given = request.query().get("client_query_id").orElse(null);
        JsonNode field = body.path("client_query_id");
        if (given == null && !field.isMissingNode() && !field.isNull()) {
            if (!field.isTextual()) {
                throw HindsightException.invalid("client_query_id", "Not a valid string.");
            }
            given = field.textValue();
        }
        if (given == null || given.isEmpty()) {
            return null;
        }
        if (given.length() > MAX_ID || given.chars().anyMatch(c -> c < ' ' || c == '/')) {
            throw HindsightException.invalid(
                    "client_query_id",
                    "Use at most " + MAX_ID + " characters, without slashes and control characters.");
        }
        if (given.startsWith("cache_")) {
            throw HindsightException.invalid(
                    "client_query_id", "Ids that begin with cache_ are those of answers; use another one.");
        }
        return given;
    }
}
