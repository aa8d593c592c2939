package dev.hindsight.query.expression;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Times plus and minus intervals, and how far apart two are: seconds between times, days between dates. A number beside a time
 * is seconds, and beside a date days.
 */
final class TimeArithmetic {
    static final Map<String, ChronoUnit> INTERVALS = Map.of(
            "tointervalsecond", ChronoUnit.SECONDS,
            "tointervalminute", ChronoUnit.MINUTES,
            "tointervalhour", ChronoUnit.HOURS,
            "tointervalday", ChronoUnit.DAYS,
            "tointervalweek", ChronoUnit.WEEKS,
            "tointervalmonth", ChronoUnit.MONTHS,
            "tointervalyear", ChronoUnit.YEARS);

    private final Compiler compiler;
    private final Place place;

    TimeArithmetic(Compiler compiler, Place place) {
        this.compiler = compiler;
        this.place = place;
    }

    /** The sum or difference; null when no time has a part in it. */
    @Nullable
    Typed of(Operation operation) {
        boolean minus = operation.operator() == Operator.SUBTRACT;
        if (unit(operation.right()) != null) {
            return moved(operation.left(), operation.right(), minus ? -1 : 1);
        }
        if (unit(operation.left()) != null && !minus) {
            return moved(operation.right(), operation.left(), 1);
        }
        if (operation.right() instanceof Literal && operation.left() instanceof Literal) {
            return null;
        }
        Typed left = compiler.of(operation.left(), place);
        if (!left.type().isDay()) {
            return null;
        }
        if (operation.right() instanceof Literal literal && literal.value() instanceof Double) {
            ChronoUnit unit = left.type() == Type.DATE ? ChronoUnit.DAYS : ChronoUnit.SECONDS;
            return moved(left, unit, (minus ? -1 : 1) * TimeFunctions.amount(operation.right(), compiler, unit));
        }
        return minus ? between(left, operation) : null;
    }

    private static @Nullable ChronoUnit unit(Expression expression) {
        return expression instanceof Call call ? INTERVALS.get(call.name().toLowerCase(Locale.ROOT)) : null;
    }

    private Typed moved(Expression time, Expression interval, int sign) {
        Call call = (Call) interval;
        ChronoUnit unit = INTERVALS.get(call.name().toLowerCase(Locale.ROOT));
        if (unit == null || call.arguments().size() != 1) {
            throw compiler.error(interval.at(), "An interval has one argument, such as toIntervalDay(7)");
        }
        long amount = sign * TimeFunctions.amount(call.arguments().get(0), compiler, unit);
        Typed start = compiler.of(time, place);
        return moved(
                start.type() == Type.DATE ? start : Typed.time(compiler.converted(Type.TIME, start, time.at())),
                unit,
                amount);
    }

    private Typed moved(Typed start, ChronoUnit unit, long amount) {
        Values values = compiler.values();
        Dialect dialect = values.dialect();
        if (start.type() == Type.DATE && unit.compareTo(ChronoUnit.DAYS) >= 0) {
            return Typed.date(dialect.date(values.functions().later(dialect.time(start.sql()), unit, amount)));
        }
        Sql time = values.as(Type.TIME, start);
        // Hours and less are as long everywhere; days begin and end where clocks say so.
        return unit.compareTo(ChronoUnit.DAYS) < 0
                ? Typed.time(values.functions().later(time, unit, amount))
                : Typed.time(values.utcTime(values.functions().later(values.localTime(time), unit, amount)));
    }

    private Typed between(Typed left, Operation operation) {
        Typed right = compiler.of(operation.right(), place);
        Dialect dialect = compiler.values().dialect();
        if (left.type() == Type.DATE && right.type() == Type.DATE) {
            return Typed.integer(Sql.format("CAST({} AS BIGINT)", dialect.days(left.sql(), right.sql())));
        }
        Sql from = dialect.epochMicros(
                compiler.converted(Type.TIME, right, operation.right().at()));
        Sql to = dialect.epochMicros(
                compiler.converted(Type.TIME, left, operation.left().at()));
        return Typed.knownNumber(Sql.format("(CAST({} - {} AS DOUBLE PRECISION) / 1000000)", to, from));
    }
}
