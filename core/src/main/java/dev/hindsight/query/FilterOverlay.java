package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes filters into query nodes, as far as their kinds have a place for them (contract insights-api 4.12). */
final class FilterOverlay {
    private static final Set<String> INSIGHTS =
            Set.of("TrendsQuery", "FunnelsQuery", "RetentionQuery", "PathsQuery", "StickinessQuery", "LifecycleQuery");
    private static final Set<String> WITH_BREAKDOWN = Set.of("TrendsQuery", "FunnelsQuery", "RetentionQuery");
    private static final Set<String> WITH_INTERVAL =
            Set.of("TrendsQuery", "FunnelsQuery", "StickinessQuery", "LifecycleQuery");

    private FilterOverlay() {}

    static void put(DashboardFilters filters, ObjectNode query) {
        String kind = query.path("kind").asText();
        if (INSIGHTS.contains(kind)) {
            putDates(filters, query);
            putProperties(filters, query);
            put("filterTestAccounts", filters.value("filterTestAccounts"), query);
            if (WITH_BREAKDOWN.contains(kind)) {
                put("breakdownFilter", filters.value("breakdown_filter"), query);
            }
            if (WITH_INTERVAL.contains(kind)) {
                put("interval", filters.value("interval"), query);
            }
            if (kind.equals("TrendsQuery")) {
                endComparison(filters, query);
            }
        } else if (kind.equals("HogQLQuery") && isForSql(filters)) {
            putIntoSql(filters, query);
        }
    }

    private static void put(String field, @Nullable JsonNode value, ObjectNode query) {
        if (value != null) {
            query.set(field, value.deepCopy());
        }
    }

    /** The other options of a range, such as the days of the week that count, are the question's own. */
    private static void putDates(DashboardFilters filters, ObjectNode query) {
        if (!filters.setsDates()) {
            return;
        }
        ObjectNode range = query.get("dateRange") instanceof ObjectNode there ? there : query.putObject("dateRange");
        range.set("date_from", filters.date("date_from"));
        range.set("date_to", filters.date("date_to"));
        range.remove("explicitDate");
        put("explicitDate", filters.value("explicitDate"), range);
    }

    /** Before the earliest event there is nothing to compare with (contract queries 2.3). */
    private static void endComparison(DashboardFilters filters, ObjectNode query) {
        JsonNode from = filters.date("date_from");
        if (from != null
                && from.asText().strip().equals("all")
                && query.get("compareFilter") instanceof ObjectNode compare) {
            compare.put("compare", false);
        }
    }

    private static void putProperties(DashboardFilters filters, ObjectNode query) {
        JsonNode added = filters.properties();
        if (added == null) {
            return;
        }
        JsonNode present = query.get("properties");
        if (DashboardFilters.isNoCondition(present)) {
            query.set("properties", added.deepCopy());
            return;
        }
        ObjectNode both = query.objectNode().put("type", "AND");
        both.putArray("values").add(group(present)).add(group(added));
        query.set("properties", both);
    }

    private static ObjectNode group(JsonNode conditions) {
        if (conditions instanceof ObjectNode group) {
            return group.deepCopy();
        }
        ObjectNode group = ((ArrayNode) conditions).objectNode().put("type", "AND");
        group.set("values", conditions.deepCopy());
        return group;
    }

    private static boolean isForSql(DashboardFilters filters) {
        return filters.setsDates() || filters.properties() != null || filters.value("filterTestAccounts") != null;
    }

    /** SQL takes filters where it says so with a placeholder (contract queries 7.1); there they are a list. */
    private static void putIntoSql(DashboardFilters filters, ObjectNode query) {
        ObjectNode own = query.get("filters") instanceof ObjectNode there ? there : query.putObject("filters");
        putDates(filters, own);
        put("filterTestAccounts", filters.value("filterTestAccounts"), own);
        JsonNode added = filters.properties();
        if (added != null) {
            ArrayNode all = query.arrayNode();
            if (own.get("properties") instanceof ArrayNode present) {
                all.addAll(present.deepCopy());
            }
            if (added.isArray()) {
                added.forEach(condition -> all.add(condition.deepCopy()));
            } else {
                all.add(added.deepCopy());
            }
            own.set("properties", all);
        }
    }
}
