package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is behind a connection: one server, or a cluster of which any may answer; told by the table of events.
 *
 * @param materializes whether it can calculate a common table once for all who read it
 * @param events the table with the events themselves
 * @param cluster the cluster's name; empty on a single server
 */
record ServerShape(boolean materializes, String events, String cluster) {
    /** One server, as the migrations make it. */
    static final ServerShape SINGLE = new ServerShape(false, "events", "");

    /** The cluster, the database and the table that a distributed one stands for. */
    private static final Pattern DISTRIBUTED =
            Pattern.compile("Distributed\\('?([^',]+)'?, *'?[^',]+'?, *'?([^',)]+)'?.*", Pattern.DOTALL);

    static ServerShape of(ClickHouseDatabase database) throws SQLException {
        boolean materializes = !database.read(
                        Sql.of("SELECT name FROM system.settings WHERE name = 'enable_materialized_cte'"),
                        row -> row.getString(1))
                .isEmpty();
        List<String> engine = database.read(
                Sql.of("SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = 'events'"),
                row -> row.getString(1));
        return of(materializes, engine.isEmpty() ? "" : engine.get(0));
    }

    /** @param engine of the table of events, as the server describes it */
    static ServerShape of(boolean materializes, String engine) {
        Matcher distributed = DISTRIBUTED.matcher(engine);
        return distributed.matches()
                ? new ServerShape(materializes, distributed.group(2), distributed.group(1))
                : new ServerShape(materializes, SINGLE.events(), "");
    }

    /** What follows the name of something that is changed or stopped on all servers. */
    String everywhere() {
        return cluster.isEmpty() ? "" : " ON CLUSTER `" + cluster + "`";
    }

    /** What the servers are doing. */
    String processes() {
        return cluster.isEmpty() ? "system.processes" : "clusterAllReplicas('" + cluster + "', system.processes)";
    }
}
