package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An insight to be created (contract insights-api 3.3). {@link InsightBody#draft} reads one from JSON and checks every value.
 *
 * @param filters an object
 * @param query a query that {@link dev.hindsight.query.QueryReader} accepts; null for none
 * @param tags trimmed, in lower case, each once
 * @param dashboards dashboards of the project to show it on, each once
 */
public record InsightDraft(
        @Nullable String name,
        @Nullable String derivedName,
        @Nullable String description,
        JsonNode filters,
        @Nullable JsonNode query,
        @Nullable Integer order,
        boolean deleted,
        boolean saved,
        boolean favorited,
        List<String> tags,
        List<Long> dashboards) {
    public InsightDraft {
        tags = List.copyOf(tags);
        dashboards = List.copyOf(dashboards);
    }

    /** What a patch makes of an insight that has nothing but defaults. */
    static InsightDraft of(InsightPatch fields) {
        return new InsightDraft(
                Given.or(fields.name(), null),
                Given.or(fields.derivedName(), null),
                Given.or(fields.description(), null),
                fields.filters() == null ? JsonNodeFactory.instance.objectNode() : fields.filters(),
                Given.or(fields.query(), null),
                Given.or(fields.order(), null),
                fields.deleted() != null && fields.deleted(),
                fields.saved() == null || fields.saved(),
                fields.favorited() != null && fields.favorited(),
                fields.tags() == null ? List.of() : fields.tags(),
                fields.dashboards() == null ? List.of() : fields.dashboards());
    }
}
