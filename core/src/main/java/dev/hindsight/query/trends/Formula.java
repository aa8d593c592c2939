package dev.hindsight.query.trends;

import dev.hindsight.error.HindsightException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A calculation with the numbers of series, which it calls A, B, C and so on (contract queries 3.5): {@code + - * / % **},
 * parentheses, signs and numbers. Division by zero gives zero.
 */
final class Formula {
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_DEPTH = 50;

    private final String text;
    private final int series;
    private final String attr;
    private int position;
    private int depth;

    private Formula(String text, int series, String attr) {
        this.text = text;
        this.series = series;
        this.attr = attr;
    }

    /** Something that has a value once the series have theirs. */
    interface Term {
        /** @param series the numbers of A, B, C and so on */
        double of(double[] series);
    }

    /**
     * Reads a formula.
     *
     * @param series how many series there are
     * @param attr the field it came from
     * @throws HindsightException {@code validation_error} saying what is wrong where
     */
    static Term parse(String text, int series, String attr) {
        Formula formula = new Formula(text, series, attr);
        if (text.length() > MAX_LENGTH) {
            throw formula.wrong("is longer than " + MAX_LENGTH + " characters");
        }
        Term term = formula.sum();
        formula.skipSpace();
        if (formula.position < text.length()) {
            throw formula.unexpected();
        }
        return term;
    }

    private Term sum() {
        if (++depth > MAX_DEPTH) {
            throw wrong("is nested more than " + MAX_DEPTH + " deep");
        }
        Term left = product();
        while (true) {
            Term first = left;
            if (takes("+")) {
                Term second = product();
                left = values -> first.of(values) + second.of(values);
            } else if (takes("-")) {
                Term second = product();
                left = values -> first.of(values) - second.of(values);
            } else {
                depth--;
                return left;
            }
        }
    }

    private Term product() {
        Term left = signed();
        while (true) {
            Term first = left;
            if (takes("*")) {
                Term second = signed();
                left = values -> first.of(values) * second.of(values);
            } else if (takes("/")) {
                Term second = signed();
                left = values -> second.of(values) == 0 ? 0 : first.of(values) / second.of(values);
            } else if (takes("%")) {
                Term second = signed();
                left = values -> modulo(first.of(values), second.of(values));
            } else {
                return left;
            }
        }
    }

    /** The remainder has the sign of the divisor. */
    private static double modulo(double dividend, double divisor) {
        return divisor == 0 ? 0 : dividend - divisor * Math.floor(dividend / divisor);
    }

    /** A sign binds looser than a power: -2 ** 2 is -4. */
    private Term signed() {
        boolean negative = false;
        while (true) {
            if (takes("-")) {
                negative = !negative;
            } else if (!takes("+")) {
                Term term = power();
                return negative ? values -> -term.of(values) : term;
            }
        }
    }

    private Term power() {
        Term base = operand();
        if (!takes("**")) {
            return base;
        }
        if (++depth > MAX_DEPTH) {
            throw wrong("is nested more than " + MAX_DEPTH + " deep");
        }
        Term exponent = signed();
        depth--;
        return values -> power(base.of(values), exponent.of(values));
    }

    /** Zero to a negative power is a division by zero; no chart shows infinity, or the root of a negative number. */
    private static double power(double base, double exponent) {
        double power = Math.pow(base, exponent);
        return Double.isFinite(power) ? power : 0;
    }

    private Term operand() {
        if (takes("(")) {
            Term inner = sum();
            if (!takes(")")) {
                throw position < text.length() ? unexpected() : wrong("lacks a closing parenthesis");
            }
            return inner;
        }
        skipSpace();
        int start = position;
        while (position < text.length() && isWord(text.charAt(position))) {
            position++;
        }
        String word = text.substring(start, position);
        if (word.isEmpty()) {
            throw unexpected();
        }
        return Character.isLetter(word.charAt(0)) ? series(word) : number(word);
    }

    private static boolean isWord(char character) {
        return Character.isLetterOrDigit(character) || character == '.' || character == '_';
    }

    private Term series(String name) {
        int index = name.length() == 1 ? name.toUpperCase(Locale.ROOT).charAt(0) - 'A' : -1;
        if (index >= 0 && index < Math.min(series, 26)) {
            return values -> values[index];
        }
        skipSpace();
        if (position < text.length() && text.charAt(position) == '(') {
            throw wrong("calls " + name + ", but functions are not part of formulas");
        }
        String letters = IntStream.range(0, Math.min(series, 26))
                .mapToObj(i -> String.valueOf((char) ('A' + i)))
                .collect(Collectors.joining(", "));
        throw wrong("names " + name + ", but there is only " + letters);
    }

    private Term number(String word) {
        if (!word.matches("[0-9]+(\\.[0-9]*)?|\\.[0-9]+")) {
            throw wrong("has \"" + word + "\", which is no number");
        }
        double number = Double.parseDouble(word);
        return values -> number;
    }

    /** Takes the sign if it is next; a single star is no part of a double one. */
    private boolean takes(String sign) {
        skipSpace();
        boolean next = text.startsWith(sign, position) && !(sign.equals("*") && text.startsWith("**", position));
        if (next) {
            position += sign.length();
        }
        return next;
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private HindsightException unexpected() {
        return position < text.length()
                ? wrong("has an unexpected \"" + text.charAt(position) + "\" at position " + (position + 1))
                : wrong("ends too early");
    }

    private HindsightException wrong(String problem) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return HindsightException.invalid(
                attr, "The formula \"" + shown + "\" " + problem + ". Use for example A / B * 100.");
    }
}
