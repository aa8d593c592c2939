package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.util.List;

/**
 * What a query gives, in SQL. Columns can be added until it is printed, which is the last that happens to it.
 */
interface Rows {
    /**
     * A column.
     *
     * @param label what the user calls it
     * @param name what it is called in SQL; no other column of the statement is called so
     */
    record Column(String label, String name, Type type) {}

    /** The columns that were asked for, in order. */
    List<Column> columns();

    /**
     * Adds one of them as text: the id of a person, the JSON of a list.
     *
     * @param column its index
     * @return the name of the new one
     */
    String text(int column);

    /** The value of one of them, by its name. */
    default Typed value(int column) {
        Column own = columns().get(column);
        Sql name = Sql.of(own.name());
        return own.type() == Type.PERSON ? Typed.person(name, () -> Sql.of(text(column))) : new Typed(name, own.type());
    }

    /** The names of all columns in order, those included that were added. */
    List<String> names();

    Sql sql();
}
