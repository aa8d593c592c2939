package dev.hindsight.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One bound of a date range as text, understood but not yet tied to a time or zone (contract queries 2.1, grammar of a
 * bound). Unlike the original, a text that fits no rule is refused instead of meaning "now", and a relative bound has to be
 * the whole text.
 */
public sealed interface DateBound {
    /** The text as the client wrote it; two bounds with the same text mean the same. */
    @JsonValue
    String text();

    /** The time of the earliest event. */
    record Earliest(String text) implements DateBound {}

    /** An instant: the text had an offset. */
    record Fixed(String text, Instant instant) implements DateBound {}

    /** A date and time in the project's zone. */
    record Local(String text, LocalDateTime dateTime) implements DateBound {}

    /**
     * A shift back from now.
     *
     * @param count how many units; null: no shift
     * @param unit one of {@code s M h d w m q y}; a capital {@code H D W Q Y} is accepted and shifts nothing
     * @param position {@code Start} or {@code End} of the unit, or null
     */
    record Relative(
            String text,
            @Nullable Integer count,
            char unit,
            @Nullable Position position) implements DateBound {
        /** Whether it is a shift by hours, which rounds to the hour instead of the day. */
        public boolean inHours() {
            return unit == 'h';
        }
    }

    /** Where in its unit a relative bound lies. */
    enum Position {
        START,
        END
    }

    /** The largest shift taken, in units: more would leave the calendar. */
    int MAX_COUNT = 1_000_000;

    /** And the largest in years: databases know no times long before year 1. */
    int MAX_YEARS = 1_000;

    /**
     * Reads a bound.
     *
     * @return empty when the text fits no rule of the grammar
     */
    static Optional<DateBound> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.equals("all")) {
            return Optional.of(new Earliest(trimmed));
        }
        Matcher relative = Grammar.RELATIVE.matcher(trimmed);
        if (relative.matches()) {
            return relative(trimmed, relative);
        }
        return absolute(trimmed);
    }

    private static Optional<DateBound> relative(String text, Matcher match) {
        String digits = match.group(1);
        String position = match.group(3);
        if (digits.length() > 7 || (!digits.isEmpty() && Integer.parseInt(digits) > MAX_COUNT)) {
            return Optional.empty();
        }
        char unit = match.group(2).charAt(0);
        int most = switch (unit) {
            case 'y' -> MAX_YEARS;
            case 'q' -> MAX_YEARS * 4;
            case 'm' -> MAX_YEARS * 12;
            case 'w' -> MAX_YEARS * 52;
            case 'd' -> MAX_YEARS * 365;
            default -> MAX_COUNT;
        };
        if (!digits.isEmpty() && Integer.parseInt(digits) > most) {
            return Optional.empty();
        }
        return Optional.of(new Relative(
                text,
                digits.isEmpty() ? null : Integer.valueOf(digits),
                unit,
                position == null ? null : Position.valueOf(position.toUpperCase(Locale.ROOT))));
    }

    private static Optional<DateBound> absolute(String text) {
        try {
            var parsed = Grammar.ABSOLUTE.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            int year = parsed.get(ChronoField.YEAR);
            if (year < 1970 || year > 2200) {
                return Optional.empty();
            }
            return Optional.of(
                    parsed instanceof OffsetDateTime withOffset
                            ? new Fixed(text, withOffset.toInstant())
                            : new Local(text, LocalDateTime.from(parsed)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The two forms that need a grammar. */
    final class Grammar {
        private static final Pattern RELATIVE = Pattern.compile("-?([0-9]*)([smhdwqyMHDWQY])(Start|End)?");

        private static final DateTimeFormatter ABSOLUTE = new DateTimeFormatterBuilder()
                .appendPattern("uuuu-M-d")
                .optionalStart()
                .appendPattern("['T'][' ']H:mm[:ss]")
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .appendPattern("[XXX][XX][X]")
                .optionalEnd()
                .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                .toFormatter(Locale.ROOT)
                .withResolverStyle(java.time.format.ResolverStyle.STRICT);

        private Grammar() {}
    }
}
