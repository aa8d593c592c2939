package dev.hindsight.insight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.error.HindsightException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a list, understood (contract insights-api 1.7 and 3.2). Unknown ones are ignored.
 *
 * @param limit from 1 to {@link #MOST}
 * @param offset from 0
 * @param basic whether insights are wanted without their answers
 */
public record ListParameters(InsightFilter filter, int limit, int offset, boolean basic) {
    /** More insights than this on one page are not given; a larger limit means this one. */
    public static final int MOST = 500;

    private static final int DEFAULT_LIMIT = 100;
    private static final int LONGEST_SEARCH = 200;
    private static final Set<String> TRUE = Set.of("y", "yes", "t", "true", "on", "1");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads parameters by name, each with its last value.
     *
     * @throws HindsightException {@code validation_error} naming the parameter: a list that is not JSON, an unknown order, a
     *     search that is too long
     */
    public static ListParameters read(Map<String, String> given) {
        String order = given.get("order");
        InsightFilter filter = new InsightFilter(
                text(given, "short_id"),
                given.containsKey("saved") ? (Boolean) isTrue(given.get("saved")) : null,
                given.containsKey("favorited"),
                given.containsKey("user"),
                list(given, "created_by", "whole numbers", ListParameters::id),
                search(given),
                text(given, "insight"),
                list(given, "tags", "texts", ListParameters::tag),
                list(given, "dashboards", "whole numbers", ListParameters::id),
                list(given, "events", "texts", ListParameters::event),
                text(given, "feature_flag"),
                isTrue(given.get("hide_feature_flag_insights")),
                isTrue(given.get("deleted")),
                TimeWindow.of(given.get("date_from"), given.get("date_to")),
                TimeWindow.of(given.get("created_date_from"), given.get("created_date_to")),
                TimeWindow.of(given.get("last_viewed_date_from"), given.get("last_viewed_date_to")),
                order == null || order.isEmpty() ? null : InsightOrder.parse(order));
        int limit = number(given.get("limit"));
        return new ListParameters(
                filter,
                limit == 0 ? DEFAULT_LIMIT : Math.min(limit, MOST),
                number(given.get("offset")),
                isTrue(given.get("basic")));
    }

    /** A whole number from 0; 0 for anything else. */
    private static int number(@Nullable String text) {
        if (text == null || !text.matches("[0-9]+")) {
            return 0;
        }
        String digits = text.replaceFirst("^0+(?=.)", "");
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static boolean isTrue(@Nullable String text) {
        return text != null && TRUE.contains(text.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String search(Map<String, String> given) {
        String search = text(given, "search");
        if (search != null && search.codePointCount(0, search.length()) > LONGEST_SEARCH) {
            throw HindsightException.invalid("search", "Search query must be 200 characters or fewer.");
        }
        return search;
    }

    /** A parameter with content. */
    private static @Nullable String text(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        TextRules.check(name, value);
        return value;
    }

    private static <T> List<T> list(
            Map<String, String> given, String name, String elements, Function<JsonNode, Optional<T>> reader) {
        String text = given.get(name);
        if (text == null || text.isBlank()) {
            return List.of();
        }
        JsonNode list = json(text);
        if (list == null || !list.isArray()) {
            throw notAList(name, elements);
        }
        Set<T> values = new LinkedHashSet<>();
        for (JsonNode element : list) {
            values.add(reader.apply(element).orElseThrow(() -> notAList(name, elements)));
        }
        return List.copyOf(values);
    }

    private static HindsightException notAList(String name, String elements) {
        return HindsightException.invalid(name, "A JSON list of " + elements + " is required.");
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static Optional<Long> id(JsonNode element) {
        return element.isIntegralNumber() && element.canConvertToLong()
                ? Optional.of(element.longValue())
                : Optional.empty();
    }

    private static Optional<String> event(JsonNode element) {
        if (!element.isTextual()) {
            return Optional.empty();
        }
        TextRules.check("events", element.textValue());
        return Optional.of(element.textValue());
    }

    private static Optional<String> tag(JsonNode element) {
        if (!element.isTextual()) {
            return Optional.empty();
        }
        TextRules.check("tags", element.textValue());
        return Optional.of(TextRules.tag(element.textValue()));
    }
}
