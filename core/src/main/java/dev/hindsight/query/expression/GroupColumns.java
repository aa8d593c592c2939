package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.group.Groups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of groups that were asked for, and the relation that has them. */
final class GroupColumns {
    private final Values values;
    private final Groups groups;
    private final String table;
    private final List<List<String>> properties = new ArrayList<>();

    /** @param table what the relation is called */
    GroupColumns(Values values, Groups groups, String table) {
        this.values = values;
        this.groups = groups;
        this.table = table;
    }

    /** A field by the names on the way to it; empty when there is none. */
    Optional<Typed> of(List<String> path) {
        if (path.size() > 1 && path.get(0).equals("properties")) {
            return Optional.of(property(path.subList(1, path.size())));
        }
        return Optional.ofNullable(
                switch (String.join(".", path)) {
                    case "index" -> Typed.count(column(Groups.INDEX));
                    case "key" -> Typed.text(column(Groups.ID));
                    case "created_at" -> Typed.time(createdAt());
                    case "updated_at" -> Typed.time(column(Groups.UPDATED));
                    default -> null;
                });
    }

    Sql createdAt() {
        return column(Groups.CREATED);
    }

    private Typed property(List<String> path) {
        if (!properties.contains(path)) {
            properties.add(path);
        }
        Sql text = column(Groups.column(properties.indexOf(path)));
        PropertyType type = path.size() == 1 ? groups.typeOf(path.get(0)) : PropertyType.STRING;
        return Fields.typed(values, type, text);
    }

    private Sql column(String name) {
        return Sql.of(table + "." + name);
    }

    Sql relation() {
        return Sql.format("({}) " + table, groups.relation(properties));
    }

    /** Whether a row is the group of {@code events e}. */
    Sql isOfEvent() {
        return Sql.format("{} = {}", column(Groups.ID), groups.ofEvent());
    }
}
