package dev.hindsight.query.expression;

import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Expression.Subquery;
import dev.hindsight.query.expression.Query.Combined;
import dev.hindsight.query.expression.Query.Select;
import dev.hindsight.query.expression.Query.With;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One query on its way to SQL: what its parts have in common. */
final class Statement {
    /** Some engines calculate a named query anew wherever it is read, and those that it reads with it. */
    private static final int MOST_TABLES = 100;

    private static final int MOST_PRINTED = 1_000_000;

    private final Source source;
    private final Values values;
    private final SqlFilter filter;
    private final Names names = new Names();
    private final Map<String, Rows> named = new LinkedHashMap<>();
    private final Map<Subquery, Rows> subqueries = new HashMap<>();
    private int tables;
    private int printed;

    Statement(Source source, Values values, SqlFilter filter) {
        this.source = source;
        this.values = values;
        this.filter = filter;
    }

    /**
     * What a query can refer to that stands around it.
     *
     * @param queries by name
     * @param values by name
     */
    record Around(Map<String, NamedRows> queries, Map<String, Expression> values) {
        static final Around NOTHING = new Around(Map.of(), Map.of());
    }

    /**
     * A query with a name.
     *
     * @param name in SQL
     * @param tables how many tables it reads, each time
     */
    record NamedRows(String name, Rows rows, int tables) {}

    Rows rows(Query query, Around around) {
        if (query instanceof With with) {
            return rows(with.body(), extended(with, around));
        }
        return query instanceof Combined combined
                ? new CombinedRows(this, combined, around)
                : new SelectRows(this, (Select) query, around);
    }

    /** The rows of a query within an expression, the same ones whenever it is asked. */
    Rows rows(Subquery query, Around around) {
        Rows known = subqueries.get(query);
        if (known == null) {
            known = rows(query.query(), around);
            subqueries.put(query, known);
        }
        return known;
    }

    private Around extended(With with, Around around) {
        Map<String, NamedRows> queries = new HashMap<>(around.queries());
        for (Query.Named each : with.queries()) {
            int before = tables;
            Rows rows = rows(each.query(), new Around(Map.copyOf(queries), around.values()));
            NamedRows known = new NamedRows("q_" + names.table(), rows, tables - before);
            tables = before;
            queries.put(each.name(), known);
            named.put(known.name(), rows);
        }
        Map<String, Expression> values = new HashMap<>(around.values());
        with.values().forEach(item -> {
            if (item.name() != null) {
                values.put(item.name(), item.value());
            }
        });
        return new Around(Map.copyOf(queries), Map.copyOf(values));
    }

    /** Counts what is printed: names of expressions can make one another long, and all of them together longer. */
    Sql prints(Sql sql, int at) {
        printed += sql.text().length();
        if (printed > MOST_PRINTED) {
            throw source.error(at, "This is too long for the engine");
        }
        return sql;
    }

    /** Counts tables that are read. */
    void reads(int more, int at) {
        tables += more;
        if (tables > MOST_TABLES) {
            throw source.error(at, "Tables are read more than " + MOST_TABLES + " times");
        }
    }

    /** The statement of the rows, with the named queries before it. */
    Sql print(Rows rows) {
        Sql body = rows.sql();
        if (named.isEmpty()) {
            return body;
        }
        // Who reads a named query may add a column to it, so that the last ones are printed first.
        List<Map.Entry<String, Rows>> last = new ArrayList<>(named.entrySet());
        List<Sql> printed = new ArrayList<>();
        for (int i = last.size() - 1; i >= 0; i--) {
            printed.add(
                    0,
                    Sql.format(
                            last.get(i).getKey() + " AS ({})",
                            last.get(i).getValue().sql()));
        }
        return Sql.format("WITH {} {}", Sql.join(", ", printed), body);
    }

    Source source() {
        return source;
    }

    Values values() {
        return values;
    }

    Names names() {
        return names;
    }

    SqlFilter filter() {
        return filter;
    }

    /** The column as text: the id of a person, the JSON of a list, in which what is infinite is null. */
    Typed text(Typed value) {
        if (value.type() == Type.PERSON) {
            return Typed.text(Values.personId(value));
        }
        Lists lists = values.functions().lists();
        Sql list = value.type() == Type.NUMBERS
                ? lists.mapped(value.sql(), "number", values.functions().finite(Sql.of("number")))
                : value.sql();
        return Typed.text(lists.text(list));
    }

    /** The relation that a table's name stands for; null when there is none. */
    @Nullable
    Relation table(Query.Table table, Around around) {
        NamedRows known = around.queries().get(table.name());
        if (known != null) {
            reads(Math.max(1, known.tables()), table.at());
            return new RowsRelation(names, known.rows(), known.name());
        }
        reads(1, table.at());
        return switch (table.name()) {
            case "events" -> new EventsRelation(names, values, table.sample(), source.attr());
            case "persons" -> new PersonsRelation(names, values);
            case "person_distinct_ids" -> new DistinctIdsRelation(names, values);
            case "sessions" -> new SessionsRelation(names, values, filter);
            case "groups" -> new GroupsRelation(names, values);
            case Mentions.COHORT_PEOPLE, Mentions.STATIC_COHORT_PEOPLE ->
                new CohortPeopleRelation(
                        names,
                        values,
                        values.stored().memberships(table.name().equals(Mentions.STATIC_COHORT_PEOPLE), source.attr()));
            default -> null;
        };
    }
}
