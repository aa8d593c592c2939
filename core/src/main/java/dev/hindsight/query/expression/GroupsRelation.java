package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.group.Groups;
import java.util.List;
import java.util.Optional;

/** The groups of the project, of all types (contract queries 7.5). */
final class GroupsRelation extends Relation {
    private final GroupColumns columns;

    GroupsRelation(Names names, Values values) {
        super(names);
        this.columns = new GroupColumns(values, Groups.all(values.dialect(), values.context()), "g");
    }

    @Override
    Optional<Typed> value(List<String> path) {
        return columns.of(path);
    }

    @Override
    List<String> all() {
        return List.of("index", "key", "created_at", "updated_at");
    }

    @Override
    Sql source() {
        return columns.relation();
    }

    @Override
    Sql passing(SqlFilter filter) {
        return filter.onGroups().of(columns.createdAt());
    }
}
