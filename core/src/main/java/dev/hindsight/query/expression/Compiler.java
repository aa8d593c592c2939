package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints an expression as SQL over {@code events e}. Comparisons are two-valued (contract queries 7.4): with null on one side
 * they are false, and equal with null on both.
 */
final class Compiler {
    /** Some conversions name their value several times, so nested ones grow. */
    private static final int MAX_SQL = 100_000;

    private final Source source;
    private final Values values;
    private final Fields fields;
    private final Calls calls;

    /** Where an expression stands. */
    enum Place {
        /** One event at a time. */
        EVENT,
        /** All events of a group, outside an aggregate. */
        GROUP,
        /** Each event of a group, inside an aggregate. */
        AGGREGATED
    }

    Compiler(Source source, Values values) {
        this.source = source;
        this.values = values;
        this.fields = new Fields(values);
        this.calls = new Calls();
    }

    Values values() {
        return values;
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
        if (expression instanceof Field field) {
            return field(field, place);
        }
        if (expression instanceof Call call) {
            return calls.of(call, place, this);
        }
        return operation((Operation) expression, place);
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
        Type type = value instanceof String ? Type.TEXT : value instanceof Double ? Type.NUMBER : Type.BOOLEAN;
        return new Typed(Sql.value(value), type);
    }

    private Typed field(Field field, Place place) {
        Typed value = fields.of(field)
                .orElseThrow(() -> error(
                        field.at(),
                        "There is no field \"" + String.join(".", field.path()) + "\"; there are " + Fields.known()));
        if (place == Place.GROUP) {
            throw error(field.at(), "Math needs one number for many events: put the field into a function such as sum");
        }
        return value;
    }

    private Typed operation(Operation operation, Place place) {
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
            case ADD -> arithmetic(operation, "+", place);
            case SUBTRACT -> arithmetic(operation, "-", place);
            case MULTIPLY -> arithmetic(operation, "*", place);
            case DIVIDE -> arithmetic(operation, "/", place);
            case MODULO -> arithmetic(operation, "%", place);
            case NEGATE -> Typed.number(Sql.format("(- {})", as(Type.NUMBER, operation.left(), place)));
        };
    }

    private Sql logical(Operation operation, String sign, Place place) {
        return Sql.format(
                "({} " + sign + " {})",
                as(Type.BOOLEAN, operation.left(), place),
                as(Type.BOOLEAN, operation.right(), place));
    }

    private Typed arithmetic(Operation operation, String sign, Place place) {
        // Whole numbers would overflow, and divide without a rest.
        return Typed.number(Sql.format(
                "(CAST({} AS DOUBLE PRECISION) " + sign + " {})",
                as(Type.NUMBER, operation.left(), place),
                as(Type.NUMBER, operation.right(), place)));
    }

    private Sql equal(Expression left, Expression right, Place place) {
        if (isNull(right)) {
            return Sql.format("({} IS NULL)", of(left, place).sql());
        }
        if (isNull(left)) {
            return equal(right, left, place);
        }
        Sql[] sides = sides(left, right, place);
        // Engines look literals up in what they know of their columns, which they do not for IS NOT DISTINCT FROM.
        return left instanceof Literal || right instanceof Literal
                ? Sql.format("coalesce({} = {}, FALSE)", sides)
                : Sql.format("({} IS NOT DISTINCT FROM {})", sides);
    }

    private Sql ordered(Operation operation, String sign, Place place) {
        return Sql.format("coalesce({} " + sign + " {}, FALSE)", sides(operation.left(), operation.right(), place));
    }

    private Sql[] sides(Expression left, Expression right, Place place) {
        Typed first = of(left, place);
        Typed second = of(right, place);
        Type type = Values.compared(first.type(), second.type());
        return new Sql[] {converted(type, first, left.at()), converted(type, second, right.at())};
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
