package dev.hindsight.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What differs between the SQL of the engines. A dialect answers small questions; lowering asks it instead of knowing engines.
 *
 * <p>Relations that lowering may read, and the aliases that the answers assume: {@code events e} (project_id, uuid, event,
 * distinct_id, person_id, timestamp: UTC without zone), {@code persons p} (project_id, id, uuid, created_at),
 * {@code person_distinct_ids d} (project_id, distinct_id, person_id).
 */
public interface Dialect {
    /** What stands before the parentheses of a common table that several read, so that it is calculated once. */
    String once();

    /** A value as one that may be null, which that of a row beside it is where there is none. */
    Sql nullable(Sql value);

    /** The day of a timestamp, or a bound date as one. */
    Sql date(Sql value);

    /** How many days a date is after another. */
    Sql days(Sql date, Sql since);

    /** A bound timestamp as one. */
    Sql time(Sql value);

    /** A 64-bit number of which only the bit at an index, 0 to 62, is set. */
    Sql bit(Sql index);

    /** An aggregate: the bits that are set in any of the numbers. */
    Sql bitOr(Sql number);

    /**
     * An aggregate: the numbers of a group in their order, as one base64 text of how many there are, 7 bits a byte up to one without
     * the highest, and 64 bits for each, the lowest 8 first. Empty where rows in order come quicker.
     *
     * @param same of neighbours that have so many of their lowest bits in common, only the first and the last are wanted; 0: all are
     */
    Optional<Sql> sortedNumbers(Sql number, int same);

    /**
     * A table of numbers that texts list, for values that were found outside the engine: one column for each text, in which
     * whole numbers are separated by commas, as many in each.
     */
    Sql listedNumbers(List<String> columns, List<String> lists);

    /**
     * A table of texts with a number each, found outside the engine.
     *
     * @param texts what the column of the texts is called
     * @param json the texts as an array of JSON
     * @param numbers what the column of the numbers is called
     * @param list as many whole numbers, separated by commas
     */
    Sql listedTexts(String texts, String json, String numbers, String list);

    /**
     * A table of whole numbers, one after the other.
     *
     * @param column what its only column is called
     */
    Sql numbers(String column, long first, long count);

    /** An event property as text (contract queries 2.4.3): null when missing or JSON null. Reads {@code events e}. */
    Sql eventProperty(String key);

    /** All properties of an event as a JSON object, as text. Reads {@code events e}. */
    Sql eventDocument();

    /** All properties of a person as a JSON object, as text. Reads {@code persons p}. */
    Sql personDocument();

    /** A person property as text, null when missing or JSON null. Reads {@code persons p}. */
    Sql personProperty(String key);

    /**
     * A value of {@code persons p} for the person of {@code events e}.
     *
     * @param project the project's id
     */
    Sql ofPerson(Sql value, Sql project);

    /** What lies in an event property: the value at a path of keys, the property's first; as {@link #eventProperty(String)}. */
    Sql eventProperty(List<String> path);

    /** What lies in a person property; as {@link #eventProperty(List)}. */
    Sql personProperty(List<String> path);

    /**
     * Major, minor and patch of a version such as {@code v1.2.3-beta} as something that is ordered like versions; null when
     * {@code text} is none.
     */
    Sql version(Sql text);

    /** What {@link #version(Sql)} makes of a version with these parts. */
    Sql version(long major, long minor, long patch);

    /** Functions of the expressions that users write. */
    Functions functions();

    /** {@code text} as a 64-bit float, or null when it is not a number; never an error. */
    Sql number(Sql text);

    /** {@code text} as a UTC instant (a TIMESTAMP), values without offset read in {@code zoneId}; null when it is no date. */
    Sql instant(Sql text, String zoneId);

    /** Whether {@code text} contains a match of the RE2 {@code pattern}; null when {@code text} is null. */
    Sql matches(Sql text, String pattern);

    /** Case-insensitive LIKE with {@code \} as the escape character; null when {@code text} is null. */
    Sql like(Sql text, String pattern);

    /** As {@link #like}, telling cases apart. */
    Sql likeWithCase(Sql text, String pattern);

    /** What group 1 of the first match of the RE2 {@code pattern} holds; null when there is no match. */
    Sql extracted(Sql text, String pattern);

    /**
     * Whether {@code condition} holds for what group 1 of any match of the RE2 {@code pattern} holds; null when {@code text} is
     * null.
     */
    Sql anyExtracted(Sql text, String pattern, UnaryOperator<Sql> condition);

    /** What group 1 of each match of the RE2 {@code pattern} holds, as a list of texts; an empty one when {@code text} is null. */
    Sql allExtracted(Sql text, String pattern);

    /**
     * What a table has beside a key; null when it has none of that key, or nothing beside it.
     *
     * @param table a query with the columns {@code id} and {@code value}, both texts, each id once and none of them null; it
     *     does not depend on what stands around it
     */
    Sql lookedUp(Sql table, Sql key);

    /** Whether {@code text} contains {@code part} literally, ignoring case; null when {@code text} is null. */
    Sql containsIgnoringCase(Sql text, String part);

    /** Every match of the RE2 {@code pattern} in {@code text} replaced; {@code \1} refers to a group. */
    Sql replaceAll(Sql text, String pattern, String replacement);

    /** The quantile of {@code value} over a group, with linear interpolation; {@code fraction} in [0, 1]. */
    Sql quantile(Sql value, double fraction);

    /**
     * An aggregate of {@code events e}: the value of the earliest event that has one, the one with the lesser UUID of several at
     * the same time; null when none has a value.
     */
    Sql earliest(Sql value);

    /** The value of the latest event that has one; otherwise as {@link #earliest}. */
    Sql latest(Sql value);

    /** What orders {@code events e} as {@link #latest} does. */
    Sql inTime();

    /** The first {@code length} characters of {@code text}. */
    Sql prefix(Sql text, int length);

    /**
     * The local date of {@code timestamp}, a UTC TIMESTAMP, after adding {@code offsetMicros}.
     *
     * @param offsetMicros microseconds, a 64-bit expression; the constant {@code 0} gives the plain UTC date
     */
    Sql localDate(Sql timestamp, Sql offsetMicros);

    /** Whole microseconds since 1970-01-01 UTC of a UTC TIMESTAMP, as a 64-bit integer. */
    Sql epochMicros(Sql timestamp);

    /** The date of the first day of {@code date}'s week; {@code firstDay} is 1 for Monday to 7 for Sunday. */
    Sql weekStart(Sql date, int firstDay);

    /** The first day of {@code date}'s month. */
    Sql monthStart(Sql date);

    /** The months from the beginning of year 0 to {@code date}'s, December of year 0 being 12, as an integer. */
    Sql monthNumber(Sql date);

    /** The first day of {@code date}'s quarter. */
    Sql quarterStart(Sql date);

    /** The first day of {@code date}'s year. */
    Sql yearStart(Sql date);

    /** What {@link #floorDivide} takes at most, above and below zero: further than the microseconds of any date. */
    long MOST_DIVIDED = 1_000_000_000_000_000_000L;

    /** Integer division rounding down; {@code divisor} positive, {@code dividend} within {@link #MOST_DIVIDED} of zero. */
    Sql floorDivide(Sql dividend, long divisor);

    /**
     * Whether {@code text} belongs to a sample of {@code millionths} of all texts, always the same one, so that all events of
     * a distinct id are kept or dropped together (contract queries 2.6).
     */
    Sql sampled(Sql text, int millionths);

    /** ISO weekday of a date, 1 Monday to 7 Sunday. */
    Sql isoWeekday(Sql date);
}
