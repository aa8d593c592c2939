package dev.hindsight.engine.postgresql;

import dev.hindsight.error.HindsightException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A regular expression, read as RE2 reads it. */
sealed interface Regex {
    /** One character. */
    record One(Characters characters) implements Regex {}

    /** A place rather than a character. */
    record At(Place place) implements Regex {}

    enum Place {
        BEGINNING,
        END,
        WORD_BOUNDARY,
        NO_WORD_BOUNDARY
    }

    record Group(Regex inner, boolean captures) implements Regex {}

    record Sequence(List<Regex> parts) implements Regex {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    record Choice(List<Regex> branches) implements Regex {
        public Choice {
            branches = List.copyOf(branches);
        }
    }

    /**
     * @param most null: any number
     * @param lazy takes as few as it can
     */
    record Repeated(Regex inner, int least, @Nullable Integer most, boolean lazy) implements Regex {}

    /**
     * Reads a pattern.
     *
     * @throws HindsightException {@code invalid_regex} when it is no pattern, {@code unsupported_regex} when it has what cannot be
     *     had on PostgreSQL
     */
    static Parsed parse(String pattern) {
        return new RegexParser(pattern).parse();
    }

    /** @param ignoresCase as {@code (?i)} at its beginning says */
    record Parsed(Regex regex, boolean ignoresCase) {}

    static HindsightException invalid(String pattern, String why) {
        return HindsightException.invalid(
                "properties", "invalid_regex", "A regular expression is not valid: " + why + ": " + pattern);
    }

    static HindsightException unsupported(String pattern, String what) {
        return HindsightException.invalid(
                "properties",
                "unsupported_regex",
                "PostgreSQL, which keeps the events, cannot search for " + what + " as it has to be: " + pattern);
    }
}
