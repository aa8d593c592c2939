package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Query.Derived;
import dev.hindsight.query.expression.Query.From;
import dev.hindsight.query.expression.Query.Join;
import dev.hindsight.query.expression.Query.JoinKind;
import dev.hindsight.query.expression.Query.Numbers;
import dev.hindsight.query.expression.Query.Table;
import dev.hindsight.query.expression.Statement.Around;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The relations of one SELECT, under the names that its fields begin with. */
final class FromRows {
    private static final String TABLES = "events, persons, person_distinct_ids, sessions, groups, cohort_people,"
            + " static_cohort_people and numbers(n)";

    private final Statement statement;
    private final Around around;
    private final Map<String, Relation> relations = new LinkedHashMap<>();
    private final List<Joined> joined = new ArrayList<>();

    /** @param condition null for the first one, and where there is none */
    private record Joined(
            @Nullable JoinKind kind,
            Relation relation,
            @Nullable Sql condition) {}

    FromRows(Statement statement, Around around) {
        this.statement = statement;
        this.around = around;
    }

    /** @param compiler compiles the conditions of joins, which may name the relations before them */
    void add(From from, Compiler compiler) {
        if (from instanceof Join join) {
            add(join.left(), compiler);
            Relation right = relation(join.right());
            Expression condition = join.condition();
            joined.add(new Joined(
                    join.kind(), right, condition == null ? null : new JoinCondition(compiler).of(condition)));
        } else {
            joined.add(new Joined(null, relation(from), null));
        }
    }

    private Relation relation(From from) {
        if (from instanceof Table table) {
            Relation relation = statement.table(table, around);
            if (relation == null) {
                throw statement
                        .source()
                        .error(table.at(), "There is no table \"" + table.name() + "\"; there are " + TABLES);
            }
            return named(table.alias() == null ? table.name() : table.alias(), relation, table.at());
        }
        if (from instanceof Derived derived) {
            Rows rows = statement.rows(derived.query(), around);
            return named(derived.alias(), new RowsRelation(statement.names(), rows, null), derived.at());
        }
        if (from instanceof Numbers numbers) {
            if (numbers.count() > NumbersRelation.MOST) {
                throw statement.source().error(numbers.at(), "There are at most " + NumbersRelation.MOST + " numbers");
            }
            Relation relation = new NumbersRelation(
                    statement.names(), statement.values().dialect(), numbers.first(), numbers.count());
            return named(numbers.alias(), relation, numbers.at());
        }
        throw statement.source().error(((Join) from).at(), "A table is expected");
    }

    private Relation named(@Nullable String name, Relation relation, int at) {
        String known = name == null ? "(" + relations.size() + ")" : name;
        if (relations.put(known, relation) != null) {
            throw statement.source().error(at, "Two tables are called \"" + known + "\": name one of them with AS");
        }
        return relation;
    }

    /** The field's value; empty when no relation has one. */
    Optional<Typed> field(Expression.Field field) {
        List<String> path = field.path();
        Relation named = relations.get(path.get(0));
        if (named != null && path.size() > 1) {
            Optional<Typed> value = named.value(path.subList(1, path.size()));
            if (value.isPresent()) {
                return value.map(named::column);
            }
        }
        List<Relation> having = relations.values().stream()
                .filter(relation -> relation.value(path).isPresent())
                .toList();
        if (having.size() > 1) {
            throw statement
                    .source()
                    .error(
                            field.at(),
                            "Several tables have a field \"" + path.get(0) + "\": put the name of one before it");
        }
        return having.stream()
                .findFirst()
                .flatMap(relation -> relation.value(path).map(relation::column));
    }

    /** All fields of one relation, or of all, as {@code *} means them. */
    List<Expression.Field> every(Expression.Every every) {
        List<Expression.Field> fields = new ArrayList<>();
        relations.forEach((name, relation) -> {
            if (every.table() == null || every.table().equals(name)) {
                relation.all().forEach(field -> fields.add(new Expression.Field(path(name, field), every.at())));
            }
        });
        if (fields.isEmpty()) {
            throw statement.source().error(every.at(), "There is no table here whose fields these could be");
        }
        return fields;
    }

    private List<String> path(String name, String field) {
        return relations.size() == 1 ? List.of(field) : List.of(name, field);
    }

    /** The fields that could have been meant. */
    String known() {
        List<String> known = new ArrayList<>();
        relations.values().forEach(relation -> known.addAll(relation.all()));
        return String.join(", ", known);
    }

    /** The only relation of events; null when there is none, or several. */
    @Nullable
    EventsRelation events() {
        List<EventsRelation> events = relations.values().stream()
                .filter(EventsRelation.class::isInstance)
                .map(EventsRelation.class::cast)
                .toList();
        return events.size() == 1 ? events.get(0) : null;
    }

    /**
     * What {@code {filters}} means for a row: of the events in it, else of the sessions, else of the groups.
     *
     * @return null when it has none of them, or several
     */
    @Nullable
    Sql passing(SqlFilter filter) {
        for (Class<? extends Relation> kind :
                List.of(EventsRelation.class, SessionsRelation.class, GroupsRelation.class)) {
            List<Relation> meant =
                    relations.values().stream().filter(kind::isInstance).toList();
            if (!meant.isEmpty()) {
                Sql passing = meant.size() == 1 ? meant.get(0).passing(filter) : null;
                return passing == null
                        ? null
                        : meant.get(0).column(Typed.bool(passing)).sql();
            }
        }
        return null;
    }

    /** The names of all columns that are read. */
    List<String> columns() {
        return relations.values().stream()
                .flatMap(relation -> relation.columns().stream())
                .toList();
    }

    /** {@code FROM …}; empty when there is nothing. */
    Sql sql() {
        Sql sql = Sql.EMPTY;
        for (Joined each : joined) {
            Sql relation = each.relation().sql();
            JoinKind kind = each.kind();
            Sql condition = each.condition();
            if (kind == null) {
                sql = Sql.of("FROM").then(relation);
            } else if (condition == null) {
                sql = sql.then(kind.sql()).then(relation);
            } else {
                sql = sql.then(kind.sql()).then(Sql.format("{} ON {}", relation, condition));
            }
        }
        return sql;
    }
}
