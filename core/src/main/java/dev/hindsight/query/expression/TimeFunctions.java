package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions of times and dates, all in the zone of the project (contract queries 7.4 and 7.5). */
final class TimeFunctions {
    private static final long FARTHEST = 100_000;
    private static final long FARTHEST_MONTHS = 1_000;
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "second",
            ChronoUnit.SECONDS,
            "minute",
            ChronoUnit.MINUTES,
            "hour",
            ChronoUnit.HOURS,
            "day",
            ChronoUnit.DAYS,
            "week",
            ChronoUnit.WEEKS,
            "month",
            ChronoUnit.MONTHS,
            "year",
            ChronoUnit.YEARS);

    private static final List<String> INTERVALS = List.of("Second", "Minute", "Hour", "Day", "Week", "Month", "Year");

    private TimeFunctions() {}

    static void addTo(Calls calls) {
        calls.add(
                "now",
                0,
                0,
                (call, place, compiler) -> Typed.time(compiler.values().now()));
        calls.add("today", 0, 0, (call, place, compiler) -> day(compiler, 0));
        calls.add("yesterday", 0, 0, (call, place, compiler) -> day(compiler, -1));
        calls.add("toDate", 1, 1, (call, place, compiler) -> Typed.date(date(call, 0, place, compiler)));
        calls.add("toDateTime", 1, 1, (call, place, compiler) -> Typed.time(time(call, 0, place, compiler)));
        start(calls, "toStartOfMinute", ChronoUnit.MINUTES);
        start(calls, "toStartOfHour", ChronoUnit.HOURS);
        start(calls, "toStartOfDay", ChronoUnit.DAYS);
        calls.add("toStartOfWeek", 1, 1, (call, place, compiler) -> {
            int first = compiler.values().context().weekStart().getValue();
            return Typed.date(compiler.values()
                    .functions()
                    .once(
                            date(call, 0, place, compiler),
                            date -> compiler.values().dialect().weekStart(date, first)));
        });
        dates(calls, "toStartOfMonth", Dialect::monthStart);
        dates(calls, "toStartOfQuarter", Dialect::quarterStart);
        dates(calls, "toStartOfYear", Dialect::yearStart);
        part(calls, "toYear", "YEAR");
        part(calls, "toMonth", "MONTH");
        part(calls, "toDayOfMonth", "DAY");
        part(calls, "toHour", "HOUR");
        part(calls, "toMinute", "MINUTE");
        part(calls, "toQuarter", "QUARTER");
        part(calls, "toDayOfYear", "DOY");
        calls.add(
                "toDayOfWeek",
                1,
                1,
                (call, place, compiler) ->
                        ScalarFunctions.count(compiler.values().dialect().isoWeekday(date(call, 0, place, compiler))));
        calls.add(
                "toYYYYMM",
                1,
                1,
                (call, place, compiler) -> ScalarFunctions.count(compiler.values()
                        .functions()
                        .once(
                                date(call, 0, place, compiler),
                                date -> Sql.format(
                                        "(EXTRACT(YEAR FROM {}) * 100 + EXTRACT(MONTH FROM {}))", date, date))));
        for (String interval : INTERVALS) {
            calls.add("toInterval" + interval, 1, 1, (call, place, compiler) -> {
                throw compiler.error(call.at(), "An interval can be added to a time, or taken from it");
            });
        }
        calls.add("dateDiff", 3, 3, TimeFunctions::difference);
        calls.add("dateAdd", 3, 3, (call, place, compiler) -> later(call, place, compiler, 1));
        calls.add("dateSub", 3, 3, (call, place, compiler) -> later(call, place, compiler, -1));
    }

    private interface OfDate {
        Sql of(Dialect dialect, Sql date);
    }

    private static Typed day(Compiler compiler, int days) {
        Sql now = compiler.values().now();
        Sql local = compiler.values().localTime(now);
        return Typed.date(
                compiler.values().dialect().date(compiler.values().functions().later(local, ChronoUnit.DAYS, days)));
    }

    private static Sql date(Call call, int index, Place place, Compiler compiler) {
        return compiler.as(Type.DATE, arg(call, index), place);
    }

    private static Sql time(Call call, int index, Place place, Compiler compiler) {
        return compiler.as(Type.TIME, arg(call, index), place);
    }

    private static void start(Calls calls, String name, ChronoUnit unit) {
        calls.add(name, 1, 1, (call, place, compiler) -> {
            Sql local = compiler.values().localTime(time(call, 0, place, compiler));
            return Typed.time(
                    compiler.values().utcTime(compiler.values().functions().truncated(unit, local)));
        });
    }

    private static void dates(Calls calls, String name, OfDate body) {
        calls.add(
                name,
                1,
                1,
                (call, place, compiler) ->
                        Typed.date(body.of(compiler.values().dialect(), date(call, 0, place, compiler))));
    }

    private static void part(Calls calls, String name, String part) {
        calls.add(
                name,
                1,
                1,
                (call, place, compiler) -> ScalarFunctions.count(Sql.format(
                        "EXTRACT(" + part + " FROM {})", compiler.values().localTime(time(call, 0, place, compiler)))));
    }

    private static Typed difference(Call call, Place place, Compiler compiler) {
        ChronoUnit unit = unit(arg(call, 0), compiler);
        Sql from = compiler.values().localTime(time(call, 1, place, compiler));
        Sql to = compiler.values().localTime(time(call, 2, place, compiler));
        return Typed.integer(
                Sql.format("CAST({} AS BIGINT)", compiler.values().functions().difference(unit, from, to)));
    }

    private static Typed later(Call call, Place place, Compiler compiler, int sign) {
        ChronoUnit unit = unit(arg(call, 0), compiler);
        long amount = sign * amount(arg(call, 1), compiler, unit);
        Sql local = compiler.values().localTime(time(call, 2, place, compiler));
        return Typed.time(
                compiler.values().utcTime(compiler.values().functions().later(local, unit, amount)));
    }

    private static ChronoUnit unit(Expression expression, Compiler compiler) {
        Object name = expression instanceof Field field
                ? String.join(".", field.path())
                : expression instanceof Literal literal ? literal.value() : null;
        ChronoUnit unit = UNITS.get(String.valueOf(name).toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw compiler.error(
                    expression.at(), "One of " + String.join(", ", List.copyOf(UNITS.keySet())) + " is expected");
        }
        return unit;
    }

    /** How many of a unit; what is farther away than engines count is refused. */
    static long amount(Expression expression, Compiler compiler, ChronoUnit unit) {
        boolean months = unit == ChronoUnit.MONTHS || unit == ChronoUnit.YEARS;
        long farthest = months ? FARTHEST_MONTHS : FARTHEST;
        boolean negative = expression instanceof Operation operation && operation.operator() == Operator.NEGATE;
        Expression number = negative ? ((Operation) expression).left() : expression;
        if (number instanceof Literal literal
                && literal.value() instanceof Double value
                && value == Math.rint(value)
                && Math.abs(value) <= farthest) {
            return negative ? -value.longValue() : value.longValue();
        }
        throw compiler.error(expression.at(), "A whole number up to " + farthest + " is expected");
    }
}
