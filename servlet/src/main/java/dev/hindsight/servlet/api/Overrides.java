package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Parameters that change an insight's question for one reading (contract insights-api 3.4), which is not built yet. */
final class Overrides {
    private static final List<String> PARAMETERS =
            List.of("filters_override", "variables_override", "tile_filters_override");

    private Overrides() {}

    /**
     * Refuses what would be another question than the one that is answered.
     *
     * @throws HindsightException {@code validation_error} naming the parameter
     */
    static void refuse(Request request) throws IOException {
        for (String parameter : PARAMETERS) {
            String text = request.query().get(parameter).orElse("{}");
            JsonNode override = json(parameter, text);
            if (!override.isObject()) {
                throw malformed(parameter);
            }
            if (!override.isEmpty()) {
                throw HindsightException.invalid(
                        parameter, "not_supported", parameter + " is not available in this version.");
            }
        }
        String dashboard = request.query().get("from_dashboard").orElse("0");
        if (!dashboard.matches("[0-9]+")) {
            throw HindsightException.invalid("from_dashboard", "A valid integer is required.");
        }
    }

    private static JsonNode json(String parameter, String text) throws IOException {
        try {
            return StrictJson.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (HindsightException e) {
            throw malformed(parameter);
        }
    }

    private static HindsightException malformed(String parameter) {
        return HindsightException.invalid(parameter, "Invalid JSON passed in " + parameter + " parameter");
    }
}
