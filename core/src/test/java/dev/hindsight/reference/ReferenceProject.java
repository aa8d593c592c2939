package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.event.PropertyTypes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A project whose events and persons lie in memory. */
public final class ReferenceProject {
    private final ZoneId zone;
    private final DayOfWeek weekStart;
    private final JsonNode testAccountFilters;
    private final JsonNode pathCleaning;
    private final ReferenceActions actions;
    private final PropertyTypes types;
    private final List<Occurrence> events;
    private final Map<String, Person> personByDistinctId = new HashMap<>();

    /**
     * Somebody who does things.
     *
     * @param properties a JSON object
     */
    public record Person(List<String> distinctIds, JsonNode properties, Instant createdAt) {}

    /**
     * An event.
     *
     * @param properties a JSON object
     */
    public record Occurrence(String event, String distinctId, Instant timestamp, JsonNode properties) {}

    /**
     * A project.
     *
     * @param testAccountFilters a JSON array of property filters
     * @param pathCleaning a JSON array of {@code {regex, alias}}
     * @param actions a JSON array of {@code {id, name, steps}}
     * @param persons an event of a distinct id that none of them lists belongs to a person of its own without properties,
     *     created at its earliest event
     * @param events in no particular order
     */
    public ReferenceProject(
            ZoneId zone,
            DayOfWeek weekStart,
            JsonNode testAccountFilters,
            JsonNode pathCleaning,
            JsonNode actions,
            PropertyTypes types,
            List<Person> persons,
            List<Occurrence> events) {
        this.zone = zone;
        this.weekStart = weekStart;
        this.testAccountFilters = testAccountFilters;
        this.pathCleaning = pathCleaning;
        this.actions = new ReferenceActions(actions);
        this.types = types;
        this.events = List.copyOf(events);
        for (Person person : persons) {
            person.distinctIds().forEach(id -> personByDistinctId.put(id, person));
        }
        List<Occurrence> inTime = new ArrayList<>(events);
        inTime.sort(Comparator.comparing(Occurrence::timestamp));
        for (Occurrence event : inTime) {
            String id = event.distinctId();
            personByDistinctId.computeIfAbsent(
                    id, any -> new Person(List.of(id), JsonNodeFactory.instance.objectNode(), event.timestamp()));
        }
    }

    Person personOf(Occurrence event) {
        return Objects.requireNonNull(personByDistinctId.get(event.distinctId()));
    }

    /** Equal for all events of one person, different for those of different persons. */
    String personKey(Occurrence event) {
        return personOf(event).distinctIds().get(0);
    }

    /** The time of the first event, null without events. */
    @Nullable
    Instant earliest() {
        return events.stream()
                .map(Occurrence::timestamp)
                .min(Instant::compareTo)
                .orElse(null);
    }

    ZoneId zone() {
        return zone;
    }

    DayOfWeek weekStart() {
        return weekStart;
    }

    JsonNode testAccountFilters() {
        return testAccountFilters;
    }

    ReferenceActions actions() {
        return actions;
    }

    JsonNode pathCleaning() {
        return pathCleaning;
    }

    PropertyTypes types() {
        return types;
    }

    List<Occurrence> events() {
        return events;
    }
}
