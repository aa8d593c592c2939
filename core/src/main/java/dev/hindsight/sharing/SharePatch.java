package dev.hindsight.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Changes to how something is shared; what is null stays as it is. */
public record SharePatch(
        @Nullable Boolean enabled,
        @Nullable Setting<ShareSettings> settings,
        @Nullable Boolean passwordRequired,
        @Nullable Setting<Instant> validUntil) {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * A new value.
     *
     * @param value null takes the old one away
     */
    public record Setting<T>(@Nullable T value) {
        static <T> @Nullable T or(@Nullable Setting<T> setting, @Nullable T current) {
            return setting == null ? current : setting.value();
        }
    }

    /** Changes nothing but whether it is shared. */
    public static SharePatch enabled(boolean enabled) {
        return new SharePatch(enabled, null, null, null);
    }

    /**
     * Reads what a caller sent; fields that are none of these are ignored, as everywhere.
     *
     * @throws HindsightException {@code validation_error} with {@code attr} for a value that cannot be
     */
    public static SharePatch read(JsonNode json) {
        Body body = new Body(json);
        return new SharePatch(
                body.bool("enabled").orElse(null),
                settings(body.raw("settings")),
                body.bool("password_required").orElse(null),
                time(body.raw("valid_until")));
    }

    private static @Nullable Setting<ShareSettings> settings(@Nullable JsonNode json) {
        if (json == null) {
            return null;
        }
        return json.isNull() ? new Setting<>(null) : new Setting<>(ShareSettings.read(json));
    }

    private static @Nullable Setting<Instant> time(@Nullable JsonNode json) {
        if (json == null) {
            return null;
        }
        if (json.isNull()) {
            return new Setting<>(null);
        }
        try {
            Instant time = OffsetDateTime.parse(json.isTextual() ? json.textValue() : "")
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS);
            if (!time.isAfter(LATEST)) {
                return new Setting<>(time);
            }
        } catch (DateTimeParseException e) {
            // Said below, together with years that nobody can mean.
        }
        throw HindsightException.invalid(
                "valid_until",
                "A time in ISO 8601 with its offset is required, such as 2026-05-01T18:00:00Z, or null.");
    }

    /** @throws HindsightException {@code validation_error}, attr {@code valid_until}, when that is over already */
    void requireEndAfter(Instant now) {
        Instant end = validUntil == null ? null : validUntil.value();
        if (end != null && !end.isAfter(now)) {
            throw HindsightException.invalid("valid_until", "The end of a share has to be in the future.");
        }
    }
}
