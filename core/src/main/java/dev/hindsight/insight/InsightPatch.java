package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an insight; what is null stays as it is (contract insights-api 3.5). {@link InsightBody#patch} reads one from
 * JSON and checks every value.
 *
 * @param saved null makes the insight saved (contract insights-api 2.3)
 * @param tags all tags it is to have, trimmed, in lower case, each once
 * @param dashboards all dashboards it is to show on, each once
 * @param restores whether a deleted insight is found too, to be brought back
 */
public record InsightPatch(
        @Nullable Given<String> name,
        @Nullable Given<String> derivedName,
        @Nullable Given<String> description,
        @Nullable JsonNode filters,
        @Nullable Given<JsonNode> query,
        @Nullable Given<Integer> order,
        @Nullable Boolean deleted,
        @Nullable Boolean saved,
        @Nullable Boolean favorited,
        @Nullable List<String> tags,
        @Nullable List<Long> dashboards,
        boolean restores) {
    /** Deletes an insight. */
    static final InsightPatch DELETION =
            new InsightPatch(null, null, null, null, null, null, true, null, null, null, null, false);

    public InsightPatch {
        tags = tags == null ? null : List.copyOf(tags);
        dashboards = dashboards == null ? null : List.copyOf(dashboards);
    }

    /** With another word on whether it is saved. */
    InsightPatch withSaved(boolean other) {
        return new InsightPatch(
                name,
                derivedName,
                description,
                filters,
                query,
                order,
                deleted,
                other,
                favorited,
                tags,
                dashboards,
                restores);
    }
}
