package dev.hindsight.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.body.Body;
import dev.hindsight.body.BodyText;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.GroupTypes;
import dev.hindsight.project.Project;
import dev.hindsight.query.FilterReader;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a project as a caller wants them; null leaves one as it is.
 *
 * @param name 1 to 200 characters
 * @param timezone a region such as {@code Europe/Berlin}
 * @param weekStart Sunday or Monday
 * @param testAccountFilters a JSON array of property filters
 * @param pathCleaningFilters a JSON array of {@code {regex, alias}}
 * @param groupTypes the names of its types of groups; those that there are stay the first, since events refer to them by their
 *     index
 */
public record ProjectSettings(
        @Nullable String name,
        @Nullable ZoneId timezone,
        @Nullable DayOfWeek weekStart,
        @Nullable JsonNode testAccountFilters,
        @Nullable JsonNode pathCleaningFilters,
        @Nullable List<String> groupTypes) {
    private static final int MAX_NAME = 200;
    private static final String TEST_ACCOUNTS = "test_account_filters";
    private static final String GROUP_TYPES = "group_types";
    private static final String PATH_CLEANING = "path_cleaning_filters";

    /** @throws HindsightException {@code validation_error} naming the setting that is wrong */
    public ProjectSettings {
        if (name != null) {
            BodyText.checkFilled("name", name, MAX_NAME);
        }
        if (weekStart != null && weekStart != DayOfWeek.SUNDAY && weekStart != DayOfWeek.MONDAY) {
            throw notAChoice("week_start_day", String.valueOf(weekStart.getValue()));
        }
        if (testAccountFilters != null) {
            checkTestAccountFilters(testAccountFilters);
        }
        if (pathCleaningFilters != null) {
            checkPathCleaningFilters(pathCleaningFilters);
        }
        if (groupTypes != null) {
            groupTypes = List.copyOf(groupTypes);
            checkGroupTypes(groupTypes);
        }
    }

    /** A name alone. */
    public static ProjectSettings named(String name) {
        return new ProjectSettings(name, null, null, null, null, null);
    }

    /**
     * Reads the settings that a body names.
     *
     * @throws HindsightException {@code validation_error} naming the field that is wrong
     */
    public static ProjectSettings read(JsonNode json) {
        Body body = new Body(json);
        return new ProjectSettings(
                body.filledText("name", MAX_NAME).orElse(null),
                body.filledText("timezone", MAX_NAME).map(ProjectSettings::zone).orElse(null),
                body.integer("week_start_day").map(ProjectSettings::weekStart).orElse(null),
                body.value(TEST_ACCOUNTS).orElse(null),
                body.value(PATH_CLEANING).orElse(null),
                body.value(GROUP_TYPES).map(ProjectSettings::groupTypes).orElse(null));
    }

    /**
     * The project with these settings in place of its own.
     *
     * @throws HindsightException {@code validation_error} when a type of groups would lose its index
     */
    Project appliedTo(Project project) {
        List<String> types = Objects.requireNonNullElse(groupTypes, project.groupTypes());
        int kept = project.groupTypes().size();
        if (types.size() < kept || !types.subList(0, kept).equals(project.groupTypes())) {
            throw HindsightException.invalid(
                    GROUP_TYPES,
                    "Events refer to the types by their place: begin with " + String.join(", ", project.groupTypes())
                            + ", and add others after them.");
        }
        return new Project(
                project.id(),
                project.organizationId(),
                Objects.requireNonNullElse(name, project.name()),
                Objects.requireNonNullElse(timezone, project.timezone()),
                Objects.requireNonNullElse(weekStart, project.weekStart()),
                project.apiToken(),
                Objects.requireNonNullElse(testAccountFilters, project.testAccountFilters()),
                Objects.requireNonNullElse(pathCleaningFilters, project.pathCleaningFilters()),
                types,
                project.createdAt());
    }

    private static ZoneId zone(String text) {
        // Only regions: an offset alone would not follow the clock changes that its users see.
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw notAChoice("timezone", text);
        }
        return ZoneId.of(text);
    }

    private static DayOfWeek weekStart(int day) {
        return switch (day) {
            case 0 -> DayOfWeek.SUNDAY;
            case 1 -> DayOfWeek.MONDAY;
            default -> throw notAChoice("week_start_day", String.valueOf(day));
        };
    }

    private static void checkTestAccountFilters(JsonNode filters) {
        Body.elements(TEST_ACCOUNTS, filters);
        BodyText.checkCharacters(TEST_ACCOUNTS, filters);
        try {
            FilterReader.filters(filters, TEST_ACCOUNTS);
        } catch (HindsightException e) {
            throw HindsightException.invalid(TEST_ACCOUNTS, e.detail());
        }
    }

    private static void checkPathCleaningFilters(JsonNode filters) {
        BodyText.checkCharacters(PATH_CLEANING, filters);
        for (JsonNode filter : Body.elements(PATH_CLEANING, filters)) {
            if (!filter.path("regex").isTextual() || !filter.path("alias").isTextual()) {
                throw HindsightException.invalid(PATH_CLEANING, "Each filter needs the texts \"regex\" and \"alias\".");
            }
        }
    }

    /** Types as replies have them, or their names alone. */
    private static List<String> groupTypes(JsonNode types) {
        List<String> names = new ArrayList<>();
        for (JsonNode type : Body.elements(GROUP_TYPES, types)) {
            JsonNode name = type.isObject() ? type.path("group_type") : type;
            if (!name.isTextual()) {
                throw HindsightException.invalid(GROUP_TYPES, "Each type is a name, or an object with \"group_type\".");
            }
            names.add(name.textValue());
        }
        return names;
    }

    private static void checkGroupTypes(List<String> types) {
        if (types.size() > GroupTypes.MOST) {
            throw HindsightException.invalid(
                    GROUP_TYPES, "max_length", "A project has at most " + GroupTypes.MOST + " types of groups.");
        }
        for (String type : types) {
            BodyText.checkFilled(GROUP_TYPES, type, GroupTypes.LONGEST_NAME);
        }
        if (Set.copyOf(types).size() < types.size()) {
            throw HindsightException.invalid(GROUP_TYPES, "Each type can be there once.");
        }
    }

    private static HindsightException notAChoice(String field, String value) {
        return HindsightException.invalid(field, "invalid_choice", "\"" + value + "\" is not a valid choice.");
    }
}
