package dev.hindsight.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * A project, which is also its only environment (contract insights-api, vocabulary).
 *
 * @param timezone days, weeks and months of its insights begin in this zone
 * @param weekStart Sunday or Monday
 * @param apiToken what capture clients send; public, but it lets anyone write events
 * @param testAccountFilters a JSON array of property filters, empty when none are set
 * @param pathCleaningFilters a JSON array of {@code {regex, alias}}, applied in order, empty when none are set
 * @param groupTypes the names of its types of groups: the first one is the one with index 0; at most {@value
 *     dev.hindsight.event.GroupTypes#MOST}
 */
public record Project(
        long id,
        UUID organizationId,
        String name,
        ZoneId timezone,
        DayOfWeek weekStart,
        String apiToken,
        JsonNode testAccountFilters,
        JsonNode pathCleaningFilters,
        List<String> groupTypes,
        Instant createdAt) {
    public Project {
        groupTypes = List.copyOf(groupTypes);
    }

    /** The same with other types of groups. */
    public Project withGroupTypes(List<String> types) {
        return new Project(
                id,
                organizationId,
                name,
                timezone,
                weekStart,
                apiToken,
                testAccountFilters,
                pathCleaningFilters,
                types,
                createdAt);
    }
}
