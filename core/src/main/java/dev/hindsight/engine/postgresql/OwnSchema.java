package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.own.OwnRelations;
import dev.hindsight.engine.own.OwnRelations.Found;
import dev.hindsight.engine.own.OwnRelations.Kind;
import dev.hindsight.engine.own.OwnRelations.Type;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A schema of the host's with views, or tables, that look like ours. They are read and never written.
 *
 * @param name as PostgreSQL spells it
 */
record OwnSchema(String name) {
    private static final String NOT_READABLE = "not to be read by this user";

    private static final Type TEXT = new Type("text collate \"C\"", "{}::text collate \"C\"");
    private static final Type DOCUMENT = new Type("jsonb", "{}::jsonb");

    private static final OwnRelations NEEDED = OwnRelations.in(OwnSchema::type)
            .and("events", "texts", DOCUMENT)
            .and("events", "process_person_profile", new Type("text", "{}::text"))
            .and("persons", "texts", DOCUMENT);

    /** Tables of ours that are read and written beside those of the host: none of the host's may stand before them. */
    private static final List<String> OURS =
            List.of("cohort_people", "property_types", "day_marks", "project_marks", "all_days_marks");

    /** Likewise functions, with the types that they are called with. */
    private static final List<String> FUNCTIONS = List.of("instant(text, text)", "mark_all_days()", "number(text)");

    private static final String TAKEN = "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            + " where n.nspname = ? and c.relname = any (?) union select p.proname || '()' from pg_proc p"
            + " join pg_namespace n on n.oid = p.pronamespace"
            + " where n.nspname = ? and p.proname || '(' || oidvectortypes(p.proargtypes) || ')' = any (?)";

    private static final String COLUMNS = "select a.attname, format_type(a.atttypid, null),"
            // The database's own is the C library's, but for those of ICU.
            + " case when l.collname <> 'default' then l.collname"
            + " when coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' then d.datcollate else 'default' end,"
            + " has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select')"
            + " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
            + " join pg_database d on d.datname = current_database()"
            + " left join pg_collation l on l.oid = a.attcollation"
            + " where n.nspname = ? and c.relname = ? and c.relkind in ('v', 'm', 'r', 'p', 'f')";

    /**
     * Looks whether all is there that questions read, and nothing that stands before what is ours.
     *
     * @throws IllegalArgumentException naming everything that is not
     */
    boolean check(Connection connection) throws SQLException {
        Map<String, Found> found = new TreeMap<>();
        for (String relation : NEEDED.names()) {
            Map<String, String> columns = columns(connection, relation);
            if (!columns.isEmpty()) {
                found.put(relation, read(connection, relation, Found.of(columns)));
            }
        }
        List<String> problems = new ArrayList<>(NEEDED.missing(found));
        for (String taken : taken(connection)) {
            problems.add(taken + " stands before what Hindsight keeps under that name");
        }
        OwnRelations.refuse("The schema " + name + " of the events database", problems);
        return true;
    }

    /** What is there, if its rows can be read: what it reads itself may be gone, or not for this user. */
    private Found read(Connection connection, String relation, Found found) throws SQLException {
        if (found.columns().containsValue(NOT_READABLE)) {
            return found;
        }
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute("select * from " + quoted() + "." + relation + " limit 0");
            return found;
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state == null || state.startsWith("08") || state.startsWith("57P")) {
                throw e; // the server is gone
            }
            connection.rollback(before);
            return Found.unreadable(String.valueOf(e.getMessage()).replaceFirst("(?s)\\n.*", ""));
        }
    }

    private static Type type(Kind kind) {
        return switch (kind) {
            case NUMBER -> new Type("bigint", "{}::bigint");
            case ID -> new Type("uuid", "{}::uuid");
            case TEXT -> TEXT;
            case TIME -> new Type("timestamp without time zone", "{} at time zone 'UTC'");
            case FLAG -> new Type("boolean", "{}::boolean");
            case DOCUMENT -> DOCUMENT;
        };
    }

    /** The types of the columns, in the words of {@link #NEEDED}; empty when there is no such relation. */
    private Map<String, String> columns(Connection connection, String relation) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(COLUMNS)) {
            select.setString(1, name);
            select.setString(2, relation);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    columns.put(row.getString(1), row.getBoolean(4) ? type(row) : NOT_READABLE);
                }
            }
        }
        return columns;
    }

    /** What would be read, or even written, in place of ours. */
    private List<String> taken(Connection connection) throws SQLException {
        List<String> taken = new ArrayList<>();
        Array ours = connection.createArrayOf("text", OURS.toArray());
        try (PreparedStatement select = connection.prepareStatement(TAKEN)) {
            select.setString(1, name);
            select.setArray(2, ours);
            select.setString(3, name);
            select.setArray(4, connection.createArrayOf("text", FUNCTIONS.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    taken.add(row.getString(1));
                }
            }
        }
        Collections.sort(taken);
        return taken;
    }

    private static String type(ResultSet row) throws SQLException {
        String type = row.getString(2);
        // Nothing is ordered by this one.
        if (!type.equals("text") || row.getString(1).equals("process_person_profile")) {
            return type;
        }
        String collation = row.getString(3);
        return Arrays.asList("C", "POSIX").contains(collation) ? TEXT.name() : "text collate \"" + collation + "\"";
    }

    /** Where names of tables are looked up: first there. */
    String searchPath(String ours) {
        return quoted() + ", " + ours;
    }

    private String quoted() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
