package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.util.List;
import java.util.Optional;

/** The persons of the project. */
final class PersonsRelation extends Relation {
    private final Values values;
    private final Fields fields;
    private boolean readsIds;

    PersonsRelation(Names names, Values values) {
        super(names);
        this.values = values;
        this.fields = new Fields(values);
    }

    @Override
    Optional<Typed> value(List<String> path) {
        if (path.get(0).equals("properties") && path.size() > 1) {
            return Optional.of(fields.ofPersons(path.subList(1, path.size())));
        }
        if (path.equals(List.of("pdi", "distinct_id"))) {
            readsIds = true;
            return Optional.of(Typed.text(Sql.of("d.distinct_id")));
        }
        return Optional.ofNullable(
                switch (String.join(".", path)) {
                    case "id" -> Typed.person(Sql.of("p.id"), () -> Sql.of("CAST(p.uuid AS VARCHAR)"));
                    case "uuid" -> Typed.text(Sql.of("CAST(p.uuid AS VARCHAR)"));
                    case "created_at" -> Typed.time(Sql.of("p.created_at"));
                    case "is_identified" -> Typed.bool(Sql.of("p.is_identified"));
                    case "properties" -> Typed.text(values.dialect().personDocument());
                    default -> null;
                });
    }

    @Override
    List<String> all() {
        return List.of("id", "created_at", "properties", "is_identified");
    }

    @Override
    Sql source() {
        // A person has a row for each of their distinct ids, if these are read.
        String joined = readsIds
                ? "persons p LEFT JOIN person_distinct_ids d ON d.project_id = p.project_id AND d.person_id = p.id"
                : "persons p";
        return Sql.of(joined + " WHERE p.project_id = ?", values.context().projectId());
    }
}
