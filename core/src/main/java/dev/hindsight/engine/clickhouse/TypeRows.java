package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.KnownTypes;
import dev.hindsight.event.KnownTypes.Definition;
import dev.hindsight.event.KnownTypes.Name;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.TypeEvidence;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes what is known of the types of properties. */
final class TypeRows {
    private final ClickHouseDatabase database;

    TypeRows(ClickHouseDatabase database) {
        this.database = database;
    }

    KnownTypes of(long projectId) throws SQLException {
        Map<Name, Definition> known = new HashMap<>();
        database.read(
                Sql.of("SELECT kind, key, type, defined FROM property_types WHERE project_id = ?", projectId),
                row -> known.put(
                        new Name(PropertyKind.valueOf(row.getString(1)), row.getString(2)),
                        new Definition(PropertyType.valueOf(row.getString(3)), row.getBoolean(4))));
        return new KnownTypes(known);
    }

    KnownTypes.Change learned(long projectId, TypeEvidence evidence) throws SQLException {
        return of(projectId).learned(evidence);
    }

    KnownTypes.Change defined(long projectId, PropertyKind kind, String key, PropertyType type) throws SQLException {
        return of(projectId).defined(kind, key, type);
    }

    void write(long projectId, KnownTypes.Change change) throws SQLException {
        RowBinary rows = new RowBinary();
        change.added().forEach((name, definition) -> addTo(rows, projectId, name, definition));
        change.replaced().forEach((name, definition) -> addTo(rows, projectId, name, definition));
        database.insert("type_rows", List.of("project_id", "kind", "key", "type", "defined"), rows);
    }

    private static void addTo(RowBinary rows, long projectId, Name name, Definition definition) {
        rows.int64(projectId)
                .text(name.kind().name())
                .text(name.key())
                .text(definition.type().name())
                .bool(definition.defined());
    }
}
