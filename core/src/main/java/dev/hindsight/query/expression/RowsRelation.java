package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of another query: one in parentheses, or one that was given a name. */
final class RowsRelation extends Relation {
    private final Rows rows;
    private final @Nullable String named;
    private final String inner;

    /** @param named what it is called in a WITH; null when it stands here itself */
    RowsRelation(Names names, Rows rows, @Nullable String named) {
        super(names);
        this.rows = rows;
        this.named = named;
        this.inner = names.table();
    }

    @Override
    Optional<Typed> value(List<String> path) {
        if (path.size() != 1) {
            return Optional.empty();
        }
        List<Rows.Column> columns = rows.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).label().equals(path.get(0))) {
                return Optional.of(rows.value(i));
            }
        }
        return Optional.empty();
    }

    @Override
    List<String> all() {
        return rows.columns().stream().map(Rows.Column::label).toList();
    }

    @Override
    Sql source() {
        return named == null ? Sql.format("({}) " + inner, rows.sql()) : Sql.of(named + " " + inner);
    }
}
