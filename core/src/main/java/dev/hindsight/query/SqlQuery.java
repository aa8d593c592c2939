package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A question in SQL (contract queries 7).
 *
 * @param sql one SELECT
 * @param values what stands for {@code {name}}, by name: texts, numbers, truth values, nulls, and lists of them
 * @param variables what stands for {@code {variables.name}}, by name, likewise
 */
public record SqlQuery(String sql, Map<String, JsonNode> values, Map<String, JsonNode> variables, SqlFilters filters)
        implements RunnableQuery {
    public SqlQuery {
        values = new TreeMap<>(values);
        variables = new TreeMap<>(variables);
    }

    /**
     * What stands for {@code {filters}}.
     *
     * @param from null: no lower bound
     * @param to null: no upper bound
     */
    public record SqlFilters(
            FilterGroup properties,
            @Nullable DateBound from,
            @Nullable DateBound to,
            boolean filterTestAccounts) {
        public static final SqlFilters NONE = new SqlFilters(FilterGroup.NONE, null, null, false);
    }

    @Override
    public String kind() {
        return "HogQLQuery";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.sql(this);
    }
}
