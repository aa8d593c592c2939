package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.util.ArrayList;
import java.util.List;

/** How the numbers of a property lie in each bucket (contract queries 3.4 D). */
record TrendsBoxPlot(TrendsSeries series, JsonNode node, int index, ReferenceRange range) {
    List<ObjectNode> boxes() {
        List<ReferenceProject.Occurrence> counted = series.counted(range);
        List<ObjectNode> boxes = new ArrayList<>();
        for (Bucket bucket : range.allBuckets()) {
            if (range.shows(bucket)) {
                List<Double> numbers = new ArrayList<>();
                for (ReferenceProject.Occurrence event : counted) {
                    Double number = series.math().numberOf(event);
                    if (number != null
                            && range.start(range.local(event.timestamp())).equals(bucket)) {
                        numbers.add(number);
                    }
                }
                boxes.add(box(bucket, numbers));
            }
        }
        return boxes;
    }

    private ObjectNode box(Bucket bucket, List<Double> numbers) {
        String custom =
                node.path("custom_name").isTextual() ? node.path("custom_name").textValue() : "";
        ObjectNode box = JsonNodeFactory.instance.objectNode();
        box.put("day", range.dayText(bucket)).put("label", range.label(bucket));
        box.put("min", Statistics.of("min", numbers))
                .put("p25", Statistics.of("p25", numbers))
                .put("median", Statistics.of("median", numbers))
                .put("p75", Statistics.of("p75", numbers))
                .put("max", Statistics.of("max", numbers))
                .put("mean", Statistics.of("avg", numbers));
        box.put("series_index", index)
                .put(
                        "series_label",
                        (custom.isBlank() ? series.name() : custom) + " - "
                                + node.path("math_property").asText());
        return box;
    }
}
