package dev.hindsight.servlet.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Instants as the API spells them: ISO 8601 in UTC, with six decimals or none (contract insights-api 1.9). */
final class WireTime {
    private static final DateTimeFormatter WHOLE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private WireTime() {}

    static @Nullable String of(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant micros = instant.truncatedTo(ChronoUnit.MICROS);
        boolean whole = micros.equals(instant.truncatedTo(ChronoUnit.SECONDS));
        return (whole ? WHOLE : MICROS).format(micros);
    }
}
