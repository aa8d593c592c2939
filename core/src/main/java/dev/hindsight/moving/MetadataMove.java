package dev.hindsight.moving;

import dev.hindsight.metadata.MetadataDatabase;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies everything but events from one database to another, H2 or PostgreSQL: organizations, projects, people, keys, insights,
 * dashboards, shares, access rules and the log. The target must be empty; all of it is copied in one transaction, so that a copy which is
 * stopped has copied nothing.
 *
 * <p>Cached answers and calculations that are under way stay behind: they are made again. No node may run on the source meanwhile.
 */
public final class MetadataMove {
    private static final Set<String> LEFT_BEHIND = Set.of(
            "cached_result", "edition", "query_run", "query_ticket", "scheduled_task", "hindsight_metadata_history");

    private static final int ROWS_AT_ONCE = 500;

    private MetadataMove() {}

    /**
     * Copies all tables.
     *
     * @param step told of each table, with its number of rows
     * @return the number of rows of each table, as counted in the target
     * @throws IllegalStateException when the target is not empty, or a count differs at the end; the target is as it was then
     */
    public static Map<String, Long> copy(MetadataDatabase from, MetadataDatabase to, BiConsumer<String, Long> step) {
        return from.jdbi()
                .withHandle(source -> to.jdbi().inTransaction(target -> {
                    try {
                        return copy(source.getConnection(), target.getConnection(), step);
                    } catch (SQLException e) {
                        throw new IllegalStateException(
                                "the metadata could not be copied: SQLSTATE " + e.getSQLState(), e);
                    }
                }));
    }

    /** The ids of all projects of a database. */
    public static List<Long> projects(MetadataDatabase database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select id from hindsight.project order by id")
                        .mapTo(Long.class)
                        .list());
    }

    private static Map<String, Long> copy(Connection source, Connection target, BiConsumer<String, Long> step)
            throws SQLException {
        if (rows(target, "organization") > 0) {
            throw new IllegalStateException("the metadata cannot be copied: the target is not empty");
        }
        Map<String, Long> copied = new LinkedHashMap<>();
        for (String table : inOrder(target)) {
            copyTable(source, target, table);
            long rows = rows(target, table);
            if (rows != rows(source, table)) {
                throw new IllegalStateException("the metadata was not copied: " + rows + " rows of " + table
                        + " instead of " + rows(source, table));
            }
            restartIdentity(target, table);
            copied.put(table, rows);
            step.accept(table, rows);
        }
        return Collections.unmodifiableMap(copied);
    }

    private static long rows(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from hindsight." + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Tables to copy, each after those that it refers to. */
    private static List<String> inOrder(Connection connection) throws SQLException {
        Map<String, Set<String>> referred = new TreeMap<>();
        for (String table : tables(connection)) {
            referred.put(table, referredBy(connection, table));
        }
        List<String> order = new ArrayList<>();
        while (!referred.isEmpty()) {
            List<String> next = referred.entrySet().stream()
                    .filter(table -> order.containsAll(table.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("tables that refer to each other: " + referred.keySet());
            }
            order.addAll(next);
            next.forEach(referred::remove);
        }
        return order;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row = connection
                .getMetaData()
                .getTables(null, schema(connection), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (row.next()) {
                String table = row.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
                if (!LEFT_BEHIND.contains(table)) {
                    tables.add(table);
                }
            }
        }
        return tables;
    }

    private static Set<String> referredBy(Connection connection, String table) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row =
                connection.getMetaData().getImportedKeys(null, schema(connection), named(connection, table))) {
            while (row.next()) {
                String referred = row.getString("PKTABLE_NAME").toLowerCase(Locale.ROOT);
                if (!referred.equals(table)) {
                    tables.add(referred);
                }
            }
        }
        return Set.copyOf(tables);
    }

    private static String schema(Connection connection) throws SQLException {
        return named(connection, "hindsight");
    }

    private static String named(Connection connection, String name) throws SQLException {
        return connection.getMetaData().storesUpperCaseIdentifiers() ? name.toUpperCase(Locale.ROOT) : name;
    }

    private record Column(String name, String type) {}

    private static List<Column> columns(Connection connection, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        DatabaseMetaData database = connection.getMetaData();
        try (ResultSet row = database.getColumns(null, schema(connection), named(connection, table), "%")) {
            while (row.next()) {
                columns.add(
                        new Column(row.getString("COLUMN_NAME").toLowerCase(Locale.ROOT), row.getString("TYPE_NAME")));
            }
        }
        return columns;
    }

    private static void copyTable(Connection source, Connection target, String table) throws SQLException {
        List<Column> columns = columns(target, table);
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String places = columns.stream()
                .map(column -> "cast(? as " + column.type() + ")")
                .collect(Collectors.joining(", "));
        try (Statement select = source.createStatement();
                ResultSet row = select.executeQuery("select " + names + " from hindsight." + table);
                PreparedStatement insert = target.prepareStatement(
                        "insert into hindsight." + table + " (" + names + ") values (" + places + ")")) {
            int waiting = 0;
            while (row.next()) {
                for (int i = 1; i <= columns.size(); i++) {
                    insert.setObject(i, value(row, i));
                }
                insert.addBatch();
                if (++waiting == ROWS_AT_ONCE) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            insert.executeBatch();
        }
    }

    /** As every driver takes it: times with their offset, and bytes rather than handles of them. */
    private static @Nullable Object value(ResultSet row, int column) throws SQLException {
        // To their drivers, H2's is binary and PostgreSQL's a plain timestamp.
        switch (row.getMetaData().getColumnTypeName(column)) {
            case "UUID" -> {
                return row.getObject(column, UUID.class);
            }
            case "timestamptz" -> {
                return row.getObject(column, OffsetDateTime.class);
            }
            default -> {}
        }
        return switch (row.getMetaData().getColumnType(column)) {
            case Types.TIMESTAMP_WITH_TIMEZONE -> row.getObject(column, OffsetDateTime.class);
            case Types.BLOB, Types.BINARY, Types.VARBINARY -> row.getBytes(column);
            case Types.CLOB -> row.getString(column);
            default -> row.getObject(column);
        };
    }

    /** The next row gets a number that none has. */
    private static void restartIdentity(Connection connection, String table) throws SQLException {
        List<String> identities = new ArrayList<>();
        try (ResultSet row =
                connection.getMetaData().getColumns(null, schema(connection), named(connection, table), "%")) {
            while (row.next()) {
                if ("YES".equals(row.getString("IS_AUTOINCREMENT"))) {
                    identities.add(row.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        for (String identity : identities) {
            try (Statement statement = connection.createStatement()) {
                long next;
                try (ResultSet row = statement.executeQuery(
                        "select coalesce(max(" + identity + "), 0) + 1 from hindsight." + table)) {
                    row.next();
                    next = row.getLong(1);
                }
                statement.execute(
                        "alter table hindsight." + table + " alter column " + identity + " restart with " + next);
            }
        }
    }
}
