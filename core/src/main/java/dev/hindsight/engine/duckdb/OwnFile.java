package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.own.OwnRelations;
import dev.hindsight.engine.own.OwnRelations.Found;
import dev.hindsight.engine.own.OwnRelations.Kind;
import dev.hindsight.engine.own.OwnRelations.Type;
import dev.hindsight.engine.own.OwnViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A DuckDB file of the host's with views, or tables, that have the documented columns; what they read may be in other files. It is
 * attached to the database of ours to be read only.
 *
 * @param path where the file is
 * @param schema where the views are in it
 */
record OwnFile(Path path, String schema) {
    /** What it is called where it is attached; views name no database, so that any name will do. */
    private static final String CATALOG = "own_events";

    private static final Type OF_PROPERTY = new Type("VARCHAR", "{}::varchar");

    private static final OwnRelations NEEDED = OwnRelations.in(OwnFile::type);

    private static Type type(Kind kind) {
        return switch (kind) {
            case NUMBER -> new Type("BIGINT", "{}::bigint");
            case ID -> new Type("UUID", "{}::uuid");
            case TEXT -> new Type("VARCHAR", "{}::varchar");
            case TIME -> new Type("TIMESTAMP", "{}::timestamp, or timezone('UTC', {}) where it has a zone");
            case FLAG -> new Type("BOOLEAN", "{}::boolean");
            case DOCUMENT -> new Type("JSON", "{}::json");
        };
    }

    /**
     * The file of a URL.
     *
     * @throws IllegalArgumentException when there is none; none is made
     */
    static OwnFile at(String place, String schema) {
        try {
            Path path = Path.of(place).toAbsolutePath();
            if (Files.isRegularFile(path)) {
                return new OwnFile(path, schema);
            }
        } catch (InvalidPathException e) {
            // No file either.
        }
        throw new IllegalArgumentException("There is no file " + place + " with events of your own: make it, with"
                + " views in its schema " + schema + ", and name it in the URL of the events.");
    }

    /**
     * Looks that no file of ours would be this one.
     *
     * @param ours where it would be
     * @throws IllegalArgumentException when it is
     */
    void refuseAs(String ours) {
        if (isAt(ours)) {
            throw new IllegalArgumentException("The file " + path + " is where Hindsight keeps what is not yours: name"
                    + " another one in the URL of the events than that.");
        }
    }

    private boolean isAt(String place) {
        Path other = Path.of(place).toAbsolutePath();
        try {
            return path.equals(other) || (Files.exists(other) && Files.isSameFile(path, other));
        } catch (IOException e) {
            return false; // one of them is gone
        }
    }

    /** @throws IllegalArgumentException when another file is attached there already, by somebody else in this process */
    void attachTo(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "ATTACH IF NOT EXISTS '" + path.toString().replace("'", "''") + "' AS " + CATALOG + " (READ_ONLY)");
            try (ResultSet row = statement.executeQuery(
                    "select path from duckdb_databases() where database_name = '" + CATALOG + "'")) {
                if (row.next() && !isAt(row.getString(1))) {
                    throw new IllegalArgumentException(
                            "What Hindsight keeps beside " + path + " is in use for the events of " + row.getString(1)
                                    + " in this process: each needs a home of its own.");
                }
            }
        }
    }

    /**
     * Looks whether all is there that questions read.
     *
     * @param connection to a database that has nothing but this file, so that no name in a view can mean what is ours
     * @return the columns of events that have texts of properties, by the properties' keys
     * @throws IllegalArgumentException naming everything that is missing, with what mends it
     */
    Map<String, String> checked(Connection connection) throws SQLException {
        Map<String, Found> found = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select table_name from information_schema.tables where table_catalog = ? and lower(table_schema) = lower(?)")) {
            select.setString(1, CATALOG);
            select.setString(2, schema);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String relation = row.getString(1).toLowerCase(Locale.ROOT); // as DuckDB looks for it
                    if (NEEDED.names().contains(relation)) {
                        found.put(relation, found(connection, relation));
                    }
                }
            }
        }
        List<String> problems = new ArrayList<>(NEEDED.missing(found));
        Found events = found.getOrDefault("events", Found.of(Map.of()));
        Map<String, String> properties = OwnRelations.ofProperties(events);
        properties.values().forEach(column -> {
            String type = events.columns().getOrDefault(column, "");
            if (!type.equals(OF_PROPERTY.name())) {
                problems.add(OwnRelations.wrong("events." + column, type, OF_PROPERTY, OwnViews.quoted(column)));
            }
        });
        OwnRelations.refuse("The schema " + schema + " of " + path, problems);
        return properties;
    }

    private Found found(Connection connection, String relation) throws SQLException {
        Map<String, String> columns = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("DESCRIBE SELECT * FROM " + place(relation))) {
            while (row.next()) {
                String column = row.getString(1);
                String lower = column.toLowerCase(Locale.ROOT);
                columns.put(NEEDED.columns(relation).contains(lower) ? lower : column, row.getString(2));
            }
        } catch (SQLException e) {
            return Found.unreadable(why(String.valueOf(e.getMessage())));
        }
        return Found.of(columns);
    }

    /** What DuckDB says, in a line, and what that means here. */
    private static String why(String message) {
        String line = message.replaceFirst("(?s)\\n\\s*\\n.*", "").replaceAll("\\s+", " ");
        if (message.contains("disabled by configuration")) {
            return line + " (let it be read by ;allowed_directories=['/its/directory'] at the end of the URL)";
        }
        if (message.contains("Did you mean")) {
            return line + " (a view has to name tables with their schema, as in main.actions)";
        }
        return line;
    }

    private String place(String relation) {
        return CATALOG + "." + OwnViews.quoted(schema) + "." + relation;
    }

    /** @param properties names of the columns of events that have texts of properties */
    OwnViews views(Iterable<String> properties) {
        List<String> events = new ArrayList<>(NEEDED.columns("events"));
        properties.forEach(events::add);
        OwnViews views = OwnViews.as("AS NOT MATERIALIZED");
        for (String relation : NEEDED.names()) {
            views = views.and(relation, relation.equals("events") ? events : NEEDED.columns(relation), place(relation));
        }
        return views;
    }
}
