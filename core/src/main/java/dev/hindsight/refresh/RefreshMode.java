package dev.hindsight.refresh;

import dev.hindsight.error.HindsightException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How old an answer may be, and who waits for a new one (contract insights-api 4.1 and 4.4). */
public enum RefreshMode {
    /** What is cached, however old, or nothing; never calculates. */
    FORCE_CACHE,
    /** What is cached if it is fresh, else a new answer. */
    BLOCKING,
    /** Always a new answer. */
    FORCE_BLOCKING,
    /** What is cached; unless it is fresh, a new answer comes in the background. */
    ASYNC,
    /** What is cached; a new answer comes in the background only if it is stale. */
    LAZY_ASYNC,
    /** Nothing for now; a new answer comes in the background. */
    FORCE_ASYNC,
    /** As {@link #ASYNC}, but waits for the answer when none is cached. */
    ASYNC_EXCEPT_ON_CACHE_MISS;

    /** Whether whoever asks may have to wait for a calculation. */
    public boolean mayWait() {
        return switch (this) {
            case BLOCKING, FORCE_BLOCKING, ASYNC_EXCEPT_ON_CACHE_MISS -> true;
            case FORCE_CACHE, ASYNC, LAZY_ASYNC, FORCE_ASYNC -> false;
        };
    }

    /** The spelling on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the {@code refresh} of a request to an insight; empty text and {@code true} force a calculation.
     *
     * @throws HindsightException {@code validation_error}, attr {@code refresh}, when the text is none of the modes or of the
     *     spellings of true and false
     */
    public static RefreshMode parse(String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        return switch (value) {
            case "false", "0", "no" -> FORCE_CACHE;
            case "", "true", "1", "yes" -> FORCE_BLOCKING;
            default ->
                Arrays.stream(values())
                        .filter(mode -> mode.wire().equals(value))
                        .findFirst()
                        .orElseThrow(RefreshMode::unknown);
        };
    }

    private static HindsightException unknown() {
        String modes = Arrays.stream(values()).map(RefreshMode::wire).collect(Collectors.joining(", "));
        return HindsightException.invalid(
                "refresh", "invalid_choice", "refresh is one of " + modes + ", true and false.");
    }
}
