package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Query.Combined;
import dev.hindsight.query.expression.Query.Derived;
import dev.hindsight.query.expression.Query.From;
import dev.hindsight.query.expression.Query.Item;
import dev.hindsight.query.expression.Query.Join;
import dev.hindsight.query.expression.Query.LimitBy;
import dev.hindsight.query.expression.Query.Numbers;
import dev.hindsight.query.expression.Query.Page;
import dev.hindsight.query.expression.Query.Select;
import dev.hindsight.query.expression.Query.Table;
import dev.hindsight.query.expression.Query.With;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Queries as somebody would have written them. */
final class PrintedQuery {
    private PrintedQuery() {}

    static String of(Query query) {
        if (query instanceof With with) {
            String named = with.queries().stream()
                    .map(each -> Printed.name(each.name()) + " AS (" + of(each.query()) + ")")
                    .collect(Collectors.joining(", "));
            String values = items(with.values());
            String both = named.isEmpty() || values.isEmpty() ? named + values : named + ", " + values;
            return "WITH " + both + " " + of(with.body());
        }
        if (query instanceof Combined combined) {
            return branch(combined.left()) + " " + combined.operation().sql() + " " + branch(combined.right())
                    + ordered(combined.orderBy()) + page(combined.page());
        }
        return select((Select) query);
    }

    private static String branch(Query query) {
        boolean plain = query instanceof Select select
                && select.orderBy().isEmpty()
                && select.page().equals(Page.ALL);
        return plain ? of(query) : "(" + of(query) + ")";
    }

    private static String select(Select select) {
        StringBuilder text = new StringBuilder(select.distinct() ? "SELECT DISTINCT " : "SELECT ");
        text.append(items(select.items()));
        if (select.from() != null) {
            text.append(" FROM ").append(from(select.from()));
        }
        if (!select.expanded().isEmpty()) {
            text.append(" ARRAY JOIN ").append(items(select.expanded()));
        }
        add(text, " WHERE ", select.where());
        if (!select.groupBy().isEmpty()) {
            text.append(" GROUP BY ")
                    .append(
                            select.groupBy().get(0) instanceof Expression.Every
                                    ? "ALL"
                                    : Printed.list(select.groupBy()));
        }
        add(text, " HAVING ", select.having());
        text.append(ordered(select.orderBy()));
        LimitBy most = select.limitBy();
        if (most != null) {
            text.append(" LIMIT ").append(most.limit()).append(" BY ").append(Printed.list(most.by()));
        }
        return text.append(page(select.page())).toString();
    }

    private static void add(StringBuilder text, String word, @Nullable Expression expression) {
        if (expression != null) {
            text.append(word).append(Printed.of(expression));
        }
    }

    private static String items(List<Item> items) {
        return items.stream()
                .map(item -> Printed.of(item.value()) + (item.name() == null ? "" : " AS " + Printed.name(item.name())))
                .collect(Collectors.joining(", "));
    }

    private static String from(From from) {
        if (from instanceof Table table) {
            String sample = table.sample() == null ? "" : " SAMPLE " + table.sample();
            return Printed.name(table.name()) + alias(table.alias()) + sample;
        }
        if (from instanceof Derived derived) {
            return "(" + of(derived.query()) + ")" + alias(derived.alias());
        }
        if (from instanceof Numbers numbers) {
            return "numbers(" + numbers.first() + ", " + numbers.count() + ")" + alias(numbers.alias());
        }
        Join join = (Join) from;
        Expression condition = join.condition();
        return from(join.left()) + " " + join.kind().sql() + " " + from(join.right())
                + (condition == null ? "" : " ON " + Printed.of(condition));
    }

    private static String alias(@Nullable String alias) {
        return alias == null ? "" : " AS " + Printed.name(alias);
    }

    private static String ordered(List<Expression.Order> orders) {
        return orders.isEmpty() ? "" : " ORDER BY " + Printed.orders(orders);
    }

    private static String page(Page page) {
        return (page.limit() == null ? "" : " LIMIT " + page.limit())
                + (page.offset() == null ? "" : " OFFSET " + page.offset());
    }
}
