package dev.hindsight.insight;

import dev.hindsight.error.HindsightException;
import java.util.Locale;

/** What text has to be like to be stored, in every database alike. */
final class TextRules {
    static final int LONGEST_TAG = 255;

    private TextRules() {}

    /**
     * Refuses what PostgreSQL cannot hold: NUL, and half of a character that takes two.
     *
     * @param attr the field that is named
     */
    static void check(String attr, String text) {
        if (text.indexOf('\0') >= 0) {
            throw HindsightException.invalid(attr, "null_characters_not_allowed", "Null characters are not allowed.");
        }
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw HindsightException.invalid(attr, "Not a valid string.");
        }
    }

    /** Also refuses text over a length in characters, counted as people do, not in units of Java. */
    static void check(String attr, String text, int longest) {
        check(attr, text);
        if (text.codePointCount(0, text.length()) > longest) {
            throw HindsightException.invalid(
                    attr, "max_length", "Ensure this field has no more than " + longest + " characters.");
        }
    }

    /** The one spelling of a tag. */
    static String tag(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
