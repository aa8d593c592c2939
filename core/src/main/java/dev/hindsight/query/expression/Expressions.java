package dev.hindsight.query.expression;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.expression.Compiler.Place;

/**
 * Expressions of users as SQL over {@code events e}, which needs no other table beside it (contract queries 7). All methods
 * throw {@link HindsightException} {@code validation_error}, code {@code invalid_expression}, saying what is wrong where.
 */
public final class Expressions {
    private final Values values;

    public Expressions(Dialect dialect, QueryContext context, Stored stored) {
        this.values = new Values(dialect, context, stored);
    }

    /**
     * A condition on an event, true exactly where it holds.
     *
     * @param attr the field that the text came in, for errors
     */
    public Sql condition(String text, String attr) {
        return of(Type.BOOLEAN, Place.EVENT, text, attr);
    }

    /**
     * A value of an event, as text; null where there is none.
     *
     * @param attr the field that the text came in, for errors
     */
    public Sql expression(String text, String attr) {
        return of(Type.TEXT, Place.EVENT, text, attr);
    }

    /**
     * A number for a group of events, a 64-bit float; null where there is none.
     *
     * @param attr the field that the text came in, for errors
     */
    public Sql aggregate(String text, String attr) {
        return values.functions().once(of(Type.NUMBER, Place.GROUP, text, attr), values.functions()::finite);
    }

    private Sql of(Type wanted, Place place, String text, String attr) {
        Source source = new Source(text, attr);
        return new Compiler(source, values, new EventScope(values, attr)).as(wanted, Parser.parse(source), place);
    }
}
