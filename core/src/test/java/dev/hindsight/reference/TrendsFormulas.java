package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts the rows of formulas in the place of those of series, where the query has formulas (contract queries 3.5). */
final class TrendsFormulas {
    private final TrendsDisplay display;
    private final String text;
    private final String label;
    private final int order;

    private TrendsFormulas(TrendsDisplay display, JsonNode node, int order) {
        this.display = display;
        this.order = order;
        text = node.path("formula").asText();
        if (text.isBlank()) {
            throw new NotInReference("an empty formula");
        }
        String name =
                node.path("custom_name").isTextual() ? node.path("custom_name").textValue() : "";
        label = name.isBlank() ? "Formula (" + text + ")" : name;
    }

    /**
     * All rows of a query.
     *
     * @param periods the rows of the current period and, with compare, those of the previous one, a list for each series
     */
    static ArrayNode applied(JsonNode query, TrendsDisplay display, List<List<List<ObjectNode>>> periods) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        ArrayNode formulas = formulas(query.path("trendsFilter"));
        if (formulas.isEmpty()) {
            periods.forEach(period -> period.forEach(series -> series.forEach(rows::add)));
        }
        for (int i = 0; i < formulas.size(); i++) {
            TrendsFormulas formula = new TrendsFormulas(display, formulas.get(i), i);
            periods.forEach(period -> formula.rows(period).forEach(rows::add));
        }
        return rows;
    }

    static boolean areIn(JsonNode query) {
        return !formulas(query.path("trendsFilter")).isEmpty();
    }

    /** The nodes, or one for each text of the older fields. */
    private static ArrayNode formulas(JsonNode trends) {
        ArrayNode formulas = JsonNodeFactory.instance.arrayNode();
        if (!trends.path("formulaNodes").isEmpty()) {
            trends.path("formulaNodes").forEach(formulas::add);
        } else if (!trends.path("formulas").isEmpty()) {
            trends.path("formulas").forEach(each -> formulas.addObject().set("formula", each));
        } else if (!trends.path("formula").asText("").isBlank()
                && trends.path("formula").isTextual()) {
            formulas.addObject().set("formula", trends.path("formula"));
        }
        return formulas;
    }

    private List<ObjectNode> rows(List<List<ObjectNode>> period) {
        List<String> values = new ArrayList<>();
        for (List<ObjectNode> series : period) {
            for (ObjectNode row : series) {
                String value = valueOf(row);
                if (!values.contains(value)) {
                    values.add(value);
                }
            }
        }
        List<ObjectNode> rows = new ArrayList<>();
        for (String value : values) {
            rows.add(row(period, value));
        }
        // Of equal totals the contract says nothing; they stay in the order in which the series have them.
        rows.sort(Comparator.comparing((ObjectNode row) -> valueOf(row).contains(ReferenceBreakdown.OTHER))
                .thenComparing(row -> valueOf(row).contains(ReferenceBreakdown.NONE))
                .thenComparing(Comparator.comparingDouble(this::total).reversed()));
        return rows;
    }

    private static String valueOf(JsonNode row) {
        return row.path("breakdown_value").toString();
    }

    private double total(JsonNode row) {
        return row.path(display.isTotalValue() ? "aggregated_value" : "count").doubleValue();
    }

    /** The row of one value; a series without it contributes zeros. */
    private ObjectNode row(List<List<ObjectNode>> period, String value) {
        List<ObjectNode> inputs = new ArrayList<>();
        for (List<ObjectNode> series : period) {
            ObjectNode found = JsonNodeFactory.instance.objectNode();
            for (ObjectNode row : series) {
                if (valueOf(row).equals(value)) {
                    found = row;
                }
            }
            inputs.add(found);
        }
        ObjectNode first =
                inputs.stream().filter(input -> !input.isEmpty()).findFirst().orElseThrow();
        ObjectNode row = first.deepCopy();
        row.put("label", label).put("order", order).putNull("action");
        if (display.isTotalValue()) {
            row.put("aggregated_value", ofAll(inputs, "/aggregated_value"))
                    .put("count", 0)
                    .putNull("data");
            return row;
        }
        ArrayNode data = row.putArray("data");
        for (int i = 0; i < first.get("data").size(); i++) {
            data.add(ofAll(inputs, "/data/" + i));
        }
        return row.put("count", ofAll(inputs, "/count"));
    }

    private double ofAll(List<ObjectNode> inputs, String pointer) {
        List<Double> numbers = new ArrayList<>();
        for (ObjectNode input : inputs) {
            numbers.add(input.at(pointer).asDouble(0));
        }
        return new FormulaText(numbers).value(text);
    }
}
