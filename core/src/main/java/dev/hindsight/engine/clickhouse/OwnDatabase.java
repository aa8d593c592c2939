package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import dev.hindsight.engine.own.OwnRelations;
import dev.hindsight.engine.own.OwnRelations.Found;
import dev.hindsight.engine.own.OwnRelations.Kind;
import dev.hindsight.engine.own.OwnRelations.Type;
import dev.hindsight.engine.own.OwnViews;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database of the host's with views, or tables, that have the documented columns. They are read and never written; what is ours is in
 * the database of the connections.
 *
 * @param views how statements read them
 * @param properties where they have texts of properties
 */
record OwnDatabase(OwnViews views, PropertyPlaces properties) {
    /** Events are ours. */
    static final OwnDatabase NONE = new OwnDatabase(OwnViews.NONE, PropertyPlaces.KEPT);

    private static final Type OF_PROPERTY = new Type("Nullable(String)", "toNullable(toString({}))");

    private static final OwnRelations NEEDED = OwnRelations.in(OwnDatabase::type);

    private static final Pattern LOW_CARDINALITY = Pattern.compile("LowCardinality[(](.*)[)]");

    private static Type type(Kind kind) {
        return switch (kind) {
            case NUMBER -> new Type("Int64", "assumeNotNull(toInt64({}))");
            case ID -> new Type("UUID", "assumeNotNull(toUUID({}))");
            case TEXT, DOCUMENT -> new Type("String", "assumeNotNull(toString({}))");
            case TIME -> new Type("DateTime64(6, 'UTC')", "assumeNotNull(toDateTime64({}, 6, 'UTC'))");
            case FLAG -> new Type("Bool", "assumeNotNull(toBool({}))");
        };
    }

    /**
     * Looks whether all is there that questions read.
     *
     * @param connected to another database than that one
     * @throws IllegalArgumentException naming everything that is missing, with what mends it
     */
    static OwnDatabase checked(ClickHouseDatabase connected, String name) throws SQLException {
        String place = OwnViews.quoted(name);
        refuseOurs(connected, name);
        Map<String, Found> found = new TreeMap<>();
        for (String relation : connected.read(
                Sql.of("SELECT name FROM system.tables WHERE database = ?", name), row -> row.getString(1))) {
            if (NEEDED.names().contains(relation)) {
                found.put(relation, found(connected, place + "." + relation));
            }
        }
        List<String> problems = new ArrayList<>(NEEDED.missing(found));
        Found events = found.getOrDefault("events", Found.of(Map.of()));
        Map<String, String> properties = OwnRelations.ofProperties(events);
        properties.values().forEach(column -> {
            String type = events.columns().getOrDefault(column, "");
            if (!type.equals("String") && !type.equals(OF_PROPERTY.name())) {
                problems.add(OwnRelations.wrong("events." + column, type, OF_PROPERTY, OwnViews.quoted(column)));
            }
        });
        OwnRelations.refuse("The database " + name, problems);
        return new OwnDatabase(views(place, properties.values()), PropertyPlaces.own(properties));
    }

    /**
     * Ends a start that would make what is ours among what a host has.
     *
     * @param history the table that is there before all others of ours
     * @throws IllegalArgumentException when events of the host's are in the database of the connections
     */
    static void refuseIn(ClickHouseDatabase connected, String history) throws SQLException {
        List<String> events = engines(connected, "events");
        if (events.isEmpty()) {
            return;
        }
        boolean isView = events.get(0).endsWith("View");
        if (isView || engines(connected, history).isEmpty()) {
            String name = connected
                    .read(Sql.of("SELECT currentDatabase()"), row -> row.getString(1))
                    .get(0);
            throw new IllegalArgumentException("The database " + name + " has a " + (isView ? "view" : "table")
                    + " of events of your own, and Hindsight makes no tables there: name another one in the URL of the"
                    + " events, for static cohorts and what else it keeps, and the one with the views of your events as"
                    + " the schema of your own events.");
        }
    }

    /** The engine of a table of the database of the connections, if it is there. */
    private static List<String> engines(ClickHouseDatabase connected, String table) throws SQLException {
        return connected.read(
                Sql.of("SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = ?", table),
                row -> row.getString(1));
    }

    private static void refuseOurs(ClickHouseDatabase connected, String name) throws SQLException {
        if (connected
                .read(Sql.of("SELECT currentDatabase()"), row -> row.getString(1))
                .contains(name)) {
            throw new IllegalArgumentException(
                    "The database " + name + " is that of the URL of the events, where Hindsight keeps"
                            + " static cohorts and what else is not yours: name another one there than that of events of your own.");
        }
    }

    private static Found found(ClickHouseDatabase connected, String place) throws SQLException {
        Map<String, String> columns = new TreeMap<>();
        try {
            connected.read(
                    Sql.of("DESCRIBE (SELECT * FROM " + place + ServerSettings.OF_OTHERS + ")"),
                    row -> columns.put(row.getString(1), type(row.getString(2))));
        } catch (SQLException e) {
            if (e.getErrorCode() == 0) {
                throw e; // not the server's
            }
            return Found.unreadable(String.valueOf(e.getMessage()).replaceFirst("(?s) [(]queryId=.*", ""));
        }
        return Found.of(columns);
    }

    /** How a text is stored makes no difference. */
    private static String type(String declared) {
        Matcher low = LOW_CARDINALITY.matcher(declared);
        return low.matches() ? low.group(1) : declared;
    }

    private static OwnViews views(String place, Iterable<String> properties) {
        List<String> events = new ArrayList<>(NEEDED.columns("events"));
        properties.forEach(events::add);
        return OwnViews.as("AS", ServerSettings.OF_OTHERS)
                .and("events", events, place + ".events")
                .and("persons", NEEDED.columns("persons"), place + ".persons")
                .and("person_distinct_ids", NEEDED.columns("person_distinct_ids"), place + ".person_distinct_ids")
                .and(
                        "events_with_persons",
                        "SELECT e.*, p.uuid AS person_with_uuid, p.created_at AS person_with_created_at,"
                                + " p.properties AS person_with_properties FROM events e LEFT JOIN persons p"
                                + " ON p.project_id = e.project_id AND p.id = e.person_id");
    }
}
