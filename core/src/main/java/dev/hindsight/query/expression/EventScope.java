package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Field;

/** Expressions over {@code events e}, which stand in somebody else's SQL. */
final class EventScope implements Scope {
    private final Fields fields;

    EventScope(Values values) {
        this.fields = new Fields(values);
    }

    @Override
    public Typed field(Field field, Place place, Compiler compiler) {
        Typed value = fields.of(field)
                .orElseThrow(() -> compiler.error(
                        field.at(),
                        "There is no field \"" + String.join(".", field.path()) + "\"; there are " + Fields.known()));
        if (place == Place.GROUP) {
            throw compiler.error(
                    field.at(), "Math needs one number for many events: put the field into a function such as sum");
        }
        return value;
    }

    @Override
    public Sql ofEvent(Sql condition, String what, int at, Place place, Compiler compiler) {
        if (place == Place.GROUP) {
            throw compiler.error(at, what + " is about one event: put it into a function such as countIf");
        }
        return condition;
    }
}
