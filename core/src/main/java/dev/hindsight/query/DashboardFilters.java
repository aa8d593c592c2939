package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import org.jspecify.annotations.Nullable;

/**
 * Filters that lie over the questions of insights: of a dashboard, of one of its tiles, or of somebody who looks (contract
 * insights-api 4.12). What is null or absent leaves a question as it is.
 *
 * @param json an object with some of {@code date_from}, {@code date_to}, {@code explicitDate}, {@code properties}, {@code
 *     breakdown_filter}, {@code interval} and {@code filterTestAccounts}; kept as sent
 */
public record DashboardFilters(JsonNode json) {
    public static final DashboardFilters NONE = new DashboardFilters(JsonNodeFactory.instance.objectNode());

    /**
     * Reads filters, strictly; JSON null reads as none.
     *
     * @param attr the parameter or field that they came in
     * @throws HindsightException {@code validation_error} with {@code attr}, naming the key that is unknown or wrong
     */
    public static DashboardFilters read(JsonNode json, String attr) {
        if (json.isNull() || json.isMissingNode()) {
            return NONE;
        }
        try {
            StrictObject object = new StrictObject(json, "");
            CommonParts.bounds(object);
            object.flag("explicitDate");
            FilterReader.filtersOf(object, "properties");
            BreakdownReader.read(object, "breakdown_filter");
            object.choice("interval", Interval.values());
            object.flag("filterTestAccounts");
            object.end();
        } catch (HindsightException e) {
            throw HindsightException.invalid(attr, e.detail().replaceFirst("^query[.:] ?", ""));
        }
        return new DashboardFilters(json);
    }

    /** Whether they leave every question as it is. */
    public boolean isEmpty() {
        return !setsDates()
                && properties() == null
                && value("breakdown_filter") == null
                && value("interval") == null
                && value("filterTestAccounts") == null;
    }

    /** These with others over them, key by key: a key of the others counts even where it is null. */
    public DashboardFilters with(DashboardFilters over) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        json.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        over.json.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
        return new DashboardFilters(merged);
    }

    /** Whether they replace the range of a question; a bound that is absent is then open. */
    boolean setsDates() {
        return date("date_from") != null || date("date_to") != null;
    }

    /** A bound as text; null when absent or blank. */
    @Nullable
    JsonNode date(String key) {
        JsonNode value = value(key);
        return value == null || value.asText().isBlank() ? null : value;
    }

    /** The conditions, a list or a group; null when there are none. */
    @Nullable
    JsonNode properties() {
        JsonNode value = value("properties");
        return isNoCondition(value) ? null : value;
    }

    /** Whether a list or group of conditions always holds, because it is empty. */
    static boolean isNoCondition(@Nullable JsonNode properties) {
        return properties == null
                || properties.isNull()
                || properties.isEmpty()
                || (properties.isObject() && properties.path("values").isEmpty());
    }

    /** A key's value; null when absent or JSON null. */
    @Nullable
    JsonNode value(String key) {
        JsonNode value = json.get(key);
        return value == null || value.isNull() ? null : value;
    }
}
