package dev.hindsight.query.actors;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.ActorsQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists people, with their distinct ids. */
final class PeopleListing implements Listing {
    private final Engine engine;
    private final long projectId;

    PeopleListing(Engine engine, long projectId) {
        this.engine = engine;
        this.projectId = projectId;
    }

    @Override
    public Sql page(ActorsQuery query, Sql actors) {
        Dialect dialect = engine.dialect();
        Sql page = Sql.format(
                "SELECT a.actor, a.events, p.uuid, p.created_at, p.is_identified, p.properties FROM ({}) a"
                        + " JOIN persons p ON p.project_id = {} AND p.id = a.actor",
                actors,
                Sql.value(projectId));
        String search = query.search();
        if (search != null) {
            page = page.then(Sql.format(
                    "WHERE ({} OR {} OR p.id IN (SELECT d.person_id FROM person_distinct_ids d WHERE d.project_id = {} AND {}))",
                    dialect.containsIgnoringCase(dialect.personProperty("email"), search),
                    dialect.containsIgnoringCase(dialect.personProperty("name"), search),
                    Sql.value(projectId),
                    dialect.containsIgnoringCase(Sql.of("d.distinct_id"), search)));
        }
        return page.then(Listing.ordered(query, "p.uuid", "p.created_at"));
    }

    @Override
    public List<ActorRow> rows(Sql page, Deadline deadline) {
        List<PersonRow> found = engine.query(page, PersonRow::read, deadline);
        Map<Long, List<String>> distinctIds = distinctIds(found, deadline);
        List<ActorRow> rows = new ArrayList<>();
        found.forEach(person -> rows.add(person.withDistinctIds(distinctIds.getOrDefault(person.id(), List.of()))));
        return rows;
    }

    private Map<Long, List<String>> distinctIds(List<PersonRow> persons, Deadline deadline) {
        Map<Long, List<String>> byPerson = new HashMap<>();
        if (persons.isEmpty()) {
            return byPerson;
        }
        List<Sql> ids = persons.stream().map(person -> Sql.value(person.id())).toList();
        Sql sql = Sql.format(
                "SELECT d.person_id, d.distinct_id FROM person_distinct_ids d WHERE d.project_id = {} AND d.person_id IN ({})"
                        + " ORDER BY d.person_id, d.distinct_id",
                Sql.value(projectId),
                Sql.join(", ", ids));
        engine.query(
                sql,
                row -> byPerson.computeIfAbsent(row.getLong(1), any -> new ArrayList<>())
                        .add(row.getString(2)),
                deadline);
        return byPerson;
    }

    @Override
    public String type(ActorsQuery.Column column) {
        return switch (column) {
            case ACTOR, PROPERTIES -> "JSON";
            case ID -> "UUID";
            case DISTINCT_IDS -> "Array(String)";
            case CREATED_AT -> "DateTime";
            case IS_IDENTIFIED -> "Bool";
            case EVENT_COUNT -> "UInt64";
        };
    }
}
