package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.View;
import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parameters that change an insight's question for one reading (contract insights-api 3.4). */
final class Overrides {
    private static final String FILTERS = "filters_override";
    private static final String VARIABLES = "variables_override";
    private static final String TILE_FILTERS = "tile_filters_override";

    private Overrides() {}

    /**
     * How a request wants to look at an insight.
     *
     * @throws HindsightException {@code validation_error} naming the parameter
     */
    static View view(Request request) throws IOException {
        return new View(
                dashboard(request),
                filters(request),
                variables(request),
                DashboardFilters.read(json(request, TILE_FILTERS), TILE_FILTERS));
    }

    static DashboardFilters filters(Request request) throws IOException {
        return DashboardFilters.read(json(request, FILTERS), FILTERS);
    }

    static SqlVariables variables(Request request) throws IOException {
        return SqlVariables.read(json(request, VARIABLES), VARIABLES);
    }

    private static @Nullable Long dashboard(Request request) {
        Optional<String> given = request.query().get("from_dashboard");
        if (given.isEmpty()) {
            return null;
        }
        String id = given.get();
        if (id.isEmpty() || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw HindsightException.invalid("from_dashboard", "A valid integer is required.");
        }
        // No dashboard has an id as long as that.
        return id.length() > 18 ? null : Long.valueOf(id);
    }

    private static JsonNode json(Request request, String parameter) throws IOException {
        Optional<String> text = request.query().get(parameter);
        if (text.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode value = StrictJson.read(new ByteArrayInputStream(text.get().getBytes(StandardCharsets.UTF_8)));
            if (value.isObject()) {
                return value;
            }
        } catch (HindsightException e) {
            throw malformed(parameter);
        }
        throw malformed(parameter);
    }

    private static HindsightException malformed(String parameter) {
        return HindsightException.invalid(parameter, "Invalid JSON passed in " + parameter + " parameter");
    }
}
