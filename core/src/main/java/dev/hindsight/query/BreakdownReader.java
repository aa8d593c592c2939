package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the {@code breakdownFilter} of a query (contract queries 2.7). */
final class BreakdownReader {
    private static final int MAX_PARTS = 3;
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_BINS = 1_000;

    private BreakdownReader() {}

    /** The breakdown, or null when there is none. */
    static @Nullable Breakdown read(StrictObject query) {
        return read(query, "breakdownFilter");
    }

    /** As above, from another field. */
    static @Nullable Breakdown read(StrictObject query, String key) {
        StrictObject object = query.object(key);
        if (object == null) {
            return null;
        }
        Breakdown.Type type = object.choice("breakdown_type", Breakdown.Type.values());
        Integer limit = object.integer("breakdown_limit", 1, MAX_LIMIT);
        boolean hideOther = object.flag("breakdown_hide_other_aggregation");
        Integer bins = object.integer("breakdown_histogram_bin_count", 1, MAX_BINS);
        Integer group = object.integer("breakdown_group_type_index", 0, 4);
        boolean normalize = object.flag("breakdown_normalize_url");
        boolean cleaning = object.flag("breakdown_path_cleaning");
        List<Breakdown.Part> listed = parts(object, cleaning);
        List<String> names = names(object);
        object.end();
        if (!listed.isEmpty()) {
            return new Breakdown(listed, true, limit, hideOther);
        }
        if (names.isEmpty()) {
            return null;
        }
        if (type == Breakdown.Type.COHORT) {
            // One property, whose values are the cohorts.
            String ids =
                    names.stream().map(id -> cohort(object, "breakdown", id)).collect(Collectors.joining(","));
            return new Breakdown(
                    List.of(new Breakdown.Part(ids, type, null, null, false, false)), false, limit, hideOther);
        }
        List<Breakdown.Part> parts = names.stream()
                .map(name -> new Breakdown.Part(
                        name, type == null ? Breakdown.Type.EVENT : type, group, bins, normalize, cleaning))
                .toList();
        return new Breakdown(parts, parts.size() > 1, limit, hideOther);
    }

    private static List<Breakdown.Part> parts(StrictObject object, boolean cleaning) {
        List<JsonNode> elements = object.list("breakdowns", MAX_PARTS);
        List<Breakdown.Part> parts = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            StrictObject part = new StrictObject(elements.get(i), object.at("breakdowns") + "[" + i + "]");
            Breakdown.Type type = part.choice("type", Breakdown.Type.values());
            String name = name(part, "property", part.raw("property"));
            parts.add(new Breakdown.Part(
                    type == Breakdown.Type.COHORT ? cohort(part, "property", name) : name,
                    type == null ? Breakdown.Type.EVENT : type,
                    part.integer("group_type_index", 0, 4),
                    part.integer("histogram_bin_count", 1, MAX_BINS),
                    part.flag("normalize_url"),
                    cleaning));
            part.end();
        }
        return parts;
    }

    /** Zero is another name of all users. */
    private static String cohort(StrictObject object, String key, String id) {
        if (id.equals(Breakdown.ALL) || id.equals("0")) {
            return Breakdown.ALL;
        }
        if (id.isEmpty() || id.length() > 9 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw StrictObject.error(object.at(key), "takes ids of cohorts, or \"all\"");
        }
        return Integer.toString(Integer.parseInt(id));
    }

    private static List<String> names(StrictObject object) {
        JsonNode breakdown = object.raw("breakdown");
        if (breakdown == null) {
            return List.of();
        }
        if (!breakdown.isArray()) {
            return List.of(name(object, "breakdown", breakdown));
        }
        List<String> names = new ArrayList<>();
        for (JsonNode element : object.list("breakdown", 100)) {
            names.add(name(object, "breakdown", element));
        }
        return names;
    }

    private static String name(StrictObject object, String key, @Nullable JsonNode value) {
        if (value == null) {
            throw StrictObject.error(object.at(key), "is required");
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw StrictObject.error(object.at(key), "expected a property's name, got " + StrictObject.typeOf(value));
        }
        String name = value.asText();
        if (name.length() > 1_000 || name.indexOf('\0') >= 0) {
            throw StrictObject.error(object.at(key), "is not a property's name");
        }
        return name;
    }
}
