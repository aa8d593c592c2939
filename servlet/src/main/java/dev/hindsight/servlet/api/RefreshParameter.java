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
}
