package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.project.Project;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.LifecycleQuery;
import dev.hindsight.query.ListQuery;
import dev.hindsight.query.RunnableQuery;
import dev.hindsight.query.SqlQuery;
import java.util.Locale;
import java.util.Optional;

/**
 * What a question reads besides the events of its range, told from everything that it is made of. When in doubt, it reads
 * something that nobody keeps a record of.
 */
final class Reads {
    private boolean persons;
    private boolean unknown;

    private Reads() {}

    /**
     * Whether a question reads what is kept of persons themselves.
     *
     * @return empty when its answer can change although no event, person or type of a property does: with the time, or with
     *     what is computed from other events
     */
    static Optional<Boolean> persons(RunnableQuery query, Definitions definitions, Project project) {
        Reads reads = new Reads();
        // Who is new is told from when they were created.
        reads.persons = query instanceof LifecycleQuery;
        // SQL may read anything, and the time.
        reads.unknown = query instanceof SqlQuery || query instanceof ListQuery;
        // When a group began, events of any day can say.
        reads.unknown |= query instanceof LifecycleQuery lifecycle && lifecycle.groupTypeIndex() != null;
        JsonNode json = CacheKey.json(query);
        reads.add(json);
        if (json.path("filterTestAccounts").asBoolean()) {
            reads.add(project.testAccountFilters());
        }
        definitions.actions().values().forEach(action -> reads.add(CacheKey.json(action)));
        for (Cohort cohort : definitions.cohorts().values()) {
            reads.persons = true;
            reads.add(cohort.members());
        }
        return reads.unknown ? Optional.empty() : Optional.of(reads.persons);
    }

    private void add(Cohort.Members members) {
        if (members instanceof Cohort.Criteria all) {
            all.criteria().forEach(this::add);
        } else if (members instanceof Cohort.Not not) {
            add(not.opposite());
        } else if (members instanceof Cohort.OfPerson property) {
            add(CacheKey.json(property.filter()));
        } else if (members instanceof Cohort.Performed) {
            unknown = true; // what somebody did in the last days
        }
    }

    private void add(JsonNode node) {
        addType(node.path("type"));
        persons |= node.path("ofPersons").asBoolean();
        unknown |= node.hasNonNull("expression") || node.hasNonNull("actorExpression");
        addProperty(node);
        for (String values : new String[] {"value", "values"}) {
            addDates(node.path(values));
        }
        node.forEach(this::add);
    }

    private void addType(JsonNode type) {
        if (!type.isTextual()) {
            return;
        }
        switch (type.textValue().toUpperCase(Locale.ROOT).replace('-', '_')) {
            case "AND", "OR", "EVENT", "EVENT_METADATA", "ELEMENT", "FEATURE" -> {}
            case "PERSON", "PERSON_METADATA", "COHORT", "STATIC_COHORT", "PRECALCULATED_COHORT" -> persons = true;
            default -> unknown = true;
        }
    }

    private void addProperty(JsonNode node) {
        switch (node.path("propertyType").asText("event_properties")) {
            case "event_properties" -> unknown |= node.path("property").asText().equals("$session_duration");
            case "person_properties" -> persons = true;
            default -> unknown = true;
        }
    }

    /** Dates that move with the time. */
    private void addDates(JsonNode value) {
        if (value.isArray()) {
            value.forEach(this::addDates);
        } else if (value.isTextual() && DateBound.parse(value.textValue()).orElse(null) instanceof DateBound.Relative) {
            unknown = true;
        }
    }
}
