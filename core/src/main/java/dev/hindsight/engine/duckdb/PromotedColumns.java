package dev.hindsight.engine.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which event properties have a column of their own in {@code events}. Such a column holds exactly the text that {@code
 * properties ->> key} gives, so that reading either means the same. Thread-safe; a column is listed once it is filled.
 */
public final class PromotedColumns {
    private volatile Map<String, String> columns = Map.of();

    PromotedColumns() {}

    /** The column of a property, as a statement names it; empty when it is only in {@code properties}. */
    public Optional<String> columnOf(String key) {
        return Optional.ofNullable(columns.get(key));
    }

    /** Columns by property key, in the order of their promotion. */
    Map<String, String> all() {
        return columns;
    }

    void load(Connection connection) throws SQLException {
        Map<String, String> loaded = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select key, column_name from promoted_properties order by rowid")) {
            while (row.next()) {
                loaded.put(row.getString(1), row.getString(2));
            }
        }
        columns = Collections.unmodifiableMap(loaded);
    }

    /** Those of a host's events, in place of those of ours. */
    void are(Map<String, String> own) {
        columns = Map.copyOf(own);
    }
}
