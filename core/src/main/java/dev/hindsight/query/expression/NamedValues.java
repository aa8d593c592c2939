package dev.hindsight.query.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.query.SqlQuery;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Filters;
import dev.hindsight.query.expression.Expression.Listing;
import dev.hindsight.query.expression.Expression.Literal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands for the placeholders of a query (contract queries 7.1). Values become literals, which are bound like any other. */
final class NamedValues implements Placeholders {
    private final SqlQuery query;
    private final SqlFilter filter;

    NamedValues(SqlQuery query, SqlFilter filter) {
        this.query = query;
        this.filter = filter;
    }

    @Override
    public Expression of(List<String> path, int at, Source source) {
        return switch (path.get(0)) {
            case "filters" -> filter(path, at, source);
            case "variables" -> variable(path, at, source);
            default -> value(path, at, source);
        };
    }

    private Expression filter(List<String> path, int at, Source source) {
        return switch (String.join(".", path)) {
            case "filters" -> new Filters(path, at);
            case "filters.dateRange.from" -> bound(filter.from(), path, at);
            case "filters.dateRange.to" -> bound(filter.to(), path, at);
            default ->
                throw source.error(
                        at, "There are {filters}, {filters.dateRange.from} and {filters.dateRange.to}, and no other");
        };
    }

    private static Expression bound(@Nullable Instant bound, List<String> path, int at) {
        return bound == null
                ? new Filters(path, at)
                : new Call("toDateTime", List.of(), List.of(new Literal(bound.toString(), at)), false, at);
    }

    private Expression variable(List<String> path, int at, Source source) {
        JsonNode value = path.size() == 2 ? query.variables().get(path.get(1)) : null;
        if (value == null) {
            throw source.error(
                    at,
                    "There is no variable with a value for this; "
                            + (query.variables().isEmpty()
                                    ? "the query has none"
                                    : "there are "
                                            + String.join(
                                                    ", ", query.variables().keySet())));
        }
        return literal(value, at);
    }

    private Expression value(List<String> path, int at, Source source) {
        JsonNode value = path.size() == 1 ? query.values().get(path.get(0)) : null;
        if (value == null) {
            throw source.error(at, "There is no value for this placeholder");
        }
        return literal(value, at);
    }

    private static Expression literal(JsonNode value, int at) {
        if (value.isArray()) {
            List<Expression> elements = new ArrayList<>();
            value.forEach(element -> elements.add(literal(element, at)));
            return new Listing(elements, at);
        }
        if (value.isNull()) {
            return new Literal(null, at);
        }
        if (value.isNumber()) {
            return new Literal(value.doubleValue(), at);
        }
        return new Literal(value.isBoolean() ? value.booleanValue() : value.asText(), at);
    }
}
