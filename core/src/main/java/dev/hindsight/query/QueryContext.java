package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.PropertyTypes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What a run depends on besides the node: the project's settings and the time.
 *
 * @param testAccountFilters a JSON array of property filters
 * @param now relative dates and "today" are taken from it
 */
public record QueryContext(
        long projectId,
        ZoneId timezone,
        DayOfWeek weekStart,
        JsonNode testAccountFilters,
        PropertyTypes propertyTypes,
        Instant now) {}
