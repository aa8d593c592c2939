package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Every;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Order;
import dev.hindsight.query.expression.Expression.Over;
import dev.hindsight.query.expression.Expression.Subquery;
import dev.hindsight.query.expression.Query.Item;
import dev.hindsight.query.expression.Query.LimitBy;
import dev.hindsight.query.expression.Query.Page;
import dev.hindsight.query.expression.Query.Select;
import dev.hindsight.query.expression.Statement.Around;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT. It becomes stages, each a query over the one before where it has to be: rows of the tables, with the elements of
 * lists; groups of them by plain columns; what is selected, in order.
 */
final class SelectRows implements Rows, Scope {
    private final Statement statement;
    private final Select select;
    private final Around around;
    private final Compiler compiler;
    private final FromRows from;
    private final Map<String, Expression> aliases = new LinkedHashMap<>();
    private final Map<Expression, String> ownNames = new HashMap<>();
    private final Set<String> expanding = new HashSet<>();
    private final Map<String, Typed> elements = new LinkedHashMap<>();
    private final Map<String, Sql> lists = new LinkedHashMap<>();
    private final Map<Sql, String> keys = new LinkedHashMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Output> hidden = new ArrayList<>();
    private final @Nullable Sql where;
    private final boolean grouped;
    private final @Nullable Sql having;
    private final List<Sql> orders = new ArrayList<>();
    private final List<Sql> limitedBy = new ArrayList<>();

    /** Something that is selected. */
    private record Output(String label, String name, Typed value) {}

    SelectRows(Statement statement, Select select, Around around) {
        this.statement = statement;
        this.select = select;
        this.around = around;
        this.compiler = new Compiler(statement.source(), statement.values(), this);
        this.from = new FromRows(statement, around);
        if (select.from() != null) {
            from.add(select.from(), compiler);
        }
        List<Item> items = items();
        select.expanded().forEach(this::expand);
        aliases.putAll(around.values());
        for (Item item : items) {
            if (item.name() != null) {
                aliases.put(item.name(), item.value());
                ownNames.put(item.value(), item.name());
            }
        }
        Expression condition = select.where();
        this.where = condition == null ? null : new RowCondition(compiler, Place.EVENT).of(condition);
        for (Expression key : groupBy(items)) {
            addKey(statement.prints(selected(key, Place.EVENT).sql(), key.at()));
        }
        this.grouped = !select.groupBy().isEmpty()
                || select.having() != null
                || items.stream().anyMatch(item -> aggregates(item.value()))
                || select.orderBy().stream().anyMatch(order -> aggregates(order.value()));
        for (Item item : items) {
            Typed value = selected(item.value(), place());
            statement.prints(value.sql(), item.value().at());
            outputs.add(output(label(item), value));
        }
        this.having = select.having() == null ? null : compiler.as(Type.BOOLEAN, select.having(), Place.GROUP);
        for (Order order : select.orderBy()) {
            Sql by = statement.prints(order(order, items), order.value().at());
            if (!isConstant(by)) {
                orders.add(ordered(by, order));
            }
        }
        limitBy(items);
    }

    /** The value of what is selected. Its own name means something else in it, such as the field that it is made of. */
    private Typed selected(Expression expression, Place place) {
        String own = ownNames.get(expression);
        return own == null ? compiler.of(expression, place) : named(own, expression, place);
    }

    private Typed named(String name, Expression expression, Place place) {
        boolean entered = expanding.add(name);
        try {
            return compiler.of(expression, place);
        } finally {
            if (entered) {
                expanding.remove(name);
            }
        }
    }

    private List<Expression> groupBy(List<Item> items) {
        boolean all = !select.groupBy().isEmpty() && select.groupBy().get(0) instanceof Every;
        return all
                ? items.stream()
                        .map(Item::value)
                        .filter(value -> !aggregates(value) && !isOverWindow(value))
                        .toList()
                : select.groupBy().stream().map(key -> meant(key, items)).toList();
    }

    private Place place() {
        return grouped ? Place.GROUP : Place.EVENT;
    }

    private Output output(String label, Typed value) {
        return new Output(label, statement.names().column(), value);
    }

    /** What is selected, with all fields in the place of {@code *}. */
    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (Item item : select.items()) {
            if (item.value() instanceof Every every) {
                from.every(every).forEach(field -> items.add(new Item(field, null)));
            } else {
                items.add(item);
            }
        }
        return items;
    }

    private static String label(Item item) {
        if (item.name() != null) {
            return item.name();
        }
        return item.value() instanceof Field field ? String.join(".", field.path()) : Printed.of(item.value());
    }

    private void expand(Item item) {
        Typed list = compiler.of(item.value(), Place.EVENT);
        Type element = list.type().element();
        if (element == null) {
            throw compiler.error(
                    item.value().at(),
                    "A list is expected, and there is " + list.type().words());
        }
        String name = statement.names().column();
        lists.put(name, list.sql());
        elements.put(label(item), new Typed(Sql.of(name), element));
    }

    /** What is selected, where a number counts it or it is written the same; anything else as it is. */
    private Expression meant(Expression expression, List<Item> items) {
        if (expression instanceof Literal literal && literal.value() instanceof Double number) {
            if (number != Math.rint(number) || number < 1 || number > items.size()) {
                throw compiler.error(
                        expression.at(), "A number from 1 to " + items.size() + " or an expression is expected");
            }
            return items.get(number.intValue() - 1).value();
        }
        String written = Printed.of(expression);
        return items.stream()
                .map(Item::value)
                .filter(value -> Printed.of(value).equals(written))
                .findFirst()
                .orElse(expression);
    }

    private String addKey(Sql row) {
        // What stands in two places must not be bound twice, or engines do not see that it is the same.
        return keys.computeIfAbsent(
                row, any -> isPlain(row) ? row.text() : statement.names().column());
    }

    /** What is the same in all rows orders nothing, and engines do not take it. */
    private static boolean isConstant(Sql sql) {
        return sql.text().equals("?") || sql.text().equals("NULL");
    }

    private static boolean isPlain(Sql sql) {
        return sql.text().matches("c[0-9]+");
    }

    private static boolean isOverWindow(Expression expression) {
        return expression instanceof Over || expression.parts().stream().anyMatch(SelectRows::isOverWindow);
    }

    private boolean aggregates(Expression expression) {
        return new Aggregation(compiler, aliases).isIn(expression);
    }

    @Override
    public @Nullable Typed key(Expression expression, Compiler any) {
        if (keys.isEmpty() || expression instanceof Over || aggregates(expression)) {
            return null;
        }
        if (!(expression instanceof Field) && !matches(expression)) {
            return null;
        }
        Typed row = compiler.of(expression, Place.EVENT);
        String name = keys.get(row.sql());
        if (name == null) {
            return null;
        }
        return row.type() == Type.PERSON
                ? Typed.person(Sql.of(name), () -> Sql.of(addKey(Values.personId(row))))
                : new Typed(Sql.of(name), row.type());
    }

    /** Whether the expression is written like one of the keys; only then is it worth the work. */
    private boolean matches(Expression expression) {
        return !expression.parts().isEmpty() || expression instanceof Subquery;
    }

    @Override
    public Typed field(Field field, Place place, Compiler any) {
        String name = field.path().get(0);
        Typed element = elements.get(name);
        if (element != null && field.path().size() == 1 && place != Place.GROUP) {
            return element;
        }
        Expression alias = field.path().size() == 1 ? aliases.get(name) : null;
        boolean meant = alias != null
                && !expanding.contains(name)
                && (place == Place.GROUP
                        || !(aggregates(alias) || isOverWindow(alias))
                        || from.field(field).isEmpty());
        if (alias != null && meant) {
            return named(name, alias, place);
        }
        Optional<Typed> value = from.field(field);
        if (value.isEmpty()) {
            throw compiler.error(
                    field.at(),
                    "There is no field \"" + String.join(".", field.path()) + "\""
                            + (from.known().isEmpty() ? "" : "; there are " + from.known()));
        }
        if (place == Place.GROUP) {
            throw compiler.error(
                    field.at(),
                    "\"" + String.join(".", field.path())
                            + "\" has many values in a group: add it to GROUP BY, or put it into a function such as any");
        }
        return value.get();
    }

    @Override
    public Rows rows(Subquery query, Compiler any) {
        return statement.rows(query, around);
    }

    @Override
    public Sql ofEvent(Sql condition, String what, int at, Place place, Compiler any) {
        EventsRelation events = from.events();
        if (events == null || place == Place.GROUP) {
            throw compiler.error(at, what + " needs one table of events in FROM, and belongs into WHERE");
        }
        return Sql.of(events.condition(condition).text());
    }

    @Override
    public Typed inQuery(Expression expression, Place place, Compiler any) {
        if (expression instanceof Over over) {
            return new Windows(compiler, this::ordered).of(over, place);
        }
        if (expression instanceof Expression.Filters filters) {
            Sql passing = place == Place.GROUP ? null : from.passing(statement.filter());
            if (passing == null) {
                throw compiler.error(
                        filters.at(),
                        "{filters} needs one table of events in FROM, or one of sessions or groups, and belongs into WHERE");
            }
            return Typed.bool(passing);
        }
        throw compiler.error(expression.at(), "This cannot stand here");
    }

    /** The value to order by: the name of what is selected, where it is. */
    private Sql order(Order order, List<Item> items) {
        Expression expression = meant(order.value(), items);
        Typed value = selected(expression, place());
        Sql sql = orderable(value);
        for (Output output : outputs) {
            if (output.value().sql().equals(sql)) {
                return Sql.of(output.name());
            }
        }
        if (select.distinct()) {
            throw compiler.error(expression.at(), "With DISTINCT, only what is selected can be ordered by");
        }
        return select.limitBy() == null ? sql : Sql.of(hide(new Typed(sql, value.type())));
    }

    private String hide(Typed value) {
        Output output = output("", value);
        hidden.add(output);
        return output.name();
    }

    private void limitBy(List<Item> items) {
        LimitBy most = select.limitBy();
        if (most == null) {
            return;
        }
        if (select.distinct()) {
            throw compiler.error(select.at(), "DISTINCT and LIMIT … BY cannot stand together");
        }
        for (Expression by : most.by()) {
            limitedBy.add(selected(meant(by, items), place()).sql());
        }
    }

    static Sql ordered(Sql value, Order order) {
        return value.then(
                (order.descending() ? "DESC" : "ASC") + (order.nullsFirst() ? " NULLS FIRST" : " NULLS LAST"));
    }

    /** Persons come in the order of their ids, which is the same on every engine. */
    private static Sql orderable(Typed value) {
        return value.type() == Type.PERSON ? Values.personId(value) : value.sql();
    }

    /** What a window orders by. */
    private Sql ordered(Order order, Place place) {
        return ordered(orderable(selected(order.value(), place)), order);
    }

    @Override
    public List<Column> columns() {
        return outputs.stream()
                .map(output ->
                        new Column(output.label(), output.name(), output.value().type()))
                .toList();
    }

    @Override
    public String text(int column) {
        Typed text = statement.text(outputs.get(column).value());
        return hidden.stream()
                .filter(known -> known.value().equals(text))
                .findFirst()
                .map(Output::name)
                .orElseGet(() -> hide(text));
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        outputs.forEach(output -> names.add(output.name()));
        hidden.forEach(output -> names.add(output.name()));
        return names;
    }

    @Override
    public Sql sql() {
        List<Sql> selected = new ArrayList<>();
        outputs.forEach(output -> selected.add(named(output)));
        hidden.forEach(output -> selected.add(named(output)));
        Sql order = orders.isEmpty() ? Sql.EMPTY : Sql.of("ORDER BY").then(Sql.join(", ", orders));
        LimitBy most = select.limitBy();
        if (most == null) {
            return body(selected).then(order).then(page(select.page()));
        }
        String place = statement.names().column();
        selected.add(Sql.format(
                "row_number() OVER (PARTITION BY {} {}) AS " + place, Sql.join(", ", limitedBy), orderOfValues()));
        Sql numbered = body(selected);
        return Sql.format(
                        "SELECT {} FROM ({}) " + statement.names().table() + " WHERE " + place + " <= " + most.limit(),
                        Sql.of(String.join(", ", names())),
                        numbered)
                .then(order)
                .then(page(select.page()));
    }

    /** The order as it is said where the selected have no names yet. */
    private Sql orderOfValues() {
        List<Sql> values = new ArrayList<>();
        for (Order order : select.orderBy()) {
            values.add(
                    ordered(new Order(meant(order.value(), items()), order.descending(), order.nullsFirst()), place()));
        }
        return values.isEmpty() ? Sql.EMPTY : Sql.of("ORDER BY").then(Sql.join(", ", values));
    }

    private static Sql named(Output output) {
        return Sql.format("{} AS " + output.name(), output.value().sql());
    }

    private Sql body(List<Sql> selected) {
        Sql source = from.sql();
        if (!lists.isEmpty()) {
            List<Sql> columns = plain(from.columns());
            lists.forEach((name, list) -> columns.add(Sql.format(
                    "{} AS " + name, statement.values().functions().lists().unnested(list))));
            source = stage(columns, source);
        }
        Sql condition = where == null ? Sql.EMPTY : Sql.of("WHERE").then(where);
        if (keys.keySet().stream().anyMatch(key -> !isPlain(key))) {
            List<Sql> columns = plain(from.columns());
            lists.keySet().forEach(name -> columns.add(Sql.of(name)));
            keys.forEach((row, name) -> {
                if (!isPlain(row)) {
                    columns.add(Sql.format("{} AS " + name, row));
                }
            });
            source = stage(columns, source.then(condition));
            condition = Sql.EMPTY;
        }
        Sql sql = Sql.of(select.distinct() ? "SELECT DISTINCT" : "SELECT")
                .then(Sql.join(", ", selected))
                .then(source)
                .then(condition);
        if (!keys.isEmpty()) {
            sql = sql.then("GROUP BY " + String.join(", ", keys.values()));
        }
        return having == null ? sql : sql.then("HAVING").then(having);
    }

    private static List<Sql> plain(List<String> names) {
        List<Sql> columns = new ArrayList<>();
        names.forEach(name -> columns.add(Sql.of(name)));
        return columns;
    }

    private Sql stage(List<Sql> columns, Sql source) {
        return Sql.format("FROM (SELECT {} {}) " + statement.names().table(), Sql.join(", ", columns), source);
    }

    static Sql page(Page page) {
        Sql sql = page.limit() == null ? Sql.EMPTY : Sql.of("LIMIT " + page.limit());
        return page.offset() == null ? sql : sql.then("OFFSET " + page.offset());
    }
}
