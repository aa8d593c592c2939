package dev.hindsight.query.group;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.GroupUpdate;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.QueryContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Groups as a relation: one row for each type and key that a {@code $groupidentify} event ever named, whatever a query filters. A
 * property has the value of the latest event that sets it (contract queries 7.5).
 */
public final class Groups {
    /** The column of the key. */
    public static final String ID = "group_key";

    /** The column of the index of the type. */
    public static final String INDEX = "group_index";

    /** The column of the time of the first event that named the group. */
    public static final String CREATED = "created_at";

    /** The column of the time of the last event that named the group. */
    public static final String UPDATED = "updated_at";

    private static final int BEFORE_PROPERTIES = 4;

    private final Dialect dialect;
    private final QueryContext context;
    private final SortedMap<Integer, String> types;

    private Groups(Dialect dialect, QueryContext context, SortedMap<Integer, String> types) {
        this.dialect = dialect;
        this.context = context;
        this.types = types;
    }

    /**
     * Groups of a type.
     *
     * @param attr where the index is named, for errors
     * @throws HindsightException {@code validation_error} when the project has no such type
     */
    public static Groups of(Dialect dialect, QueryContext context, int index, String attr) {
        return new Groups(
                dialect,
                context,
                new TreeMap<>(Map.of(index, context.definitions().groupType(index, attr))));
    }

    /** Groups of a type; none when the project has no such type. */
    public static Groups ofPerhaps(Dialect dialect, QueryContext context, int index) {
        List<String> known = context.definitions().groupTypes();
        return new Groups(
                dialect,
                context,
                index < known.size() ? new TreeMap<>(Map.of(index, known.get(index))) : new TreeMap<>());
    }

    /** Groups of all types. */
    public static Groups all(Dialect dialect, QueryContext context) {
        SortedMap<Integer, String> types = new TreeMap<>();
        context.definitions().groupTypes().forEach(type -> types.put(types.size(), type));
        return new Groups(dialect, context, types);
    }

    /** The key of the group of {@code events e}, which has one of the first type of these; null when it is of none. */
    public Sql ofEvent() {
        return Sql.format("nullif({}, '')", dialect.eventProperty("$group_" + types.firstKey()));
    }

    /** What is known of a property's values: what fits them for groups of all these types. */
    public PropertyType typeOf(String property) {
        List<PropertyType> known = types.values().stream()
                .map(type -> context.propertyTypes().of(PropertyKind.EVENT, GroupUpdate.typeName(type, property)))
                .distinct()
                .toList();
        return known.size() == 1 ? known.get(0) : PropertyType.STRING;
    }

    /** The name of the column of a property. */
    public static String column(int place) {
        return "v" + (place + 1);
    }

    /**
     * A {@code SELECT} of the groups, with the columns {@link #ID}, {@link #INDEX}, {@link #CREATED}, {@link #UPDATED} and, as
     * {@link #column} calls them, properties as text: null where there is none.
     *
     * @param properties each by the keys on the way to it, the property's first
     */
    public Sql relation(Collection<List<String>> properties) {
        List<Sql> columns = new ArrayList<>();
        columns.add(Sql.format("{} AS " + ID, dialect.eventProperty(GroupUpdate.KEY)));
        columns.add(Sql.format("{} AS " + INDEX, index()));
        columns.add(Sql.of("min(e.timestamp) AS " + CREATED));
        columns.add(Sql.of("max(e.timestamp) AS " + UPDATED));
        for (List<String> path : properties) {
            List<String> whole = new ArrayList<>(GroupUpdate.path(path.get(0)));
            whole.addAll(path.subList(1, path.size()));
            columns.add(Sql.format(
                    "{} AS " + column(columns.size() - BEFORE_PROPERTIES),
                    dialect.latest(dialect.eventProperty(whole))));
        }
        return Sql.format(
                "SELECT {} FROM events e WHERE {} AND {} AND {} IS NOT NULL AND {} <> '' GROUP BY 1, 2",
                Sql.join(", ", columns),
                Sql.of("e.project_id = ?", context.projectId()),
                Sql.of("e.event = ?", GroupUpdate.EVENT),
                index(),
                dialect.eventProperty(GroupUpdate.KEY));
    }

    /**
     * What events say of groups of these types: {@code group_key} and {@code said}, an object of JSON as text, in the order in
     * which later ones hold.
     *
     * @param keys of the groups that are meant; not empty
     */
    public Sql said(Collection<String> keys) {
        return Sql.format(
                "SELECT {} AS " + ID
                        + ", {} AS said FROM events e WHERE {} AND {} AND {} IS NOT NULL AND {} IN ({}) ORDER BY {}",
                dialect.eventProperty(GroupUpdate.KEY),
                dialect.eventProperty(GroupUpdate.SET),
                Sql.of("e.project_id = ?", context.projectId()),
                Sql.of("e.event = ?", GroupUpdate.EVENT),
                index(),
                dialect.eventProperty(GroupUpdate.KEY),
                Sql.join(", ", keys.stream().map(Sql::value).toList()),
                dialect.inTime());
    }

    /** The index of the type that an event names; null when it is none of these. */
    private Sql index() {
        if (types.isEmpty()) {
            return Sql.of("CAST(NULL AS INTEGER)");
        }
        List<Sql> cases = new ArrayList<>();
        types.forEach((index, type) -> cases.add(Sql.format("WHEN {} THEN " + index, Sql.value(type))));
        return Sql.format("(CASE {} {} END)", dialect.eventProperty(GroupUpdate.TYPE), Sql.join(" ", cases));
    }
}
