package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.element.ElementsChain;
import dev.hindsight.query.expression.Expression.Field;
import java.util.List;
import java.util.Optional;

/** What the names of an expression stand for, as values of {@code events e} (contract queries 7.5). */
final class Fields {
    private static final String KNOWN = "event, timestamp, created_at, uuid, distinct_id, person_id, elements_chain,"
            + " $session_id, $group_0 to $group_4, properties.x, person.id, person.created_at,"
            + " person.properties.x and group_0.properties.x";

    private final Values values;

    Fields(Values values) {
        this.values = values;
    }

    /** The field's value; empty when there is no such field. */
    Optional<Typed> of(Field field) {
        List<String> path = field.path();
        String first = path.get(0);
        if (first.equals("events") && path.size() > 1) {
            return of(new Field(path.subList(1, path.size()), field.at()));
        }
        if (first.equals("properties") && path.size() > 1) {
            return Optional.of(property(PropertyKind.EVENT, path.subList(1, path.size())));
        }
        if (first.equals("person") && path.size() > 2 && path.get(1).equals("properties")) {
            return Optional.of(property(PropertyKind.PERSON, path.subList(2, path.size())));
        }
        return Optional.ofNullable(
                switch (String.join(".", path)) {
                    case "event" -> Typed.text(Sql.of("e.event"));
                    case "distinct_id", "pdi.distinct_id" -> Typed.text(Sql.of("e.distinct_id"));
                    case "uuid" -> Typed.text(Sql.of("CAST(e.uuid AS VARCHAR)"));
                    case "timestamp" -> Typed.time(Sql.of("e.timestamp"));
                    case "created_at" -> Typed.time(Sql.of("e.created_at"));
                    case "person_id", "person.id", "pdi.person_id" ->
                        Typed.person(Sql.of("e.person_id"), this::personId);
                    case "person.created_at" -> Typed.time(values.ofPerson(Sql.of("p.created_at")));
                    case "person_mode" -> personMode();
                    case "elements_chain" -> text("$elements_chain");
                    case "elements_chain_href" -> Typed.text(elements().href());
                    case "elements_chain_texts" -> new Typed(elements().texts(), Type.TEXTS);
                    case "elements_chain_ids" -> new Typed(elements().ids(), Type.TEXTS);
                    case "elements_chain_elements" -> new Typed(elements().tags(), Type.TEXTS);
                    case "$session_id", "$window_id", "$group_0", "$group_1", "$group_2", "$group_3", "$group_4" ->
                        text(first);
                    default -> null;
                });
    }

    private ElementsChain elements() {
        return new ElementsChain(values.dialect());
    }

    private Typed personMode() {
        return Typed.text(Sql.format(
                "(CASE WHEN {} = 'false' THEN 'propertyless' ELSE 'full' END)",
                values.dialect().eventProperty("$process_person_profile")));
    }

    private Sql personId() {
        return values.ofPerson(Sql.of("CAST(p.uuid AS VARCHAR)"));
    }

    static String known() {
        return KNOWN;
    }

    private Typed text(String key) {
        return Typed.text(values.dialect().eventProperty(key));
    }

    /** A property of {@code persons p} itself. */
    Typed ofPersons(List<String> path) {
        return typed(PropertyKind.PERSON, path, values.dialect().personProperty(path));
    }

    private Typed property(PropertyKind kind, List<String> path) {
        return typed(
                kind,
                path,
                kind == PropertyKind.EVENT
                        ? values.dialect().eventProperty(path)
                        : values.ofPerson(values.dialect().personProperty(path)));
    }

    private Typed typed(PropertyKind kind, List<String> path, Sql stored) {
        PropertyType type =
                path.size() == 1 ? values.context().propertyTypes().of(kind, path.get(0)) : PropertyType.STRING;
        return typed(values, type, stored);
    }

    /** A property's text as what its values are. */
    static Typed typed(Values values, PropertyType type, Sql stored) {
        Typed text = Typed.text(stored);
        return switch (type) {
            case STRING -> text;
            case NUMERIC -> Typed.knownNumber(values.as(Type.NUMBER, text));
            case BOOLEAN -> Typed.bool(values.as(Type.BOOLEAN, text));
            case DATE_TIME -> Typed.time(values.as(Type.TIME, text));
        };
    }
}
