package dev.hindsight.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads timestamps as senders write them: ISO 8601 with {@code T} or a space, to the minute, second or fraction, with or
 * without an offset (UTC then), a bare date (midnight), or seconds or milliseconds since 1970. Written out by hand because it
 * runs once per imported line, where a general formatter takes longer than all the other checks together.
 */
final class EventTime {
    /** Larger numbers are milliseconds: as seconds they would lie beyond the year 5000. */
    private static final double SECONDS_BELOW = 1e11;

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant AFTER_LAST = Instant.parse("2201-01-01T00:00:00Z");

    private final String text;
    private int at;

    private EventTime(String text) {
        this.text = text;
    }

    /** The instant, or null when {@code text} is no timestamp. */
    static @Nullable Instant parse(String text) {
        String trimmed = text.strip();
        try {
            return isNumber(trimmed) ? ofEpoch(Double.parseDouble(trimmed)) : new EventTime(trimmed).read();
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    /** The instant of {@code number} seconds, or milliseconds where that is the only sensible reading, since 1970. */
    static @Nullable Instant ofEpoch(double number) {
        if (!Double.isFinite(number)) {
            return null;
        }
        double seconds = Math.abs(number) < SECONDS_BELOW ? number : number / 1000;
        if (Math.abs(seconds) > 1e12) {
            return null;
        }
        double whole = Math.floor(seconds);
        // A double of today's seconds carries microseconds and no more.
        return Instant.ofEpochSecond((long) whole).plusNanos(Math.round((seconds - whole) * 1e6) * 1000);
    }

    /** Whether an event may carry this time: the years 1970 to 2200. */
    static boolean inRange(Instant instant) {
        return !instant.isBefore(FIRST) && instant.isBefore(AFTER_LAST);
    }

    /** Digits only, too many for a date without dashes; a fraction may follow. */
    private static boolean isNumber(String text) {
        int dot = text.indexOf('.');
        int digits = dot < 0 ? text.length() : dot;
        if (digits < 9 || digits > 13) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (i != dot && !isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private Instant read() {
        int year = digits(4);
        expect('-');
        int month = digits(2);
        expect('-');
        int day = digits(2);
        int hour = 0;
        int minute = 0;
        int second = 0;
        int nanos = 0;
        ZoneOffset offset = ZoneOffset.UTC;
        if (at < text.length()) {
            if (!accept('T') && !accept('t')) {
                expect(' ');
            }
            hour = digits(2);
            expect(':');
            minute = digits(2);
            if (accept(':')) {
                second = digits(2);
                nanos = accept('.') || accept(',') ? fraction() : 0;
            }
            offset = offset();
        }
        if (at != text.length()) {
            throw new DateTimeException("trailing text");
        }
        return LocalDateTime.of(year, month, day, hour, minute, second, nanos).toInstant(offset);
    }

    private ZoneOffset offset() {
        accept(' ');
        if (at == text.length() || accept('Z') || accept('z')) {
            return ZoneOffset.UTC;
        }
        if (text.startsWith("UTC", at)) {
            at += 3;
            return ZoneOffset.UTC;
        }
        int sign = accept('-') ? -1 : 1;
        if (sign > 0) {
            expect('+');
        }
        int hours = digits(2);
        int minutes = accept(':') || at < text.length() ? digits(2) : 0;
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value * 10 + digit();
        }
        return value;
    }

    private int fraction() {
        int value = digit();
        int scale = 1;
        for (; at < text.length() && isDigit(text.charAt(at)); scale++) {
            int next = digit();
            value = scale < 9 ? value * 10 + next : value;
        }
        for (; scale < 9; scale++) {
            value *= 10;
        }
        return value;
    }

    private int digit() {
        if (at == text.length() || !isDigit(text.charAt(at))) {
            throw new DateTimeException("not a digit");
        }
        return text.charAt(at++) - '0';
    }

    private boolean accept(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw new DateTimeException("not " + wanted);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
