package dev.hindsight.engine.duckdb;

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
    /** Senders that make up keys as they go would otherwise grow the table for ever; further keys count as text. */
    private static final int KEYS_PER_PROJECT = 10_000;

    private record Name(PropertyKind kind, String key) {}

    private record Definition(PropertyType type, boolean defined) {}

    /** What one transaction brings; readers know nothing of it before {@link #publish}. */
    record Change(long projectId, Map<Name, Definition> added, Map<Name, Definition> replaced) {
        boolean isEmpty() {
            return added.isEmpty() && replaced.isEmpty();
        }
    }

    private final ConcurrentHashMap<Long, Map<Name, Definition>> projects = new ConcurrentHashMap<>();

    PropertyTypes of(Connection connection, long projectId) throws SQLException {
        return types(known(connection, projectId));
    }

    /** What is in memory; empty when it has to be read first. */
    Optional<PropertyTypes> inMemory(long projectId) {
        return Optional.ofNullable(projects.get(projectId)).map(LearnedTypes::types);
    }

    private static PropertyTypes types(Map<Name, Definition> known) {
        return (kind, key) -> {
            Definition definition = known.get(new Name(kind, key));
            return definition == null ? PropertyType.STRING : definition.type();
        };
    }

    /** Writes what the evidence adds to, or takes from, what is known. */
    Change learn(DuckDBConnection connection, long projectId, TypeEvidence evidence) throws SQLException {
        Map<Name, Definition> known = known(connection, projectId);
        Change change = new Change(projectId, new HashMap<>(), new HashMap<>());
        for (PropertyKind kind : PropertyKind.values()) {
            evidence.of(kind).forEach((key, seen) -> {
                Name name = new Name(kind, key);
                Definition definition = known.get(name);
                if (definition == null) {
                    if (known.size() + change.added().size() < KEYS_PER_PROJECT) {
                        change.added().put(name, new Definition(seen, false));
                    }
                } else if (!definition.defined()
                        && definition.type() != seen
                        && definition.type() != PropertyType.STRING) {
                    change.replaced().put(name, new Definition(PropertyType.STRING, false));
                }
            });
        }
        write(connection, change);
        return change;
    }

    /** Writes what somebody says about a property. */
    Change define(DuckDBConnection connection, long projectId, PropertyKind kind, String key, PropertyType type)
            throws SQLException {
        Name name = new Name(kind, key);
        Map<Name, Definition> definition = Map.of(name, new Definition(type, true));
        Change change = known(connection, projectId).containsKey(name)
                ? new Change(projectId, Map.of(), definition)
                : new Change(projectId, definition, Map.of());
        write(connection, change);
        return change;
    }

    /** Shows a committed change to readers. */
    void publish(Change change) {
        if (change.isEmpty()) {
            return;
        }
        projects.computeIfPresent(change.projectId(), (projectId, known) -> {
            Map<Name, Definition> next = new HashMap<>(known);
            next.putAll(change.added());
            next.putAll(change.replaced());
            return next;
        });
    }

    private static void write(DuckDBConnection connection, Change change) throws SQLException {
        if (!change.added().isEmpty()) {
            try (DuckDBAppender rows = connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "property_types")) {
                for (Map.Entry<Name, Definition> each : change.added().entrySet()) {
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
        if (!change.replaced().isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "update property_types set type = ?, defined = ? where project_id = ? and kind = ? and key = ?")) {
                for (Map.Entry<Name, Definition> each : change.replaced().entrySet()) {
                    update.setString(1, each.getValue().type().name());
                    update.setBoolean(2, each.getValue().defined());
                    update.setLong(3, change.projectId());
                    update.setString(4, each.getKey().kind().name());
                    update.setString(5, each.getKey().key());
                    update.executeUpdate();
                }
            }
        }
    }

    private Map<Name, Definition> known(Connection connection, long projectId) throws SQLException {
        Map<Name, Definition> known = projects.get(projectId);
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
        Map<Name, Definition> other = projects.putIfAbsent(projectId, loaded);
        return other == null ? loaded : other;
    }
}
