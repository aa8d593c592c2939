package dev.hindsight.engine.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role that questions are asked as, where the database has it: it may only read, and row-level security shows it the rows of
 * one project, whatever the SQL says.
 */
final class ReaderRole {
    /** Whose rows the role sees, within a transaction. */
    private static final String PROJECT = "hindsight.project";

    private static final String SCRIPT = "/db/events/postgresql/reader.sql";
    private static final String NAME = "hindsight_reader";

    /** How many tables there are to read. */
    private static final int TABLES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ReaderRole.class);

    private ReaderRole() {}

    /** Makes the role and its rights where they are missing and this user may make them. */
    static boolean make(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(script());
        }
    }

    /** Whether all that it reads is guarded. */
    static boolean guardsAll(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select count(*) = " + TABLES + " from pg_policies p"
                        + " join pg_class c on c.relname = p.tablename and c.relnamespace = to_regnamespace(p.schemaname)"
                        + " where c.relrowsecurity"
                        + " and p.schemaname = 'hindsight_events' and p.policyname = 'questions_of_one_project'")) {
            return found.next() && found.getBoolean(1);
        }
    }

    static void warn() {
        LOG.warn(
                "PostgreSQL itself does not keep questions to their project, only the SQL does: this user may not make the role."
                        + " Run as an administrator: create role {} nologin; grant {} to the user of the events database;"
                        + " then start again",
                NAME,
                NAME);
    }

    private static String script() {
        try (InputStream script = Objects.requireNonNull(ReaderRole.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings of a transaction that reads what belongs to a project, names and values in turn. */
    static String[] settings(long projectId) {
        return new String[] {PROJECT, Long.toString(projectId), "role", NAME};
    }
}
