package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where rows of a query come from. It learns what is read of it, and gives nothing else. */
abstract class Relation {
    private final Names names;
    private final String table;
    private final Map<Sql, String> columns = new LinkedHashMap<>();

    Relation(Names names) {
        this.names = names;
        this.table = names.table();
    }

    /** A field of the source by the names on the way to it; empty when there is none. */
    abstract Optional<Typed> value(List<String> path);

    /** The fields that {@code *} stands for. */
    abstract List<String> all();

    /** What the columns are selected from: all that follows FROM. */
    abstract Sql source();

    /** What {@code {filters}} means for a row of the source; null: nothing. */
    @Nullable
    Sql passing(SqlFilter filter) {
        return null;
    }

    /** Makes a value of the source a column. */
    final Typed column(Typed value) {
        String name = columns.computeIfAbsent(value.sql(), any -> names.column());
        var person = value.person();
        return person == null
                ? new Typed(Sql.of(name), value.type())
                : Typed.person(
                        Sql.of(name), () -> column(Typed.text(person.get())).sql());
    }

    final List<String> columns() {
        return List.copyOf(columns.values());
    }

    /** The relation with exactly the columns that were read. */
    final Sql sql() {
        List<Sql> selected = new ArrayList<>();
        columns.forEach((value, name) -> selected.add(Sql.format("{} AS " + name, value)));
        if (selected.isEmpty()) {
            selected.add(Sql.of("1 AS " + names.column()));
        }
        return Sql.format("(SELECT {} FROM {}) " + table, Sql.join(", ", selected), source());
    }
}
