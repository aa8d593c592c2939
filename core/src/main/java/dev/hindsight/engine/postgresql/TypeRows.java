package dev.hindsight.engine.postgresql;

import dev.hindsight.event.KnownTypes;
import dev.hindsight.event.KnownTypes.Definition;
import dev.hindsight.event.KnownTypes.Name;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known about the types of properties. */
final class TypeRows {
    private TypeRows() {}

    static KnownTypes of(Connection connection, long projectId) throws SQLException {
        Map<Name, Definition> known = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select kind, key, type, defined from property_types where project_id = ?")) {
            select.setLong(1, projectId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    known.put(
                            new Name(PropertyKind.valueOf(row.getString(1)), row.getString(2)),
                            new Definition(PropertyType.valueOf(row.getString(3)), row.getBoolean(4)));
                }
            }
        }
        return new KnownTypes(known);
    }

    static void write(Connection connection, long projectId, KnownTypes.Change change) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement("""
                insert into property_types (project_id, kind, key, type, defined) values (?, ?, ?, ?, ?)
                on conflict (project_id, kind, key) do update set type = excluded.type, defined = excluded.defined
                """)) {
            for (Map<Name, Definition> definitions : List.of(change.added(), change.replaced())) {
                for (Map.Entry<Name, Definition> each : definitions.entrySet()) {
                    write.setLong(1, projectId);
                    write.setString(2, each.getKey().kind().name());
                    write.setString(3, each.getKey().key());
                    write.setString(4, each.getValue().type().name());
                    write.setBoolean(5, each.getValue().defined());
                    write.addBatch();
                }
            }
            write.executeBatch();
        }
    }
}
