package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Order;
import dev.hindsight.query.expression.Query.Combined;
import dev.hindsight.query.expression.Statement.Around;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of two queries, put together; columns of different types become what both can be. */
final class CombinedRows implements Rows {
    private final Statement statement;
    private final Combined query;
    private final Rows left;
    private final Rows right;
    private final List<Column> columns = new ArrayList<>();
    private final Map<Integer, String> texts = new LinkedHashMap<>();

    CombinedRows(Statement statement, Combined query, Around around) {
        this.statement = statement;
        this.query = query;
        this.left = statement.rows(query.left(), around);
        this.right = statement.rows(query.right(), around);
        int width = left.columns().size();
        if (right.columns().size() != width) {
            throw statement
                    .source()
                    .error(
                            query.at(),
                            "Both queries need as many columns, and there are " + width + " and "
                                    + right.columns().size());
        }
        for (int i = 0; i < width; i++) {
            Column first = left.columns().get(i);
            Type type = Values.common(first.type(), right.columns().get(i).type());
            columns.add(new Column(first.label(), statement.names().column(), type));
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public String text(int column) {
        return texts.computeIfAbsent(column, any -> statement.names().column());
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>(columns.stream().map(Column::name).toList());
        names.addAll(texts.values());
        return names;
    }

    @Override
    public Sql sql() {
        Sql both = Sql.format(
                "SELECT * FROM ({} " + query.operation().sql() + " {}) "
                        + statement.names().table(),
                branch(left),
                branch(right));
        return both.then(order()).then(SelectRows.page(query.page()));
    }

    /** A query's columns under the names of those of both together. */
    private Sql branch(Rows rows) {
        List<Sql> selected = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            selected.add(Sql.format("{} AS " + columns.get(i).name(), converted(columns.get(i), rows.value(i))));
        }
        texts.forEach((column, name) -> selected.add(Sql.of(rows.text(column) + " AS " + name)));
        return Sql.format("SELECT {} FROM ({}) " + statement.names().table(), Sql.join(", ", selected), rows.sql());
    }

    private Sql converted(Column column, Typed value) {
        try {
            return statement.values().as(column.type(), value);
        } catch (IllegalArgumentException e) {
            throw statement.source().error(query.at(), "The column \"" + column.label() + "\" cannot be of both types");
        }
    }

    private Sql order() {
        List<Sql> orders = new ArrayList<>();
        for (Order order : query.orderBy()) {
            orders.add(SelectRows.ordered(Sql.of(ordered(order)), order));
        }
        return orders.isEmpty() ? Sql.EMPTY : Sql.format("ORDER BY {}", Sql.join(", ", orders));
    }

    private String ordered(Order order) {
        for (int i = 0; i < columns.size(); i++) {
            boolean named = order.value() instanceof Field field
                    && field.path().equals(List.of(columns.get(i).label()));
            boolean counted = order.value() instanceof Literal literal
                    && Double.valueOf(i + 1).equals(literal.value());
            if (named || counted) {
                return columns.get(i).type() == Type.PERSON
                        ? text(i)
                        : columns.get(i).name();
            }
        }
        throw statement.source().error(order.value().at(), "One of the columns is expected");
    }
}
