package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.group.Groups;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Expressions over {@code events e}, which stand in somebody else's SQL. */
final class EventScope implements Scope {
    private static final Pattern GROUP = Pattern.compile("group_[0-4]");
    private static final int GROUP_LENGTH = "group_".length();

    private final Values values;
    private final Fields fields;
    private final String attr;

    /** @param attr the field that the expressions came in, for errors */
    EventScope(Values values, String attr) {
        this.values = values;
        this.fields = new Fields(values);
        this.attr = attr;
    }

    @Override
    public Typed field(Field field, Place place, Compiler compiler) {
        Typed value = fields.of(field)
                .or(() -> ofGroup(field.path()))
                .orElseThrow(() -> compiler.error(
                        field.at(),
                        "There is no field \"" + String.join(".", field.path()) + "\"; there are " + Fields.known()));
        if (place == Place.GROUP) {
            throw compiler.error(
                    field.at(), "Math needs one number for many events: put the field into a function such as sum");
        }
        return value;
    }

    /** A property of the event's group, or its key if there is such a group: there is no table beside the event to look into. */
    private Optional<Typed> ofGroup(List<String> path) {
        boolean isKey = path.size() == 2 && path.get(1).equals("key");
        boolean isProperty = path.size() > 2 && path.get(1).equals("properties");
        if (!GROUP.matcher(path.get(0)).matches() || !(isKey || isProperty)) {
            return Optional.empty();
        }
        Groups groups =
                Groups.of(values.dialect(), values.context(), path.get(0).charAt(GROUP_LENGTH) - '0', attr);
        List<String> property = path.subList(isKey ? path.size() : 2, path.size());
        Sql table = Sql.format(
                "SELECT g." + Groups.ID + " AS id, g." + (isKey ? Groups.ID : Groups.column(0))
                        + " AS value FROM ({}) g",
                groups.relation(isKey ? List.of() : List.of(property)));
        Sql value = values.dialect().lookedUp(table, groups.ofEvent());
        PropertyType type = property.size() == 1 ? groups.typeOf(property.get(0)) : PropertyType.STRING;
        return Optional.of(Fields.typed(values, type, value));
    }

    @Override
    public Sql ofEvent(Sql condition, String what, int at, Place place, Compiler compiler) {
        if (place == Place.GROUP) {
            throw compiler.error(at, what + " is about one event: put it into a function such as countIf");
        }
        return condition;
    }
}
