package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.PropertyTypes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What a run depends on besides the node: the project's settings and the time.
 *
 * @param testAccountFilters a JSON array of property filters
 * @param pathCleaning the rules that paths are cleaned by, in order
 * @param definitions those that the query refers to, at least
 * @param now relative dates and "today" are taken from it
 */
public record QueryContext(
        long projectId,
        ZoneId timezone,
        DayOfWeek weekStart,
        JsonNode testAccountFilters,
        List<PathCleaningRule> pathCleaning,
        PropertyTypes propertyTypes,
        Definitions definitions,
        Instant now) {
    public QueryContext {
        pathCleaning = List.copyOf(pathCleaning);
    }

    /** For queries that refer to nothing stored. */
    public QueryContext(
            long projectId,
            ZoneId timezone,
            DayOfWeek weekStart,
            JsonNode testAccountFilters,
            List<PathCleaningRule> pathCleaning,
            PropertyTypes propertyTypes,
            Instant now) {
        this(projectId, timezone, weekStart, testAccountFilters, pathCleaning, propertyTypes, Definitions.NONE, now);
    }

    /** The same at another time. */
    public QueryContext at(Instant time) {
        return new QueryContext(
                projectId, timezone, weekStart, testAccountFilters, pathCleaning, propertyTypes, definitions, time);
    }

    /** Every match of {@code regex} (RE2) becomes {@code alias}, in which {@code \\1} refers to a group. */
    public record PathCleaningRule(String regex, String alias) {}
}
