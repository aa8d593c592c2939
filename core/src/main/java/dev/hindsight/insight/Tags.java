package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tags that a body names (contract insights-api 2.1). */
public final class Tags {
    private static final int MOST = 1000;

    private Tags() {}

    /**
     * Reads the field {@code tags} of an insight or a dashboard.
     *
     * @param body an object
     * @return trimmed, in lower case, each once; null without the field
     * @throws HindsightException {@code validation_error} naming the field or the element
     */
    public static @Nullable List<String> read(JsonNode body) {
        BodyField field = BodyField.of(body, "tags");
        return field == null ? null : read(field, MOST);
    }

    static List<String> read(BodyField field, int most) {
        Set<String> tags = new LinkedHashSet<>();
        for (BodyField element : field.elements(most)) {
            String tag = TextRules.tag(element.notNull().text(Integer.MAX_VALUE));
            if (tag.isEmpty()) {
                throw HindsightException.invalid(element.attr(), "blank", "This field may not be blank.");
            }
            TextRules.check(element.attr(), tag, TextRules.LONGEST_TAG);
            tags.add(tag);
        }
        return List.copyOf(tags);
    }
}
