package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Times cut to longer intervals, moved, and written out; all by the clocks of the project's zone. */
final class CalendarFunctions {
    /** Where the letters of a format lie in {@code 2024-08-21 15:30:00}: the first character, from 1, and how many. */
    private static final Map<Character, int[]> LETTERS = Map.of(
            'Y', new int[] {1, 4},
            'm', new int[] {6, 2},
            'd', new int[] {9, 2},
            'H', new int[] {12, 2},
            'i', new int[] {15, 2},
            'S', new int[] {18, 2},
            's', new int[] {18, 2},
            'F', new int[] {1, 10},
            'T', new int[] {12, 8},
            'R', new int[] {12, 5});

    /** What gives the beginning of the unit that a time is in. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "second", "toStartOfSecond",
            "minute", "toStartOfMinute",
            "hour", "toStartOfHour",
            "day", "toStartOfDay",
            "week", "toMonday",
            "month", "toStartOfMonth",
            "quarter", "toStartOfQuarter",
            "year", "toStartOfYear");

    private static final Map<String, ChronoUnit> MOVED = Map.of(
            "Seconds", ChronoUnit.SECONDS,
            "Minutes", ChronoUnit.MINUTES,
            "Hours", ChronoUnit.HOURS,
            "Days", ChronoUnit.DAYS,
            "Weeks", ChronoUnit.WEEKS,
            "Months", ChronoUnit.MONTHS,
            "Years", ChronoUnit.YEARS);

    private CalendarFunctions() {}

    static void addTo(Calls calls) {
        calls.add("toStartOfInterval", 2, 2, CalendarFunctions::interval);
        for (String name : List.of("dateTrunc", "date_trunc")) {
            calls.add(name, 2, 2, CalendarFunctions::truncated);
        }
        calls.add(
                "toStartOfFiveMinutes",
                1,
                1,
                (call, place, compiler) -> start(call, place, compiler, ChronoUnit.MINUTES, 5));
        calls.add(
                "toStartOfTenMinutes",
                1,
                1,
                (call, place, compiler) -> start(call, place, compiler, ChronoUnit.MINUTES, 10));
        calls.add(
                "toStartOfFifteenMinutes",
                1,
                1,
                (call, place, compiler) -> start(call, place, compiler, ChronoUnit.MINUTES, 15));
        calls.add(
                "toStartOfSecond",
                1,
                1,
                (call, place, compiler) -> start(call, place, compiler, ChronoUnit.SECONDS, 1));
        calls.add(
                "toMonday",
                1,
                1,
                (call, place, compiler) -> Typed.date(compiler.values()
                        .functions()
                        .once(
                                compiler.as(Type.DATE, arg(call, 0), place),
                                date -> compiler.values().dialect().weekStart(date, 1))));
        calls.add(
                "toUnixTimestamp",
                1,
                1,
                (call, place, compiler) -> Typed.integer(compiler.values()
                        .dialect()
                        .floorDivide(
                                compiler.values().dialect().epochMicros(compiler.as(Type.TIME, arg(call, 0), place)),
                                1_000_000)));
        calls.add("formatDateTime", 2, 2, CalendarFunctions::formatted);
        MOVED.forEach((name, unit) -> {
            calls.add("add" + name, 2, 2, (call, place, compiler) -> moved(call, place, compiler, name, "dateAdd"));
            calls.add(
                    "subtract" + name, 2, 2, (call, place, compiler) -> moved(call, place, compiler, name, "dateSub"));
        });
    }

    private static Typed moved(Call call, Place place, Compiler compiler, String units, String function) {
        String unit = units.substring(0, units.length() - 1).toLowerCase(Locale.ROOT);
        return compiler.of(
                new Call(
                        function,
                        List.of(),
                        List.of(new Literal(unit, call.at()), arg(call, 1), arg(call, 0)),
                        false,
                        call.at()),
                place);
    }

    private static Typed truncated(Call call, Place place, Compiler compiler) {
        Object unit = arg(call, 0) instanceof Literal literal ? literal.value() : null;
        String function = unit == null ? null : BEGINNINGS.get(unit.toString().toLowerCase(Locale.ROOT));
        if (function == null) {
            throw compiler.error(
                    arg(call, 0).at(),
                    "One of the units "
                            + String.join(
                                    ", ", BEGINNINGS.keySet().stream().sorted().toList())
                            + " in quotes is expected");
        }
        return compiler.of(new Call(function, List.of(), List.of(arg(call, 1)), false, call.at()), place);
    }

    private static Typed interval(Call call, Place place, Compiler compiler) {
        ChronoUnit unit = arg(call, 1) instanceof Call interval
                ? TimeArithmetic.INTERVALS.get(interval.name().toLowerCase(Locale.ROOT))
                : null;
        if (unit == null || ((Call) arg(call, 1)).arguments().size() != 1) {
            throw compiler.error(arg(call, 1).at(), "An interval is expected, such as INTERVAL 15 MINUTE");
        }
        long count = TimeFunctions.amount(((Call) arg(call, 1)).arguments().get(0), compiler, unit);
        return start(call, place, compiler, unit, count);
    }

    /** The beginning of a part of the next longer unit: of an hour for minutes, of a day for hours. */
    private static Typed start(Call call, Place place, Compiler compiler, ChronoUnit unit, long count) {
        Values values = compiler.values();
        Functions functions = values.functions();
        if (unit == ChronoUnit.WEEKS && count == 1) {
            return compiler.of(new Call("toStartOfWeek", List.of(), List.of(arg(call, 0)), false, call.at()), place);
        }
        int parts = unit == ChronoUnit.HOURS ? 24 : 60;
        boolean divides = unit.compareTo(ChronoUnit.HOURS) <= 0 && count > 0 && parts % count == 0;
        if (count != 1 && !divides) {
            throw compiler.error(
                    call.at(),
                    "An interval is one day, week, month or year, or a part of an hour or day that fits into it");
        }
        Sql local = values.localTime(compiler.as(Type.TIME, arg(call, 0), place));
        if (count == 1) {
            return Typed.time(values.utcTime(functions.truncated(unit, local)));
        }
        ChronoUnit longer = unit == ChronoUnit.HOURS
                ? ChronoUnit.DAYS
                : unit == ChronoUnit.MINUTES ? ChronoUnit.HOURS : ChronoUnit.MINUTES;
        Sql start = functions.once(local, time -> {
            Sql cases = Sql.format("(CASE floor(EXTRACT(" + unit(unit) + " FROM {}) / " + count + ")", time);
            Sql whole = functions.truncated(longer, time);
            for (long part = 0; part * count < parts; part++) {
                cases = cases.then(Sql.format(
                        "WHEN " + part + " THEN {}", part == 0 ? whole : functions.later(whole, unit, part * count)));
            }
            return cases.then("END)");
        });
        return Typed.time(values.utcTime(start));
    }

    private static String unit(ChronoUnit unit) {
        return Functions.name(unit).toUpperCase(Locale.ROOT);
    }

    private static Typed formatted(Call call, Place place, Compiler compiler) {
        String format = compiler.text(arg(call, 1), "A format in quotes is expected");
        Sql text = compiler.values()
                .functions()
                .timeText(compiler.values().localTime(compiler.as(Type.TIME, arg(call, 0), place)));
        List<Sql> parts = new ArrayList<>(List.of(Sql.value("")));
        StringBuilder plain = new StringBuilder();
        int next = 0;
        while (next < format.length()) {
            char c = format.charAt(next);
            next++;
            if (c != '%') {
                plain.append(c);
                continue;
            }
            char letter = next < format.length() ? format.charAt(next) : ' ';
            next++;
            int[] range = LETTERS.get(letter);
            if (letter == '%') {
                plain.append('%');
            } else if (range == null) {
                throw compiler.error(
                        arg(call, 1).at(), "A format has %Y, %m, %d, %H, %i, %S, %F, %T, %R and %%, and no others");
            } else {
                parts.add(Sql.value(plain.toString()));
                plain.setLength(0);
                parts.add(compiler.values()
                        .functions()
                        .substring(text, Sql.of(Integer.toString(range[0])), Sql.of(Integer.toString(range[1]))));
            }
        }
        parts.add(Sql.value(plain.toString()));
        return Typed.text(Sql.join(" || ", parts).parenthesised());
    }
}
