package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Locale;
import java.util.UUID;

/**
 * Statements with their values in them. ClickHouse takes values only inside the text, whoever puts them there: its driver does
 * so too, but writes times in nanoseconds, which end in 2262, and looks for its marks again in every statement.
 */
final class ClickHouseText {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private ClickHouseText() {}

    static String of(Sql sql) {
        StringBuilder text = new StringBuilder();
        Iterator<Object> binds = sql.binds().iterator();
        String template = sql.text();
        boolean quoted = false;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (quoted && c == '\\') {
                // Of a text in quotes, the next character stands for itself, even a quote.
                text.append(c).append(template.charAt(++i));
            } else if (c == '?' && !quoted) {
                text.append(literal(binds.next()));
            } else {
                quoted ^= c == '\'';
                text.append(c);
            }
        }
        if (binds.hasNext()) {
            throw new IllegalArgumentException("more values than marks in: " + template);
        }
        return text.toString();
    }

    private static String literal(Object value) {
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof LocalDateTime time) {
            return "toDateTime64('" + MICROS.format(time.truncatedTo(ChronoUnit.MICROS)) + "', 6, 'UTC')";
        }
        if (value instanceof LocalDate date) {
            return "toDate32('" + date + "')";
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof UUID id) {
            return "toUUID('" + id + "')";
        }
        if (value instanceof Integer || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Long number) {
            // As it is, a number has the smallest type that fits, which another then does not fit.
            return "toInt64(" + number + ")";
        }
        throw new IllegalArgumentException("no value for ClickHouse: " + value.getClass());
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number < 0 ? "-inf" : "inf";
        }
        return "toFloat64(" + number + ")";
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '\'') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('\'').toString();
    }
}
