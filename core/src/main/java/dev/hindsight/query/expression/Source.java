package dev.hindsight.query.expression;

import dev.hindsight.error.HindsightException;

/**
 * The text of an expression.
 *
 * @param attr the field that it came in, for errors
 */
record Source(String text, String attr) {
    private static final int AROUND = 20;
    private static final int MAX_LENGTH = 10_000;

    /**
     * Refuses what nobody writes.
     *
     * @throws HindsightException {@code validation_error} for a text that is too long or has a NUL character
     */
    void check() {
        if (text.length() > MAX_LENGTH) {
            throw HindsightException.invalid(attr, "The SQL is longer than " + MAX_LENGTH + " characters.");
        }
        if (text.indexOf('\0') >= 0) {
            throw HindsightException.invalid(attr, "SQL must not contain a NUL character.");
        }
    }

    /** A complaint that shows where. */
    HindsightException error(int at, String problem) {
        int from = Math.min(at, text.length());
        String rest =
                text.substring(from, Math.min(text.length(), from + AROUND)).replaceAll("\\p{Cntrl}", " ");
        String where = rest.isEmpty() ? "at the end" : "at character " + (from + 1) + " (\"" + rest + "\")";
        return HindsightException.invalid(
                attr, "invalid_expression", problem + ", " + where + " of the SQL expression.");
    }
}
