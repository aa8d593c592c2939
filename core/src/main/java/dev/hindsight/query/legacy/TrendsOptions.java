package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.query.Display;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/** Options of trends that are more than another name; stickiness has some of them. */
final class TrendsOptions {
    private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

    private TrendsOptions() {}

    static void put(OldObject filters, ObjectNode options) {
        String display = filters.text("display");
        // Charts that are gone, and those of other kinds of insight, are drawn as lines.
        if (display != null && isOfTrends(display)) {
            options.put("display", display);
        }
        putHidden(filters, options);
    }

    private static boolean isOfTrends(String display) {
        return Arrays.stream(Display.values())
                .filter(each -> each.family() != Display.Family.NOT_OF_TRENDS)
                .anyMatch(each -> each.wire().equals(display));
    }

    /** The series that somebody hid in the chart, by their numbers. */
    static void putHidden(OldObject filters, ObjectNode options) {
        ArrayNode indexes = JsonNodeFactory.instance.arrayNode();
        for (String key : hidden(filters)) {
            if (INDEX.matcher(key).matches()) {
                indexes.add(Integer.parseInt(key));
            }
        }
        if (!indexes.isEmpty()) {
            options.set("hiddenLegendIndexes", indexes);
        }
    }

    /** The values of a breakdown that somebody hid in the chart. */
    static void putHiddenBreakdowns(OldObject filters, ObjectNode options) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (String key : hidden(filters)) {
            if (!INDEX.matcher(key).matches()) {
                values.add(key);
            }
        }
        if (!values.isEmpty()) {
            options.set("hiddenLegendBreakdowns", values);
        }
    }

    private static Iterable<String> hidden(OldObject filters) {
        return filters.node().path("hidden_legend_keys").properties().stream()
                .filter(entry -> entry.getValue().booleanValue())
                .map(Map.Entry::getKey)
                .toList();
    }
}
