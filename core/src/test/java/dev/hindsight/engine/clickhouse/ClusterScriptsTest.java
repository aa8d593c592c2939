package dev.hindsight.engine.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.engine.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of a cluster: that its script is right, and that they are those of a single server. No cluster runs here. */
class ClusterScriptsTest {
    private static List<String> statements() throws IOException {
        try (InputStream script =
                ClusterScriptsTest.class.getResourceAsStream("/db/events/clickhouse-cluster/events.sql")) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8).replace("${cluster}", "main");
            return Stream.of(text.split(";\\s*\\n"))
                    .filter(statement -> !statement.isBlank())
                    .toList();
        }
    }

    @Test
    void statements_areThoseOfClickHouse() throws Exception {
        try (ClickHouseDatabase database = empty()) {
            for (String statement : statements()) {
                assertThat(database.read(Sql.of("SELECT formatQuery(?)", statement), row -> row.getString(1)))
                        .as(statement)
                        .first()
                        .asString()
                        .contains("ON CLUSTER main");
            }
        }
    }

    @Test
    void tables_haveTheColumnsOfASingleServer() throws Exception {
        try (ClickHouseDatabase cluster = empty();
                ClickHouseDatabase single = ClickHouseDatabase.open(
                        TestClickHouse.emptyDatabase(), TestClickHouse.USER, TestClickHouse.PASSWORD)) {
            for (String statement : statements()) {
                cluster.run(Sql.of(onOneServer(statement)));
            }

            assertThat(columns(cluster)).isEqualTo(columns(single)).hasSizeGreaterThan(60);
        }
    }

    /** The same without replicas, and with a view in place of what is distributed. */
    private static String onOneServer(String statement) {
        return statement
                .replace(" on cluster main", "")
                .replaceAll("Replicated(\\w*)MergeTree\\('[^']*', '[^']*'(, )?", "$1MergeTree(")
                .replace("replicated_ded", "non_replicated_ded")
                .replaceAll(
                        "(?s)create table (if not exists events) as events_local\\s+engine = Distributed.*",
                        "create view $1 as select * from events_local");
    }

    private static ClickHouseDatabase empty() {
        return ClickHouseDatabase.unmigrated(
                TestClickHouse.emptyDatabase(), TestClickHouse.USER, TestClickHouse.PASSWORD);
    }

    private static List<String> columns(ClickHouseDatabase database) throws SQLException {
        return database.read(
                Sql.of(
                        "SELECT table || '.' || name || ' ' || type FROM system.columns WHERE database = currentDatabase()"
                                + " AND table NOT IN ('events_local', 'hindsight_events_history') ORDER BY table, position"),
                row -> row.getString(1));
    }

    @Test
    void shape_isToldByTheTableOfEvents() {
        ServerShape shape = ServerShape.of(
                true, "Distributed('main', 'analytics', 'events_local', cityHash64(project_id, person_id))");

        assertThat(shape.events()).isEqualTo("events_local");
        assertThat(shape.everywhere()).isEqualTo(" ON CLUSTER `main`");
        assertThat(shape.processes()).isEqualTo("clusterAllReplicas('main', system.processes)");
        assertThat(ServerShape.of(true, "MergeTree PARTITION BY toYYYYMM(timestamp)"))
                .isEqualTo(new ServerShape(true, "events", ""));
    }
}
