package dev.hindsight.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/**
 * A project, which is also its only environment (contract insights-api, vocabulary).
 *
 * @param timezone days, weeks and months of its insights begin in this zone
 * @param weekStart Sunday or Monday
 * @param apiToken what capture clients send; public, but it lets anyone write events
 * @param testAccountFilters a JSON array of property filters, empty when none are set
 * @param pathCleaningFilters a JSON array of {@code {regex, alias}}, applied in order, empty when none are set
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
        Instant createdAt) {}
