package dev.hindsight.query.expression;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.expression.Compiler.Place;
import dev.hindsight.query.expression.Expression.Call;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The functions that expressions may call; there are no others. */
final class Calls {
    private static final int FARTHEST = 2;
    private static final int MOST_NAMED = 5;

    private static final Pattern PARAMETRIC = Pattern.compile("(quantiles?|topK|groupArray|groupUniqArray)(If)?");

    private final Map<String, Function> byName = new TreeMap<>();

    /**
     * A function.
     *
     * @param name as the manuals spell it; case does not matter
     * @param least how many arguments it takes at least
     * @param most how many arguments it takes at most
     */
    record Function(String name, int least, int most, boolean aggregate, Body body) {}

    /** Prints a call whose number of arguments is right. */
    @FunctionalInterface
    interface Body {
        Typed of(Call call, Place place, Compiler compiler);
    }

    Calls() {
        ScalarFunctions.addTo(this);
        TimeFunctions.addTo(this);
        AggregateFunctions.addTo(this);
        ListFunctions.addTo(this);
        OperatorFunctions.addTo(this);
        MathFunctions.addTo(this);
        CalendarFunctions.addTo(this);
        JsonFunctions.addTo(this);
        ListFigures.addTo(this);
        ListParts.addTo(this);
        TextFunctions.addTo(this);
        UrlFunctions.addTo(this);
        DatePartFunctions.addTo(this);
        Map.ofEntries(
                        Map.entry("lowerUTF8", "lower"),
                        Map.entry("upperUTF8", "upper"),
                        Map.entry("trimBoth", "trim"),
                        Map.entry("substringUTF8", "substring"),
                        Map.entry("mid", "substring"),
                        Map.entry("substr", "substring"),
                        Map.entry("leftUTF8", "left"),
                        Map.entry("rightUTF8", "right"),
                        Map.entry("leftPadUTF8", "leftPad"),
                        Map.entry("lpad", "leftPad"),
                        Map.entry("rightPadUTF8", "rightPad"),
                        Map.entry("rpad", "rightPad"),
                        Map.entry("reverseUTF8", "reverse"),
                        Map.entry("ltrim", "trimLeft"),
                        Map.entry("rtrim", "trimRight"),
                        Map.entry("char_length", "lengthUTF8"),
                        Map.entry("positionUTF8", "position"),
                        Map.entry("positionCaseInsensitiveUTF8", "positionCaseInsensitive"),
                        Map.entry("concat_ws", "concatWithSeparator"),
                        Map.entry("power", "pow"),
                        Map.entry("mod", "modulo"),
                        Map.entry("replace", "replaceAll"),
                        Map.entry("ceiling", "ceil"),
                        Map.entry("toFloat64", "toFloat"),
                        Map.entry("toFloatOrNull", "toFloat"),
                        Map.entry("toInt64", "toInt"),
                        Map.entry("toIntOrNull", "toInt"),
                        Map.entry("toDateTime64", "toDateTime"),
                        Map.entry("parseDateTimeBestEffort", "toDateTime"),
                        Map.entry("toDateOrNull", "toDate"),
                        Map.entry("toDateTimeOrNull", "toDateTime"))
                .forEach(this::alias);
    }

    void add(String name, int least, int most, Body body) {
        byName.put(name.toLowerCase(Locale.ROOT), new Function(name, least, most, false, body));
    }

    /** Another name for a function that is there. */
    void alias(String name, String other) {
        Function known = named(other.toLowerCase(Locale.ROOT));
        byName.put(
                name.toLowerCase(Locale.ROOT),
                new Function(name, known.least(), known.most(), known.aggregate(), known.body()));
    }

    void addAggregate(String name, int least, int most, Body body) {
        byName.put(name.toLowerCase(Locale.ROOT), new Function(name, least, most, true, body));
    }

    boolean isAggregate(Call call) {
        Function function = byName.get(call.name().toLowerCase(Locale.ROOT));
        return function != null && function.aggregate();
    }

    Typed inWindow(Call call, Place place, Compiler compiler) {
        return checked(call, compiler).body().of(call, place, compiler);
    }

    Typed of(Call call, Place place, Compiler compiler) {
        Function function = checked(call, compiler);
        if (!function.aggregate()) {
            return function.body().of(call, place, compiler);
        }
        if (place == Place.EVENT) {
            throw compiler.error(
                    call.at(), "The function " + function.name() + " is for many events, and here is only one");
        }
        if (place == Place.AGGREGATED) {
            throw compiler.error(call.at(), "The function " + function.name() + " cannot stand inside another like it");
        }
        return function.body().of(call, Place.AGGREGATED, compiler);
    }

    private Function checked(Call call, Compiler compiler) {
        Function function = byName.get(call.name().toLowerCase(Locale.ROOT));
        if (function == null) {
            throw unknown(call, compiler);
        }
        int given = call.arguments().size();
        if (given < function.least() || given > function.most()) {
            String wanted = function.least() == function.most()
                    ? Integer.toString(function.least())
                    : function.least() + " to " + function.most();
            throw compiler.error(
                    call.at(),
                    "The function " + function.name() + " takes " + wanted + " arguments, and there are " + given);
        }
        boolean parametric = PARAMETRIC.matcher(function.name()).matches();
        if ((!call.parameters().isEmpty() && !parametric)
                || (call.distinct() && !function.name().equals("count"))) {
            throw compiler.error(call.at(), "The function " + function.name() + " cannot be called this way");
        }
        return function;
    }

    private HindsightException unknown(Call call, Compiler compiler) {
        String wanted = call.name().toLowerCase(Locale.ROOT);
        List<String> near = byName.keySet().stream()
                .filter(name -> isNear(wanted, name))
                .sorted(Comparator.comparingInt(name -> distance(wanted, name)))
                .limit(MOST_NAMED)
                .map(name -> named(name).name())
                .toList();
        String hint = near.isEmpty()
                ? "; there are " + byName.values().stream().map(Function::name).collect(Collectors.joining(", "))
                : "; near it are " + String.join(", ", near);
        return compiler.error(call.at(), "There is no function \"" + shortened(call.name()) + "\"" + hint);
    }

    private static boolean isNear(String wanted, String name) {
        return distance(wanted, name) <= Math.min(FARTHEST, wanted.length() / 3)
                || (wanted.length() > FARTHEST && (name.startsWith(wanted) || wanted.startsWith(name)));
    }

    private Function named(String name) {
        Function function = byName.get(name);
        if (function == null) {
            throw new IllegalStateException("not a function: " + name);
        }
        return function;
    }

    private static String shortened(String name) {
        return name.length() > 50 ? name.substring(0, 50) + "…" : name;
    }

    /** How many characters have to be put in, taken out or changed to make one word of the other. */
    private static int distance(String left, String right) {
        if (Math.abs(left.length() - right.length()) > FARTHEST) {
            return FARTHEST + 1;
        }
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
