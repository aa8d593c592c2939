package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.util.List;
import java.util.Optional;

/** Under which ids the persons of the project are known. */
final class DistinctIdsRelation extends Relation {
    private final Values values;
    private final PersonsRelation persons;

    DistinctIdsRelation(Names names, Values values) {
        super(names);
        this.values = values;
        this.persons = new PersonsRelation(names, values);
    }

    @Override
    Optional<Typed> value(List<String> path) {
        if (path.size() > 1 && path.get(0).equals("person") && !path.get(1).equals("pdi")) {
            return persons.value(path.subList(1, path.size()));
        }
        return Optional.ofNullable(
                switch (String.join(".", path)) {
                    case "distinct_id" -> Typed.text(Sql.of("d.distinct_id"));
                    case "person_id" -> Typed.person(Sql.of("d.person_id"), () -> Sql.of("CAST(p.uuid AS VARCHAR)"));
                    default -> null;
                });
    }

    @Override
    List<String> all() {
        return List.of("distinct_id", "person_id");
    }

    @Override
    Sql source() {
        return Sql.of(
                "person_distinct_ids d JOIN persons p ON p.project_id = d.project_id AND p.id = d.person_id"
                        + " WHERE d.project_id = ?",
                values.context().projectId());
    }
}
