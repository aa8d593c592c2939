package dev.hindsight.cases;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.action.ActionChange;
import dev.hindsight.cases.QueryCase.DefinedProperty;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.cases.QueryCase.ListedPerson;
import dev.hindsight.engine.TestEvents;
import dev.hindsight.event.Event;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.project.Project;
import dev.hindsight.reference.ReferenceGroup;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Many projects in one instance of the library, in memory, which asks its questions at any time it is told. */
final class Library implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant OPENED = Instant.parse("2026-01-01T00:00:00Z");

    private final SetClock clock = new SetClock();
    private final Hindsight hindsight =
            TestEvents.in(Hindsight.builder().inMemory()).clock(clock).open();
    private final FirstStart first = hindsight.firstStart().orElseThrow();

    /**
     * What a project is set to.
     *
     * @param testAccountFilters a JSON array of property filters
     * @param pathCleaningFilters a JSON array of {@code {regex, alias}}
     * @param types what is said about properties; the others are what their values show
     * @param actions a JSON array of stored actions, with their ids
     */
    record Settings(
            ZoneId zone,
            DayOfWeek weekStart,
            JsonNode testAccountFilters,
            JsonNode pathCleaningFilters,
            List<DefinedProperty> types,
            JsonNode actions) {
        Settings(
                ZoneId zone,
                DayOfWeek weekStart,
                JsonNode testAccountFilters,
                JsonNode pathCleaningFilters,
                List<DefinedProperty> types) {
            this(zone, weekStart, testAccountFilters, pathCleaningFilters, types, JSON.createArrayNode());
        }
    }

    /** A new project with these persons and events; returns its id. */
    long load(CaseData data, Settings settings) {
        long project = hindsight
                .projects()
                .add(
                        first.project().organizationId(),
                        "Case",
                        settings.zone(),
                        settings.weekStart(),
                        made -> new Project(
                                made.id(),
                                made.organizationId(),
                                made.name(),
                                made.timezone(),
                                made.weekStart(),
                                made.apiToken(),
                                settings.testAccountFilters(),
                                settings.pathCleaningFilters(),
                                ReferenceGroup.TYPES,
                                made.createdAt()),
                        OPENED)
                .id();
        for (DefinedProperty type : settings.types()) {
            hindsight.events().defineProperty(project, type.kind(), type.key(), type.type());
        }
        settings.actions()
                .forEach(action -> hindsight
                        .actionStore()
                        .addWithId(project, action.path("id").asInt(), ActionChange.read(action), null, OPENED));
        // The persons of a data set are those that their events make.
        for (ListedPerson person : data.dataset().isPresent() ? List.<ListedPerson>of() : data.persons()) {
            hindsight
                    .events()
                    .putPerson(
                            project,
                            person.distinctIds(),
                            JSON.convertValue(person.properties(), new TypeReference<Map<String, Object>>() {}),
                            person.createdAt().orElse(Instant.EPOCH));
        }
        hindsight.events().append(project, events(project, data.events()));
        return project;
    }

    private static List<Event> events(long project, List<ListedEvent> listed) {
        List<Event> events = new ArrayList<>();
        for (ListedEvent event : listed) {
            UUID uuid = new UUID(project, events.size());
            String properties = event.properties().toString();
            events.add(new Event(uuid, event.event(), event.distinctId(), event.timestamp(), properties));
        }
        return events;
    }

    PropertyTypes types(long project) {
        return hindsight.events().propertyTypes(project);
    }

    /** The results of a query, calculated at the time {@code now}. */
    JsonNode results(long project, JsonNode query, Instant now) {
        return results(answer(project, query, RefreshMode.FORCE_BLOCKING, now));
    }

    /** The answer to a query at the time {@code now}. */
    Answer answer(long project, JsonNode query, RefreshMode mode, Instant now) {
        clock.now = now;
        return hindsight.queries().answer(Caller.of(first.owner()), project, query, mode);
    }

    static JsonNode results(Answer answer) {
        try {
            return JSON.readTree(Objects.requireNonNull(answer.result()).results());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another time of creation, of a person who may be new. */
    void created(long project, String distinctId, Instant createdAt) {
        hindsight.events().putPerson(project, List.of(distinctId), Map.of(), createdAt);
    }

    /** One more event. */
    void append(long project, ListedEvent event) {
        hindsight
                .events()
                .append(
                        project,
                        List.of(new Event(
                                UUID.randomUUID(),
                                event.event(),
                                event.distinctId(),
                                event.timestamp(),
                                event.properties().toString())));
    }

    @Override
    public void close() {
        hindsight.close();
    }

    private static final class SetClock extends Clock {
        private volatile Instant now = OPENED;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
