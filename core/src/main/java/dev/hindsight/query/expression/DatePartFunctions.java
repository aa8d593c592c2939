package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Parts of dates beyond the first ones, their names, and times from numbers (contract queries 7.5). */
final class DatePartFunctions {
    private static final long LAST_SECOND = 4_294_967_295L;

    private DatePartFunctions() {}

    static void addTo(Calls calls) {
        calls.add(
                "toSecond",
                1,
                1,
                (call, place, compiler) -> ScalarFunctions.count(Sql.format(
                        "floor(EXTRACT(SECOND FROM {}))",
                        compiler.values().localTime(compiler.as(Type.TIME, arg(call, 0), place)))));
        calls.add(
                "toISOYear",
                1,
                1,
                (call, place, compiler) ->
                        ScalarFunctions.count(Sql.format("EXTRACT(YEAR FROM {})", thursday(call, place, compiler))));
        calls.add(
                "toISOWeek",
                1,
                1,
                (call, place, compiler) -> ScalarFunctions.count(
                        Sql.format("(floor((EXTRACT(DOY FROM {}) - 1) / 7) + 1)", thursday(call, place, compiler))));
        calls.add(
                "toYYYYMMDD",
                1,
                1,
                (call, place, compiler) -> ScalarFunctions.count(compiler.values()
                        .functions()
                        .once(
                                compiler.as(Type.DATE, arg(call, 0), place),
                                date -> Sql.format(
                                        "(EXTRACT(YEAR FROM {}) * 10000 + EXTRACT(MONTH FROM {}) * 100 + EXTRACT(DAY FROM {}))",
                                        date,
                                        date,
                                        date))));
        calls.add(
                "monthName",
                1,
                1,
                (call, place, compiler) -> named(
                        Sql.format("EXTRACT(MONTH FROM {})", compiler.as(Type.DATE, arg(call, 0), place)),
                        12,
                        month -> Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH)));
        calls.add("dateName", 2, 2, DatePartFunctions::name);
        calls.add(
                "fromUnixTimestamp",
                1,
                1,
                (call, place, compiler) -> Typed.time(compiler.values()
                        .functions()
                        .once(
                                compiler.as(Type.NUMBER, arg(call, 0), place),
                                seconds -> Sql.format(
                                        "(CASE WHEN {} >= 0 AND {} <= " + LAST_SECOND + " THEN {} END)",
                                        seconds,
                                        seconds,
                                        compiler.values().functions().atSecond(Sql.format("trunc({})", seconds))))));
    }

    /** The day in whose year an ISO week lies. */
    private static Sql thursday(Call call, Place place, Compiler compiler) {
        Dialect dialect = compiler.values().dialect();
        return compiler.values()
                .functions()
                .once(
                        compiler.as(Type.DATE, arg(call, 0), place),
                        date -> dialect.functions()
                                .later(dialect.time(dialect.weekStart(date, 1)), ChronoUnit.DAYS, 3));
    }

    private static Typed name(Call call, Place place, Compiler compiler) {
        String unit =
                compiler.text(arg(call, 0), "A unit in quotes is expected").toLowerCase(Locale.ROOT);
        List<Expression> of = List.of(arg(call, 1));
        String part = switch (unit) {
            case "month" -> "monthName";
            case "year" -> "toYear";
            case "quarter" -> "toQuarter";
            case "dayofyear" -> "toDayOfYear";
            case "day" -> "toDayOfMonth";
            case "hour" -> "toHour";
            case "minute" -> "toMinute";
            case "second" -> "toSecond";
            case "weekday" -> "toDayOfWeek";
            default ->
                throw compiler.error(
                        arg(call, 0).at(),
                        "One of year, quarter, month, dayofyear, day, weekday, hour, minute and second is expected");
        };
        Call number = new Call(part, List.of(), of, false, call.at());
        return unit.equals("weekday")
                ? named(
                        compiler.of(number, place).sql(),
                        7,
                        day -> DayOfWeek.of(day).getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                : Typed.text(compiler.as(Type.TEXT, number, place));
    }

    private static Typed named(Sql number, int most, IntFunction<String> names) {
        StringBuilder cases = new StringBuilder("(CASE {}");
        for (int i = 1; i <= most; i++) {
            cases.append(" WHEN ")
                    .append(i)
                    .append(" THEN '")
                    .append(names.apply(i))
                    .append('\'');
        }
        return Typed.text(Sql.format(cases.append(" END)").toString(), number));
    }
}
