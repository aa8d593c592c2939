package dev.hindsight.engine.own;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What has to be there for questions to read events of a host's own: three relations, views or tables, and their columns. Each engine says what
 * it calls the types, and what it has found.
 */
public final class OwnRelations {
    /** What a column holds. */
    public enum Kind {
        /** A whole number of 64 bits. */
        NUMBER,
        ID,
        /** In the order of code points. */
        TEXT,
        /** UTC, in microseconds. */
        TIME,
        FLAG,
        /** A JSON object. */
        DOCUMENT
    }

    /**
     * A type of an engine.
     *
     * @param name what the engine calls it
     * @param made an expression that makes it of the column {@code {}}, for who has another type there
     */
    public record Type(String name, String made) {}

    /**
     * A relation that is there.
     *
     * @param columns their types by their names, in the engine's words
     * @param unreadable why it cannot be read; null: it can be
     */
    public record Found(
            Map<String, String> columns, @Nullable String unreadable) {
        public static Found of(Map<String, String> columns) {
            return new Found(columns, null);
        }

        public static Found unreadable(String why) {
            return new Found(Map.of(), why);
        }
    }

    /** A column of events with this beginning has the texts of the property whose key follows, where the engine reads such columns. */
    private static final String PROPERTY = "p_";

    /** Keys that mean nothing else in a statement, once they are in quotes. */
    private static final Pattern PROPERTY_COLUMN = Pattern.compile(PROPERTY + "([A-Za-z0-9_$. -]+)");

    private static final Map<String, Map<String, Kind>> COLUMNS = Map.of(
            "events",
            Map.of(
                    "project_id", Kind.NUMBER,
                    "uuid", Kind.ID,
                    "event", Kind.TEXT,
                    "distinct_id", Kind.TEXT,
                    "person_id", Kind.NUMBER,
                    "timestamp", Kind.TIME,
                    "created_at", Kind.TIME,
                    "properties", Kind.DOCUMENT),
            "persons",
            Map.of(
                    "project_id", Kind.NUMBER,
                    "id", Kind.NUMBER,
                    "uuid", Kind.ID,
                    "created_at", Kind.TIME,
                    "is_identified", Kind.FLAG,
                    "properties", Kind.DOCUMENT),
            "person_distinct_ids",
            Map.of("project_id", Kind.NUMBER, "distinct_id", Kind.TEXT, "person_id", Kind.NUMBER));

    private final Map<String, Map<String, Type>> needed;

    private OwnRelations(Map<String, Map<String, Type>> needed) {
        this.needed = needed;
    }

    /** In the types of an engine. */
    public static OwnRelations in(Function<Kind, Type> types) {
        Map<String, Map<String, Type>> needed = new TreeMap<>();
        COLUMNS.forEach((relation, columns) -> {
            Map<String, Type> typed = new TreeMap<>();
            columns.forEach((column, kind) -> typed.put(column, types.apply(kind)));
            needed.put(relation, typed);
        });
        return new OwnRelations(needed);
    }

    /** With a column more. */
    public OwnRelations and(String relation, String column, Type type) {
        Map<String, Map<String, Type>> more = new TreeMap<>(needed);
        more.computeIfPresent(relation, (name, columns) -> {
            Map<String, Type> extended = new TreeMap<>(columns);
            extended.put(column, type);
            return extended;
        });
        return new OwnRelations(more);
    }

    /** The names of the relations, sorted. */
    public List<String> names() {
        return List.copyOf(needed.keySet());
    }

    /** The names of a relation's columns, sorted. */
    public List<String> columns(String relation) {
        return List.copyOf(needed.getOrDefault(relation, Map.of()).keySet());
    }

    /** The columns of events that have the texts of single properties, by the keys of the properties, sorted. */
    public static Map<String, String> ofProperties(Found events) {
        Map<String, String> columns = new TreeMap<>();
        for (String column : events.columns().keySet()) {
            var named = PROPERTY_COLUMN.matcher(column);
            if (named.matches()) {
                columns.put(named.group(1), column);
            }
        }
        return columns;
    }

    /**
     * What has to be mended, each with how; empty when all is there.
     *
     * @param found by name, those that are there
     */
    public List<String> missing(Map<String, Found> found) {
        List<String> problems = new ArrayList<>();
        needed.forEach((relation, columns) -> {
            Found there = found.get(relation);
            if (there == null) {
                problems.add("there is no " + relation + " (" + listed(columns) + ")");
            } else if (there.unreadable() != null) {
                problems.add(relation + " cannot be read: " + there.unreadable());
            } else {
                columns.forEach((column, type) -> {
                    String actual = there.columns().get(column);
                    if (actual == null) {
                        problems.add(relation + " lacks " + column + " " + type.name());
                    } else if (!actual.equals(type.name())) {
                        problems.add(wrong(relation + "." + column, actual, type, column));
                    }
                });
            }
        });
        return problems;
    }

    private static String listed(Map<String, Type> columns) {
        return columns.entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue().name())
                .collect(Collectors.joining(", "));
    }

    /** That a column is of another type, and what makes it the one it has to be. */
    public static String wrong(String name, String actual, Type type, String column) {
        return name + " is " + actual + " and has to be " + type.name() + ", as by "
                + type.made().replace("{}", column);
    }

    /**
     * Ends a start that would answer wrongly.
     *
     * @param place where the relations are
     * @throws IllegalArgumentException naming all problems, if there are any
     */
    public static void refuse(String place, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(place + " has not what questions read: " + String.join("; ", problems)
                    + ". Make views there that have it, which Hindsight then reads and never writes.");
        }
    }
}
