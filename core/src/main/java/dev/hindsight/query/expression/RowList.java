package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Filters;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import dev.hindsight.query.expression.Expression.Order;
import dev.hindsight.query.expression.Query.Item;
import dev.hindsight.query.expression.Query.Page;
import dev.hindsight.query.expression.Query.Select;
import dev.hindsight.query.expression.Query.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expressions that somebody gives one by one, and the query over events or sessions that they make (contract queries 7.6). Errors show
 * them in one text, with a comma between two.
 */
final class RowList {
    private static final String BETWEEN = ", ";

    private final Selections.Listed.Of of;
    private final Source source;
    private final Compiler compiler;
    private final List<Expression> selected = new ArrayList<>();
    private final List<Expression> conditions = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();

    RowList(Selections.Listed listed, Values values) {
        this.of = listed.of();
        List<String> all = new ArrayList<>(listed.select());
        all.addAll(listed.where());
        all.addAll(listed.orderBy());
        this.source = new Source(String.join(BETWEEN, all), "select");
        source.check();
        this.compiler = new Compiler(source, values, new EventScope(values, source.attr()));
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            int to = from + all.get(i).length();
            read(i, listed, Tokens.ofExpression(source, from, to));
            from = to + BETWEEN.length();
        }
    }

    private void read(int index, Selections.Listed listed, Tokens tokens) {
        Expression expression = new Parser(tokens, Placeholders.none(), null).expression();
        int conditionsFrom = listed.select().size();
        int ordersFrom = conditionsFrom + listed.where().size();
        if (index >= ordersFrom) {
            boolean descending = tokens.takeWord("desc");
            if (!descending) {
                tokens.takeWord("asc");
            }
            orders.add(new Order(expression, descending, false));
        } else if (index >= conditionsFrom) {
            conditions.add(expression);
        } else {
            if (tokens.takeWord("as")) {
                tokens.expectName();
            }
            selected.add(expression);
        }
        tokens.expectEnd();
    }

    Source source() {
        return source;
    }

    /** The query, with a place for the filters that are not in words. */
    Select query(Page page) {
        boolean grouped = selected.stream().anyMatch(this::aggregates);
        List<Expression> where = new ArrayList<>(List.of(new Filters(List.of("filters"), 0)));
        List<Expression> having = new ArrayList<>();
        conditions.forEach(condition -> (aggregates(condition) ? having : where).add(condition));
        List<Expression> keys =
                grouped ? selected.stream().filter(value -> !aggregates(value)).toList() : List.of();
        return new Select(
                false,
                selected.stream().map(value -> new Item(value, null)).toList(),
                new Table(of.table, null, null, 0),
                List.of(),
                all(where),
                keys,
                all(having),
                total(grouped ? keys : List.of(new Field(List.of(of.id), 0))),
                null,
                page,
                0);
    }

    private boolean aggregates(Expression expression) {
        return new Aggregation(compiler, Map.of()).isIn(expression);
    }

    private static @Nullable Expression all(List<Expression> conditions) {
        return conditions.stream()
                .reduce((left, right) -> new Operation(Operator.AND, List.of(left, right), right.at()))
                .orElse(null);
    }

    /** The order, with no two rows left that could come in either, so that pages fit together. */
    private List<Order> total(List<Expression> last) {
        List<Order> total = new ArrayList<>(orders.isEmpty() ? usualOrder() : orders);
        last.forEach(value -> total.add(new Order(value, false, false)));
        return total;
    }

    private List<Order> usualOrder() {
        Expression by = selected.stream()
                .filter(value -> Printed.of(value).equals("count()"))
                .findFirst()
                .or(() -> selected.stream().filter(this::aggregates).findFirst())
                .or(() -> selected.stream()
                        .filter(value -> Printed.of(value).equals(of.time))
                        .findFirst())
                .orElse(null);
        return List.of(new Order(by == null ? selected.get(0) : by, by != null, false));
    }
}
