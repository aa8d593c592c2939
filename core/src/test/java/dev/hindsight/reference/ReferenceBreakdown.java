package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A breakdown by one property (contract queries 2.7).
 *
 * @param asList whether rows carry the value in a list
 */
record ReferenceBreakdown(String property, boolean ofPerson, int limit, boolean hideOther, boolean asList) {
    private static final int DEFAULT_LIMIT = 25;
    private static final int WORLD_MAP_LIMIT = 250;
    private static final int MAX_LENGTH = 400;

    /** The breakdown that a query asks for, null when it asks for none. */
    static @Nullable ReferenceBreakdown of(JsonNode filter, String display) {
        boolean asList = !filter.path("breakdowns").isEmpty();
        if (filter.path("breakdowns").size() > 1) {
            throw new NotInReference("several breakdowns");
        }
        JsonNode one = asList ? filter.path("breakdowns").get(0) : filter;
        JsonNode property = asList ? one.path("property") : filter.path("breakdown");
        if (property.isMissingNode() || property.isNull()) {
            return null;
        }
        String type = textOr(one.path(asList ? "type" : "breakdown_type"), "event");
        if (!property.isTextual() || !(type.equals("event") || type.equals("person"))) {
            throw new NotInReference("breakdown of type " + type);
        }
        for (String special :
                new String[] {"histogram_bin_count", "breakdown_histogram_bin_count", "breakdown_group_type_index"}) {
            if (one.hasNonNull(special)) {
                throw new NotInReference(special);
            }
        }
        for (String special : new String[] {"normalize_url", "breakdown_normalize_url"}) {
            if (one.path(special).asBoolean(false)) {
                throw new NotInReference(special);
            }
        }
        if (filter.path("breakdown_path_cleaning").asBoolean(false)) {
            throw new NotInReference("breakdown_path_cleaning");
        }
        int limit = display.equals("WorldMap")
                ? WORLD_MAP_LIMIT
                : filter.path("breakdown_limit").asInt(DEFAULT_LIMIT);
        return new ReferenceBreakdown(
                property.textValue(),
                type.equals("person"),
                limit,
                filter.path("breakdown_hide_other_aggregation").asBoolean(false),
                asList);
    }

    /** The text of the property, cut to its first 400 characters; null when there is none. */
    @Nullable
    String valueOf(ReferenceProject project, ReferenceProject.Occurrence event) {
        JsonNode properties = ofPerson ? project.personOf(event).properties() : event.properties();
        String text = Texts.of(properties.get(property));
        return text == null ? null : Texts.firstCharacters(text, MAX_LENGTH);
    }

    private static String textOr(JsonNode node, String otherwise) {
        return node.isTextual() ? node.textValue() : otherwise;
    }
}
