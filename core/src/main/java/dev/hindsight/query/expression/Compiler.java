package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Lambda;
import dev.hindsight.query.expression.Expression.Listing;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import dev.hindsight.query.expression.Expression.Subquery;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prints an expression as SQL over {@code events e}. Comparisons are two-valued (contract queries 7.4): with null on one side
 * they are false, and equal with null on both.
 */
final class Compiler {
    /** Some conversions name their value several times, so nested ones grow. */
    private static final int MAX_SQL = 100_000;

    /** What reads a table or a query, which not every engine does for the elements of a list. */
    private static final Pattern ASKING =
            Pattern.compile("\\bFROM (persons|person_distinct_ids|events|cohort_)|\\) (once|among)\\)");

    private static final String MATCHES_ACTION = "matchesAction";

    private static final Calls CALLS = new Calls();

    private static final Set<Operator> COMPARISONS = EnumSet.of(
            Operator.EQUAL, Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL);

    /** How deep lambdas may stand in one another: each one multiplies what there is to do, which engines cannot be stopped at. */
    private static final int MOST_LAMBDAS = 2;

    private final Map<String, Typed> parameters = new HashMap<>();
    private int lambdas;
    private int names;
    private final Source source;
    private final Values values;
    private final Scope scope;

    /** Where an expression stands. */
    enum Place {
        /** One event at a time. */
        EVENT,
        /** All events of a group, outside an aggregate. */
        GROUP,
        /** Each event of a group, inside an aggregate. */
        AGGREGATED
    }

    Compiler(Source source, Values values, Scope scope) {
        this.source = source;
        this.values = values;
        this.scope = scope;
    }

    Values values() {
        return values;
    }

    boolean isAggregate(Call call) {
        return CALLS.isAggregate(call);
    }

    /** An aggregate function over a window, whose arguments stand where the window does. */
    Typed inWindow(Call call, Place place) {
        return CALLS.inWindow(call, place, this);
    }

    HindsightException error(int at, String problem) {
        return source.error(at, problem);
    }

    Typed of(Expression expression, Place place) {
        Typed typed = compiled(expression, place);
        if (typed.sql().text().length() > MAX_SQL) {
            throw error(expression.at(), "This is too long for the engine");
        }
        return typed;
    }

    private Typed compiled(Expression expression, Place place) {
        if (expression instanceof Literal literal) {
            return literal(literal);
        }
        Typed key = place == Place.GROUP ? scope.key(expression, this) : null;
        if (key != null) {
            return key;
        }
        if (expression instanceof Field field) {
            Typed parameter =
                    field.path().size() == 1 ? parameters.get(field.path().get(0)) : null;
            return parameter == null ? scope.field(field, place, this) : parameter;
        }
        if (expression instanceof Expression.InCohort cohort) {
            return inCohort(cohort, place);
        }
        if (expression instanceof Call call && call.name().equalsIgnoreCase(MATCHES_ACTION)) {
            return matchesAction(call, place);
        }
        if (expression instanceof Call call) {
            return CALLS.of(call, place, this);
        }
        if (expression instanceof Operation operation) {
            return operation(operation, place);
        }
        if (expression instanceof Listing list) {
            return listing(list, place);
        }
        if (expression instanceof Subquery query) {
            return only(scope.rows(query, this), query);
        }
        return scope.inQuery(expression, place, this);
    }

    private Typed inCohort(Expression.InCohort cohort, Place place) {
        Typed person = of(cohort.person(), place);
        if (person.type() != Type.PERSON) {
            throw error(cohort.person().at(), "Persons are in cohorts, such as that of person_id");
        }
        // Who is nobody is in no cohort.
        return Typed.bool(Sql.format(
                "coalesce({} IN ({}), FALSE)", person.sql(), values.stored().members(cohort.cohort(), source.attr())));
    }

    private Typed matchesAction(Call call, Place place) {
        Literal only =
                call.arguments().size() == 1 && call.arguments().get(0) instanceof Literal literal ? literal : null;
        Stored.Name action = only == null ? null : nameOf(only.value());
        if (action == null) {
            throw error(call.at(), MATCHES_ACTION + " takes the id or the name of an action");
        }
        Sql matching = values.stored().matching(action, source.attr());
        return Typed.bool(
                Sql.format("coalesce({}, FALSE)", scope.ofEvent(matching, MATCHES_ACTION, call.at(), place, this)));
    }

    private static Stored.@Nullable Name nameOf(@Nullable Object value) {
        if (value instanceof String name) {
            return new Stored.Name(name, false);
        }
        return value instanceof Double id && id == Math.rint(id) && id < 1_000_000_000
                ? new Stored.Name(Integer.toString(id.intValue()), true)
                : null;
    }

    /**
     * What a lambda makes of an element.
     *
     * @param name of the element in SQL
     */
    Typed body(Lambda lambda, String name, Type element, Place place) {
        if (lambdas == MOST_LAMBDAS) {
            throw error(lambda.at(), "A lambda can stand in another one, but not deeper");
        }
        lambdas++;
        String parameter = lambda.parameters().get(0);
        Typed before = parameters.put(parameter, new Typed(Sql.of(name), element));
        try {
            Typed body = of(lambda.body(), place);
            if (ASKING.matcher(body.sql().text()).find()) {
                throw error(
                        lambda.at(),
                        "What persons, groups and queries have cannot be asked for each element of a list");
            }
            return body;
        } finally {
            lambdas--;
            parameters.remove(parameter);
            if (before != null) {
                parameters.put(parameter, before);
            }
        }
    }

    /** Whether what is compiled is done for each element of a list. */
    boolean isInLambda() {
        return lambdas > 0;
    }

    /** A name for the elements that a lambda is asked about, which no other ones have. */
    String parameterName() {
        names++;
        return "x" + names;
    }

    private Typed listing(Listing list, Place place) {
        List<Typed> elements =
                list.elements().stream().map(element -> of(element, place)).toList();
        Type type = Values.common(elements).list();
        Type element = Objects.requireNonNull(type.element());
        List<Sql> converted = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            converted.add(
                    converted(element, elements.get(i), list.elements().get(i).at()));
        }
        return new Typed(values.functions().lists().of(converted, element.inSql()), type);
    }

    /** The only value of a query. */
    private Typed only(Rows rows, Subquery query) {
        onlyColumn(rows, query);
        Typed value = rows.value(0);
        boolean person = value.type() == Type.PERSON;
        Sql selected = person ? Values.personId(value) : value.sql();
        return new Typed(
                Sql.format("(SELECT {} FROM ({}) once)", selected, rows.sql()), person ? Type.TEXT : value.type());
    }

    private void onlyColumn(Rows rows, Subquery query) {
        if (rows.columns().size() != 1) {
            throw error(
                    query.at(),
                    "A query with one column is expected, and this has "
                            + rows.columns().size());
        }
    }

    /** Whether a value is among those of a query. */
    private Sql among(Operation operation, Subquery query, Place place) {
        Rows rows = scope.rows(query, this);
        onlyColumn(rows, query);
        Typed among = rows.value(0);
        Typed left = of(operation.left(), place);
        Type type = Values.compared(left.type(), among.type());
        Sql candidate = converted(type, among, query.at());
        return Sql.format(
                "coalesce({} IN (SELECT {} FROM ({}) among), FALSE)",
                converted(type, left, operation.left().at()),
                candidate,
                rows.sql());
    }

    /** The value of an expression as one of the type. */
    Sql as(Type wanted, Expression expression, Place place) {
        return converted(wanted, of(expression, place), expression.at());
    }

    Sql converted(Type wanted, Typed value, int at) {
        try {
            return values.as(wanted, value);
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            throw error(at, Character.toUpperCase(problem.charAt(0)) + problem.substring(1));
        }
    }

    private static Typed literal(Literal literal) {
        Object value = literal.value();
        if (value == null) {
            return Typed.NULL;
        }
        if (value instanceof Double) {
            return Typed.knownNumber(Sql.value(value));
        }
        return new Typed(Sql.value(value), value instanceof String ? Type.TEXT : Type.BOOLEAN);
    }

    private Typed operation(Operation operation, Place place) {
        if (COMPARISONS.contains(operation.operator())
                && operation.operands().stream().anyMatch(Compiler::isOpenBound)) {
            return Typed.bool(Sql.of("TRUE"));
        }
        return switch (operation.operator()) {
            case OR -> Typed.bool(logical(operation, "OR", place));
            case AND -> Typed.bool(logical(operation, "AND", place));
            case NOT -> Typed.bool(Sql.format("(NOT {})", as(Type.BOOLEAN, operation.left(), place)));
            case EQUAL -> Typed.bool(equal(operation.left(), operation.right(), place));
            case LESS -> Typed.bool(ordered(operation, "<", place));
            case LESS_OR_EQUAL -> Typed.bool(ordered(operation, "<=", place));
            case GREATER -> Typed.bool(ordered(operation, ">", place));
            case GREATER_OR_EQUAL -> Typed.bool(ordered(operation, ">=", place));
            case LIKE, ILIKE, MATCH -> Typed.bool(like(operation, place));
            case IN -> Typed.bool(in(operation, place));
            case IS_NULL ->
                Typed.bool(
                        Sql.format("({} IS NULL)", of(operation.left(), place).sql()));
            case ADD -> sum(operation, "+", place);
            case SUBTRACT -> sum(operation, "-", place);
            case MULTIPLY -> arithmetic(operation, "*", place);
            case DIVIDE -> divided(operation, place, values.functions()::divided);
            case MODULO -> divided(operation, place, values.functions()::modulo);
            case NEGATE -> Typed.number(Sql.format("(- {})", as(Type.NUMBER, operation.left(), place)));
        };
    }

    /** A bound that nobody set: whatever is compared with it holds (contract queries 7.1). */
    private static boolean isOpenBound(Expression expression) {
        return expression instanceof Expression.Filters filters
                && filters.path().size() > 1;
    }

    private Sql logical(Operation operation, String sign, Place place) {
        return Sql.format(
                "({} " + sign + " {})",
                as(Type.BOOLEAN, operation.left(), place),
                as(Type.BOOLEAN, operation.right(), place));
    }

    private Typed sum(Operation operation, String sign, Place place) {
        Typed time = new TimeArithmetic(this, place).of(operation);
        return time == null ? arithmetic(operation, sign, place) : time;
    }

    private Typed arithmetic(Operation operation, String sign, Place place) {
        // Whole numbers would overflow, and divide without a rest.
        return Typed.number(Sql.format(
                "(CAST({} AS DOUBLE PRECISION) " + sign + " {})",
                as(Type.NUMBER, operation.left(), place),
                as(Type.NUMBER, operation.right(), place)));
    }

    private Typed divided(Operation operation, Place place, BinaryOperator<Sql> division) {
        Sql dividend = Sql.format("CAST({} AS DOUBLE PRECISION)", as(Type.NUMBER, operation.left(), place));
        Sql divisor = Sql.format("CAST({} AS DOUBLE PRECISION)", as(Type.NUMBER, operation.right(), place));
        return Typed.number(division.apply(dividend, divisor));
    }

    private Sql equal(Expression left, Expression right, Place place) {
        if (isNull(right)) {
            return Sql.format("({} IS NULL)", of(left, place).sql());
        }
        if (isNull(left)) {
            return equal(right, left, place);
        }
        Typed first = of(left, place);
        Typed second = of(right, place);
        Sql[] sides = sides(left, first, right, second);
        if (first.anyFloat() && second.anyFloat()) {
            // What is no number equals nothing, and null equals null.
            int shorter = sides[0].text().length() < sides[1].text().length() ? 0 : 1;
            return Sql.format(
                    "({} IS NOT DISTINCT FROM {} AND {} IS NOT DISTINCT FROM {})",
                    sides[0],
                    sides[1],
                    values.functions().comparable(sides[shorter]),
                    sides[shorter]);
        }
        // Engines look literals up in what they know of their columns, which they do not for IS NOT DISTINCT FROM.
        return left instanceof Literal || right instanceof Literal
                ? Sql.format("coalesce({} = {}, FALSE)", sides)
                : Sql.format("({} IS NOT DISTINCT FROM {})", sides);
    }

    private Sql ordered(Operation operation, String sign, Place place) {
        return Sql.format("coalesce({} " + sign + " {}, FALSE)", orderedSides(operation, place));
    }

    /** What an operation that asks for the greater one compares. */
    Sql[] orderedSides(Operation operation, Place place) {
        Typed left = of(operation.left(), place);
        Typed right = of(operation.right(), place);
        Sql[] sides = sides(operation.left(), left, operation.right(), right);
        // Only as the greater one does what is no number, such as 0 / 0, need care.
        boolean less = operation.operator() == Operator.LESS || operation.operator() == Operator.LESS_OR_EQUAL;
        int greater = less ? 1 : 0;
        if ((less ? right : left).anyFloat()) {
            sides[greater] = values.functions().comparable(sides[greater]);
        }
        return sides;
    }

    Sql[] sides(Expression left, Expression right, Place place) {
        return sides(left, of(left, place), right, of(right, place));
    }

    private Sql[] sides(Expression left, Typed first, Expression right, Typed second) {
        Type type = Values.compared(first.type(), second.type());
        return new Sql[] {side(type, first, left), side(type, second, right)};
    }

    /** A time in quotes is read here, so that engines see a plain time and look only where it can be. */
    private Sql side(Type type, Typed value, Expression expression) {
        if (type == Type.TIME && expression instanceof Literal literal && literal.value() instanceof String text) {
            LocalDateTime utc = values.plainTime(text);
            if (utc != null) {
                return values.dialect().time(Sql.value(utc));
            }
        }
        return converted(type, value, expression.at());
    }

    private static boolean isNull(Expression expression) {
        return expression instanceof Literal literal && literal.value() == null;
    }

    private Sql like(Operation operation, Place place) {
        String pattern = text(operation.right(), "A pattern in quotes is expected");
        Sql text = as(Type.TEXT, operation.left(), place);
        if (operation.operator() == Operator.MATCH) {
            return Sql.format("coalesce({}, FALSE)", values.dialect().matches(text, pattern));
        }
        int escapes = pattern.length() - pattern.replaceFirst("\\\\+$", "").length();
        if (escapes % 2 == 1) {
            throw error(operation.right().at(), "A pattern must not end with the escape character \\");
        }
        return Sql.format(
                "coalesce({}, FALSE)",
                operation.operator() == Operator.LIKE
                        ? values.dialect().likeWithCase(text, pattern)
                        : values.dialect().like(text, pattern));
    }

    /** The text of a literal. */
    String text(Expression expression, String problem) {
        if (expression instanceof Literal literal && literal.value() instanceof String text) {
            return text;
        }
        throw error(expression.at(), problem);
    }

    private Sql in(Operation operation, Place place) {
        if (operation.right() instanceof Subquery query) {
            return among(operation, query, place);
        }
        Typed left = of(operation.left(), place);
        boolean withNull = false;
        List<Sql> candidates = new ArrayList<>();
        Type type = left.type() == Type.PERSON ? Type.TEXT : left.type();
        for (Expression candidate :
                operation.operands().subList(1, operation.operands().size())) {
            if (isNull(candidate)) {
                withNull = true;
            } else {
                Typed value = of(candidate, place);
                type = Values.compared(type, value.type());
            }
        }
        for (Expression candidate :
                operation.operands().subList(1, operation.operands().size())) {
            if (!isNull(candidate)) {
                candidates.add(as(type, candidate, place));
            }
        }
        Sql value = converted(type, left, operation.left().at());
        Sql isNull = Sql.format("({} IS NULL)", value);
        if (candidates.isEmpty()) {
            return isNull;
        }
        Sql among = Sql.format("coalesce({} IN ({}), FALSE)", value, Sql.join(", ", candidates));
        return withNull ? Sql.format("({} OR {})", among, isNull) : among;
    }
}
