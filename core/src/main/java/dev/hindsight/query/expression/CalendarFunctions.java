package dev.hindsight.query.expression;

import static dev.hindsight.query.expression.ScalarFunctions.arg;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Literal;
import java.time.LocalDate;
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

    /** How many units there are in an interval at most. */
    private static final long LONGEST = 1_000;

    /** The first Monday after 1970 began, in days. */
    private static final int FIRST_MONDAY = 4;

    /** How many months there are from the month that is called 0 to the first one of 1900, called 1 in its year. */
    private static final int MONTHS_TO_1900 = 1900 * 12 + 1;

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
        if (count > 1 && count <= LONGEST && unit.compareTo(ChronoUnit.DAYS) >= 0) {
            return severalDays(compiler.as(Type.DATE, arg(call, 0), place), compiler, unit, count);
        }
        int parts = unit == ChronoUnit.HOURS ? 24 : 60;
        // Hours begin anew with each day, whether so many fit into it or not.
        boolean divides = unit == ChronoUnit.HOURS
                ? count > 0 && count <= parts
                : unit.compareTo(ChronoUnit.HOURS) < 0 && count > 0 && parts % count == 0;
        if (count != 1 && !divides) {
            throw compiler.error(
                    call.at(),
                    "An interval is up to " + LONGEST
                            + " days, weeks, months or years, up to 24 hours, or minutes or seconds"
                            + " that fit into an hour or minute");
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

    /**
     * The beginning of several days, weeks, months or years: they are counted from where ClickHouse counts them from, which is
     * 1970 for days, its first Monday for weeks, 1900 for months, and the year 0.
     */
    private static Typed severalDays(Sql date, Compiler compiler, ChronoUnit unit, long count) {
        Values values = compiler.values();
        Dialect dialect = values.dialect();
        Sql start = values.functions().once(date, day -> switch (unit) {
            case DAYS -> earlier(day, daysSince(dialect, day, 0), ChronoUnit.DAYS, count, dialect);
            case WEEKS -> earlier(day, daysSince(dialect, day, FIRST_MONDAY), ChronoUnit.DAYS, count * 7, dialect);
            case MONTHS ->
                earlier(
                        dialect.monthStart(day),
                        Sql.format("({} - " + MONTHS_TO_1900 + ")", dialect.monthNumber(day)),
                        ChronoUnit.MONTHS,
                        count,
                        dialect);
            default ->
                earlier(
                        dialect.monthStart(day),
                        Sql.format("({} - 1)", dialect.monthNumber(day)),
                        ChronoUnit.MONTHS,
                        count * 12,
                        dialect);
        });
        return Typed.time(values.as(Type.TIME, Typed.date(start)));
    }

    private static Sql daysSince(Dialect dialect, Sql day, int days) {
        Sql since = dialect.date(Sql.value(LocalDate.ofEpochDay(days)));
        return Sql.format("CAST({} AS BIGINT)", dialect.days(day, since));
    }

    /** A date less what is left of a number when it is divided. */
    private static Sql earlier(Sql date, Sql number, ChronoUnit unit, long divisor, Dialect dialect) {
        Sql whole = dialect.floorDivide(number, divisor);
        return dialect.functions().later(date, unit, Sql.format("({} * " + divisor + " - {})", whole, number));
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
