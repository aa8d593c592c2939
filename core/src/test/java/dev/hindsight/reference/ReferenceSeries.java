package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;

/** Which events a series means (contract queries 1.5), and which the filters of the whole query keep (1.3). */
record ReferenceSeries(ReferenceProject project, ReferenceFilter filter, JsonNode query) {
    /** Whether an event has the name and passes the filters of a series, and passes those of the query. */
    boolean has(JsonNode series, ReferenceProject.Occurrence event) {
        if (!series.path("kind").asText().equals("EventsNode")) {
            throw new NotInReference("series of kind " + series.path("kind").asText());
        }
        return (!series.hasNonNull("event") || series.get("event").asText().equals(event.event()))
                && filter.passes(series.path("properties"), event)
                && passesQuery(event);
    }

    /** Whether an event passes the filters that hold for all series. */
    boolean passesQuery(ReferenceProject.Occurrence event) {
        return filter.passes(query.path("properties"), event)
                && (!query.path("filterTestAccounts").asBoolean(false)
                        || filter.passes(project.testAccountFilters(), event));
    }

    /** How results call a series. */
    static String name(JsonNode series) {
        return series.hasNonNull("event") ? series.get("event").asText() : "All events";
    }
}
