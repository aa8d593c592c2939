package dev.hindsight.engine;

import dev.hindsight.HindsightBuilder;
import dev.hindsight.engine.clickhouse.TestClickHouse;

/**
 * The events database of tests: DuckDB, or what the system property {@code engine} says. The build runs what is checked against the
 * reference once on each.
 */
public final class TestEvents {
    private TestEvents() {}

    /** Lets an instance keep its events in an empty database of the engine that is tested. */
    public static HindsightBuilder in(HindsightBuilder builder) {
        String engine = System.getProperty("engine", "duckdb");
        return switch (engine) {
            case "duckdb" -> builder.events("jdbc:duckdb:");
            case "postgresql" -> builder.events(TestPostgres.newDatabase(), TestPostgres.USER, TestPostgres.PASSWORD);
            case "clickhouse" ->
                builder.events(TestClickHouse.emptyDatabase(), TestClickHouse.USER, TestClickHouse.PASSWORD);
            default -> throw new IllegalArgumentException("no such engine: " + engine);
        };
    }
}
