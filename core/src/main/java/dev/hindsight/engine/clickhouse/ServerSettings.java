package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Asker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the server is told with each statement, so that its SQL means what that of other engines does. */
final class ServerSettings {
    /** The tables with rows of projects that questions read, by themselves or through views. */
    private static final List<String> OF_PROJECTS = List.of("events", "person_rows", "distinct_id_rows", "cohort_rows");

    private static final String PREFIX = "clickhouse_setting_";

    /** Lists of people that were found outside the engine are part of the text, up to 30 bytes for each of a million. */
    private static final String LONGEST_TEXT = "100000000";

    /**
     * Ends a query of a host's view: what we tell the server about our own SQL would change what theirs means, and the filters of our
     * tables would be taken for those of its tables and aliases that have the same names. Each is as ClickHouse has it by itself.
     */
    static final String OF_OTHERS = " SETTINGS join_use_nulls = 0, group_by_use_nulls = 0, cast_keep_nullable = 0,"
            + " aggregate_functions_null_for_empty = 0, prefer_column_name_to_alias = 0,"
            + " enable_extended_results_for_datetime_functions = 0, precise_float_parsing = 0,"
            + " count_distinct_implementation = 'uniqExact', additional_table_filters = {}";

    private ServerSettings() {}

    /** Settings of all statements, as the driver takes them. */
    static Properties ofConnections(@Nullable String user, @Nullable String password) {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        settings().forEach((name, value) -> properties.setProperty(PREFIX + name, value));
        // A write that was not answered may have been done, so only its caller may do it again.
        properties.setProperty("retry", "0");
        properties.setProperty("client_retry_on_failures", "None");
        return properties;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("session_timezone", "UTC");
        // What is missing is null.
        settings.put("join_use_nulls", "1");
        settings.put("group_by_use_nulls", "1");
        settings.put("cast_keep_nullable", "1");
        settings.put("aggregate_functions_null_for_empty", "1");
        settings.put("prefer_column_name_to_alias", "1");
        // Columns whose values have no type in common are a mistake, not a column of many types.
        settings.put("use_variant_as_common_type", "0");
        settings.put("precise_float_parsing", "1");
        settings.put("enable_extended_results_for_datetime_functions", "1");
        settings.put("union_default_mode", "DISTINCT");
        settings.put("count_distinct_implementation", "uniqExact");
        settings.put("max_query_size", LONGEST_TEXT);
        settings.put("max_ast_elements", "1000000");
        settings.put("max_expanded_ast_elements", "10000000");
        // A statement is done when it says so, on all replicas.
        settings.put("mutations_sync", "2");
        // Whom a subquery finds on all servers, each looks for among its own events.
        settings.put("distributed_product_mode", "global");
        settings.put("distributed_foreground_insert", "1");
        settings.put("async_insert", "0");
        // An import may have events of many years.
        settings.put("max_partitions_per_insert_block", "0");
        return settings;
    }

    /**
     * Settings of a question: it changes nothing, reads no row of another project even if its SQL forgot to say so, and ends by
     * itself where nobody ends it.
     */
    static Map<String, String> ofQuestion(Asker asker, Duration left, boolean materializes) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("readonly", "2");
        if (asker.projectId() != 0) {
            settings.put(
                    "additional_table_filters",
                    OF_PROJECTS.stream()
                            .map(table -> "'" + table + "': 'project_id = " + asker.projectId() + "'")
                            .collect(Collectors.joining(", ", "{", "}")));
        }
        if (materializes) {
            settings.put("enable_materialized_cte", "1");
        }
        settings.put("max_execution_time", Long.toString(left.toSeconds() + 1));
        return settings;
    }
}
