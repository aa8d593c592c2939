package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.util.List;
import java.util.Optional;

/** Who is in which cohorts of the project. */
final class CohortPeopleRelation extends Relation {
    private final Values values;
    private final Sql members;

    /** @param members a query of {@code person_id} and {@code cohort_id} */
    CohortPeopleRelation(Names names, Values values, Sql members) {
        super(names);
        this.values = values;
        this.members = members;
    }

    @Override
    Optional<Typed> value(List<String> path) {
        return Optional.ofNullable(
                switch (String.join(".", path)) {
                    case "person_id" -> Typed.person(Sql.of("c.person_id"), () -> values.idOf(Sql.of("c.person_id")));
                    case "cohort_id" -> Typed.count(Sql.of("c.cohort_id"));
                    default -> null;
                });
    }

    @Override
    List<String> all() {
        return List.of("person_id", "cohort_id");
    }

    @Override
    Sql source() {
        return Sql.format("({}) c", members);
    }
}
