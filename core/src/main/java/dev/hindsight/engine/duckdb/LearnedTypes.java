package dev.hindsight.engine.duckdb;

import dev.hindsight.event.KnownTypes;
import dev.hindsight.event.KnownTypes.Definition;
import dev.hindsight.event.KnownTypes.Name;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.event.TypeEvidence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The property types of all projects: the table, and a copy of it in memory so that a look-up costs nothing and a write only
 * touches the table when it brings something new. Reading is thread-safe; changes come from one writer at a time.
 */
final class LearnedTypes {
    /** What one transaction brings; readers know nothing of it before {@link #publish}. */
    record Change(long projectId, KnownTypes.Change types) {}

    private final ConcurrentHashMap<Long, KnownTypes> projects = new ConcurrentHashMap<>();

    /** What is in memory; empty when it has to be read first. */
    Optional<PropertyTypes> inMemory(long projectId) {
        return Optional.ofNullable(projects.get(projectId));
    }

    /** Writes what the evidence adds to, or takes from, what is known. */
    Change learn(DuckDBConnection connection, long projectId, TypeEvidence evidence) throws SQLException {
        return written(
                connection, new Change(projectId, of(connection, projectId).learned(evidence)));
    }

    /** Writes what somebody says about a property. */
    Change define(DuckDBConnection connection, long projectId, PropertyKind kind, String key, PropertyType type)
            throws SQLException {
        return written(
                connection, new Change(projectId, of(connection, projectId).defined(kind, key, type)));
    }

    /** Writes what another store knows. */
    Change replace(DuckDBConnection connection, long projectId, Map<Name, Definition> types) throws SQLException {
        return written(
                connection, new Change(projectId, of(connection, projectId).replaced(types)));
    }

    /** Shows a committed change to readers. */
    void publish(Change change) {
        if (!change.types().isEmpty()) {
            projects.computeIfPresent(change.projectId(), (projectId, known) -> known.after(change.types()));
        }
    }

    private static Change written(DuckDBConnection connection, Change change) throws SQLException {
        if (!change.types().added().isEmpty()) {
            try (DuckDBAppender rows = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "property_types")) {
                for (Map.Entry<Name, Definition> each : change.types().added().entrySet()) {
                    rows.beginRow();
                    rows.append(change.projectId());
                    rows.append(each.getKey().kind().name());
                    rows.append(each.getKey().key());
                    rows.append(each.getValue().type().name());
                    rows.append(each.getValue().defined());
                    rows.endRow();
                }
            }
        }
        if (!change.types().replaced().isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "update property_types set type = ?, defined = ? where project_id = ? and kind = ? and key = ?")) {
                for (Map.Entry<Name, Definition> each :
                        change.types().replaced().entrySet()) {
                    update.setString(1, each.getValue().type().name());
                    update.setBoolean(2, each.getValue().defined());
                    update.setLong(3, change.projectId());
                    update.setString(4, each.getKey().kind().name());
                    update.setString(5, each.getKey().key());
                    update.executeUpdate();
                }
            }
        }
        return change;
    }

    KnownTypes of(Connection connection, long projectId) throws SQLException {
        KnownTypes known = projects.get(projectId);
        if (known != null) {
            return known;
        }
        Map<Name, Definition> loaded = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select kind, key, type, defined from property_types where project_id = ?")) {
            select.setLong(1, projectId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    loaded.put(
                            new Name(PropertyKind.valueOf(row.getString(1)), row.getString(2)),
                            new Definition(PropertyType.valueOf(row.getString(3)), row.getBoolean(4)));
                }
            }
        }
        KnownTypes types = new KnownTypes(loaded);
        KnownTypes other = projects.putIfAbsent(projectId, types);
        return other == null ? types : other;
    }
}
