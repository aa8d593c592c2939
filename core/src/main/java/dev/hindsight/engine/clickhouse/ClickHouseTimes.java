package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;

/** Times on ClickHouse, where a UTC timestamp is a {@code DateTime64(6, 'UTC')}. */
final class ClickHouseTimes {
    /** A date, then perhaps a time with up to nine digits of a second's parts, then perhaps an offset. */
    private static final String FORM =
            "^\\s*([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?"
                    + "\\s*(Z|z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?\\s*$";

    /** What separates the parts of a date is the same twice. */
    private static final String MIXED = "^\\s*[0-9]{4}(?:-[0-9]{1,2}/|/[0-9]{1,2}-)";

    private static final long DAY = 86_400_000_000L;

    private ClickHouseTimes() {}

    /** A timestamp moved by microseconds. */
    static Sql later(Sql timestamp, Sql micros) {
        return Sql.format("fromUnixTimestamp64Micro(toUnixTimestamp64Micro({}) + ({}), 'UTC')", timestamp, micros);
    }

    /** How far ahead of UTC the clocks of a zone are at a UTC timestamp, in microseconds. */
    private static Sql offset(Sql timestamp, String zoneId) {
        return Sql.format("(toInt64(timezoneOffset(toTimeZone({}, {}))) * 1000000)", timestamp, Sql.value(zoneId));
    }

    static Sql localTime(Sql timestamp, String zoneId) {
        return zoneId.equals("UTC") ? timestamp : later(timestamp, offset(timestamp, zoneId));
    }

    /**
     * The UTC timestamp at which clocks show a local one: by the offset of the day after, where that is right, else by that of the
     * day before. So of two it is the later one, and a time that clocks skip is as much later as they skip.
     */
    static Sql utcTime(Sql local, String zoneId) {
        if (zoneId.equals("UTC")) {
            return local;
        }
        return ClickHouseFunctions.bound(local, "l", once -> {
            Sql before = offset(later(once, Sql.of("-" + DAY)), zoneId);
            Sql after = offset(later(once, Sql.of(Long.toString(DAY))), zoneId);
            Sql early = later(once, Sql.format("-{}", before));
            Sql late = later(once, Sql.format("-{}", after));
            return Sql.format("if({} = {}, {}, {})", offset(late, zoneId), after, late, early);
        });
    }

    /**
     * The instant that a text means; null when it is no date. Dates that the calendar does not have become others to ClickHouse,
     * and those before 1900 and after 2299 the nearest that it knows: none of them is read as it was written.
     */
    static Sql instant(Sql text, String zoneId) {
        return ClickHouseFunctions.bound(text, "t", once -> {
            Sql seconds = Sql.format(
                    "concat({}, '-', {}, '-', {}, ' ', {}, ':', {}, ':', {})",
                    part(once, 1, 4),
                    part(once, 2, 2),
                    part(once, 3, 2),
                    part(once, 4, 2),
                    part(once, 5, 2),
                    part(once, 6, 2));
            Sql plain = Sql.format(
                    "toDateTime64OrNull(concat({}, '.', rightPad({}, 6, '0')), 6, 'UTC')", seconds, extracted(once, 7));
            Sql sign = extracted(once, 8);
            Sql ahead = Sql.format(
                    "(if(substring({}, 1, 1) = '-', 1, -1) * (toInt64OrZero(substring({}, 2, 2)) * 3600"
                            + " + toInt64OrZero(right({}, 2)) * if(length({}) > 3, 60, 0)) * 1000000)",
                    sign,
                    sign,
                    sign,
                    sign);
            return Sql.format(
                    "multiIf(NOT match({}, {}) OR match({}, {}) OR formatDateTime({}, '%Y-%m-%d %H:%i:%S') <> {}, NULL, {} = '', {}, {})",
                    once,
                    Sql.value(FORM),
                    once,
                    Sql.value(MIXED),
                    plain,
                    seconds,
                    sign,
                    utcTime(plain, zoneId),
                    later(plain, ahead));
        });
    }

    private static Sql extracted(Sql text, int group) {
        return Sql.format("regexpExtract({}, {}, " + group + ")", text, Sql.value(FORM));
    }

    private static Sql part(Sql text, int group, int digits) {
        return Sql.format("leftPad({}, " + digits + ", '0')", extracted(text, group));
    }
}
