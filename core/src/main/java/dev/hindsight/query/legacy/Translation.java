package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Makes the node of a query, without what it is wrapped in. */
final class Translation {
    private Translation() {}

    /**
     * The query of some filters.
     *
     * @param kind what they are taken for, whatever they say themselves
     * @param places learns where the parts of the query come from
     */
    static ObjectNode source(OldObject filters, InsightKind kind, Places places) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("kind", kind.node());
        dateRange(filters, query, places);
        if (kind.hasSeries()) {
            put(filters, "interval", Form.TEXT, query, "interval", places);
            OldSeries.put(filters, kind, query, places);
        }
        JsonNode properties = OldProperties.ofQuery(filters);
        if (properties != null) {
            query.set("properties", properties);
        }
        places.put("properties", filters.at("properties"));
        put(filters, "filter_test_accounts", Form.FLAG, query, "filterTestAccounts", places);
        samplingFactor(filters, query);
        if (kind != InsightKind.STICKINESS && kind != InsightKind.LIFECYCLE) {
            String group = "aggregation_group_type_index";
            put(filters, group, Form.WHOLE, query, group, places);
        }
        if (kind == InsightKind.TRENDS || kind == InsightKind.FUNNELS) {
            OldBreakdown.put(filters, kind, query, places);
        }
        if (kind == InsightKind.TRENDS || kind == InsightKind.STICKINESS) {
            comparison(filters, query, places);
        }
        options(filters, kind, query, places);
        return query;
    }

    /** Copies a value that is there, and notes where it comes from. */
    static void put(OldObject from, String key, Form form, ObjectNode to, String field, Places places) {
        JsonNode value = from.read(key, form);
        if (value != null) {
            to.set(field, value);
        }
        places.put(field, from.at(key));
    }

    private static void dateRange(OldObject filters, ObjectNode query, Places places) {
        ObjectNode range = JsonNodeFactory.instance.objectNode();
        Places within = places.within("dateRange");
        put(filters, "date_from", Form.TEXT, range, "date_from", within);
        put(filters, "date_to", Form.TEXT, range, "date_to", within);
        put(filters, "explicit_date", Form.FLAG, range, "explicitDate", within);
        if (!range.isEmpty()) {
            query.set("dateRange", range);
        }
    }

    /** What is no share of the events samples nothing. */
    private static void samplingFactor(OldObject filters, ObjectNode query) {
        Double factor = number(filters.raw("sampling_factor"));
        if (factor != null && factor > 0 && factor <= 1) {
            query.put("samplingFactor", factor);
        }
    }

    /** A number, or text that is one; null for everything else. */
    static @Nullable Double number(@Nullable JsonNode value) {
        if (value == null || !(value.isNumber() || value.isTextual())) {
            return null;
        }
        try {
            return Double.valueOf(value.asText().strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static void comparison(OldObject filters, ObjectNode query, Places places) {
        ObjectNode comparison = JsonNodeFactory.instance.objectNode();
        Places within = places.within("compareFilter");
        put(filters, "compare", Form.FLAG, comparison, "compare", within);
        put(filters, "compare_to", Form.TEXT, comparison, "compare_to", within);
        if (!comparison.isEmpty()) {
            query.set("compareFilter", comparison);
        }
    }

    private static void options(OldObject filters, InsightKind kind, ObjectNode query, Places places) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        Places within = places.within(kind.filter());
        for (Option option : Option.of(kind)) {
            put(filters, option.key(), option.form(), options, option.field(), within);
        }
        switch (kind) {
            case TRENDS -> TrendsOptions.put(filters, options);
            case STICKINESS -> TrendsOptions.putHidden(filters, options);
            case FUNNELS -> FunnelOptions.put(filters, options, within);
            case RETENTION -> RetentionOptions.put(filters, options, within);
            case PATHS -> PathsOptions.put(filters, options, within);
            case LIFECYCLE -> {
                // all its options only have other names
            }
        }
        boolean required = !kind.hasSeries();
        if (required || !options.isEmpty()) {
            query.set(kind.filter(), options);
        }
        if (kind == InsightKind.PATHS) {
            PathsOptions.putFunnel(filters, query, places);
        }
    }
}
