package dev.hindsight.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.engine.TestPostgres;
import dev.hindsight.metadata.MetadataDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;

/** No statement of a list reads a whole table to find its rows, however many other rows there are. */
class ListPlansTest {
    private static final List<Map<String, String>> LISTS = List.of(
            Map.of(),
            Map.of("offset", "1000"),
            Map.of("order", "-last_modified_at"),
            Map.of("tags", "[\"tag 7\"]"),
            Map.of("favorited", "true"),
            Map.of("insight", "TRENDS"),
            Map.of("short_id", "77"),
            Map.of("dashboards", "[3]"),
            Map.of("search", "insght 77"));

    @Test
    void h2() throws SQLException {
        try (MetadataDatabase metadata =
                MetadataDatabase.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null, null)) {
            InsightWorld world = new InsightWorld(metadata);
            new ManyInsights(world, false, 3_000, 40).fill();

            assertThat(plans(world))
                    .allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContain(".tableScan"));
            assertThat(planOfScan(world)).contains(".tableScan");
        }
    }

    @Test
    void postgresql() throws SQLException {
        try (MetadataDatabase metadata =
                MetadataDatabase.open(TestPostgres.newDatabase(), TestPostgres.USER, TestPostgres.PASSWORD)) {
            InsightWorld world = new InsightWorld(metadata);
            new ManyInsights(world, true, 3_000, 40).fill();

            assertThat(plans(world))
                    .allSatisfy((sql, plan) -> assertThat(plan).as(sql).doesNotContain("Seq Scan"));
            assertThat(planOfScan(world)).contains("Seq Scan");
        }
    }

    /** How the database answers each statement of the lists. */
    private static Map<String, String> plans(InsightWorld world) throws SQLException {
        Map<String, String> statements = new LinkedHashMap<>();
        world.database.jdbi().setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                // The driver tells the statement with its values; the pool says before it that it has wrapped it.
                String statement = String.valueOf(context.getStatement()).replaceFirst("(?s)^.*? wrapping ", "");
                statements.put(context.getParsedSql().getSql(), statement);
            }
        });
        LISTS.forEach(parameters -> world.pageOf(world.member, parameters));
        world.database.jdbi().setSqlLogger(SqlLogger.NOP_SQL_LOGGER);

        Map<String, String> plans = new LinkedHashMap<>();
        world.database.jdbi().useTransaction(handle -> {
            boolean postgresql = handle.getConnection()
                    .getMetaData()
                    .getDatabaseProductName()
                    .equals("PostgreSQL");
            if (postgresql) {
                // Tables are small here: what is asked is whether there is another way.
                handle.execute("set local enable_seqscan = off");
            }
            for (Map.Entry<String, String> statement : statements.entrySet()) {
                plans.put(statement.getKey(), plan(handle, postgresql ? statement.getValue() : statement.getKey()));
            }
        });
        assertThat(plans).hasSizeGreaterThan(10);
        return plans;
    }

    /** What is looked for would be seen. */
    private static String planOfScan(InsightWorld world) throws SQLException {
        return world.database
                .jdbi()
                .withHandle(handle -> plan(handle, "select id from hindsight.insight where description = 'x'"));
    }

    private static String plan(Handle handle, String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement explain = handle.getConnection().prepareStatement("explain " + sql)) {
            for (int i = 1; i <= explain.getParameterMetaData().getParameterCount(); i++) {
                explain.setNull(i, Types.NULL);
            }
            try (ResultSet row = explain.executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
