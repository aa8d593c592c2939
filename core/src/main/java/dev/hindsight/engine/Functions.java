package dev.hindsight.engine;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What differs between engines in the expressions that users write. Everything is null when an argument is, and nothing ever
 * fails on a value.
 */
public interface Functions {
    /** What {@code body} makes of a value that it names several times, calculated once if it is not trivial. */
    Sql once(Sql value, UnaryOperator<Sql> body);

    Sql lower(Sql text);

    Sql upper(Sql text);

    /** A text without the spaces around it. */
    Sql trim(Sql text);

    /** {@code text} without the spaces before it, or after it. */
    Sql trim(Sql text, boolean before);

    /** A 64-bit float rounded to so many digits after the point, away from zero in the middle of two. */
    Sql round(Sql number, int digits);

    /**
     * A number as text, as ClickHouse writes it: whole numbers without a point, and from 1e21 on and below 1e-6 with an exponent,
     * such as {@code 1.5e-7}; {@code inf}, {@code -inf} and {@code nan} for what is no finite number.
     */
    Sql numberText(Sql number);

    /** A timestamp as {@code 2024-08-21 15:30:00}. */
    Sql timeText(Sql timestamp);

    /** What clocks in a zone show at a UTC timestamp. */
    Sql localTime(Sql timestamp, String zoneId);

    /** The UTC timestamp at which clocks in a zone show {@code local}; the later of two. */
    Sql utcTime(Sql local, String zoneId);

    Sql startsWith(Sql text, Sql part);

    Sql endsWith(Sql text, Sql part);

    /** The character at which {@code part} begins in {@code text}, counted from 1; 0 when it is not in it. */
    Sql position(Sql text, Sql part);

    /** Bytes in UTF-8. */
    Sql byteLength(Sql text);

    /**
     * {@code length} characters of {@code text} from the character {@code from}, counted from 1, or from -1 at the end; places
     * before the first character count, though nothing is there. A negative length is that of the end that is left out.
     */
    Sql substring(Sql text, Sql from, Sql length);

    /** How many characters there are. */
    Sql characters(Sql text);

    /** The first {@code length} characters of {@code text}, or with a negative length all but so many at the end. */
    Sql first(Sql text, Sql length);

    /** The last {@code length} characters of {@code text}, or with a negative length all but so many at the beginning. */
    Sql last(Sql text, Sql length);

    /**
     * {@code text} with characters of {@code pad}, over and over, before it or after it until it has {@code length}, or cut to
     * its first {@code length} characters.
     *
     * @param pad not empty
     */
    Sql padded(Sql text, int length, String pad, boolean before);

    /** The characters of {@code text} from the last to the first. */
    Sql reversed(Sql text);

    /** Every {@code part} replaced, literally. */
    Sql replace(Sql text, Sql part, Sql replacement);

    /** The first match of an RE2 {@code pattern} or, with a group in it, what group 1 of it holds; empty without a match. */
    Sql firstMatch(Sql text, String pattern, boolean group);

    /** The beginning of the {@code unit} that a timestamp is in. */
    Sql truncated(ChronoUnit unit, Sql timestamp);

    /** How many beginnings of a {@code unit} lie between two timestamps. */
    Sql difference(ChronoUnit unit, Sql from, Sql to);

    /** A timestamp {@code amount} units later. */
    Sql later(Sql timestamp, ChronoUnit unit, long amount);

    /**
     * A date {@code amount} units later.
     *
     * @param unit {@link ChronoUnit#DAYS} or {@link ChronoUnit#MONTHS}
     * @param amount a whole number, not literal
     */
    Sql later(Sql date, ChronoUnit unit, Sql amount);

    /** The UTC timestamp so many seconds after 1970, from 0 to 4294967295. */
    Sql atSecond(Sql seconds);

    /** Any value of a group that is not null. */
    Sql any(Sql value);

    /** The {@code value} where {@code by} is greatest in a group. */
    Sql atGreatest(Sql value, Sql by);

    /** The {@code value} where {@code by} is least in a group. */
    Sql atLeast(Sql value, Sql by);

    /** Functions of lists. */
    Lists lists();

    /** A 64-bit float divided by another; by zero, an infinity or no number. */
    Sql divided(Sql dividend, Sql divisor);

    /** What is left of the division of two 64-bit floats, with the sign of the first; of one by zero, no number. */
    Sql modulo(Sql dividend, Sql divisor);

    /**
     * A 64-bit float to compare: null when it is no number, such as {@code 0 / 0}, on engines to which that equals itself and is
     * greater than all numbers. To others it is neither, which is what comparisons give with null, too.
     */
    default Sql comparable(Sql number) {
        return Sql.format("nullif({}, CAST('NaN' AS DOUBLE PRECISION))", number);
    }

    /** A number that is finite; null when it is not. */
    Sql finite(Sql number);

    /** What SQL calls a unit: {@code day} for days. */
    static String name(ChronoUnit unit) {
        String plural = unit.name().toLowerCase(Locale.ROOT);
        return plural.substring(0, plural.length() - 1);
    }
}
