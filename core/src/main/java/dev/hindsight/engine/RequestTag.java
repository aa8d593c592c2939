package dev.hindsight.engine;

import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The request that a statement runs for, so that an engine's own logs lead to ours. Whoever has one puts its id into the logging
 * context under {@link #KEY}, where the calling thread's statements find it.
 */
public final class RequestTag {
    /** Where the logging context has it. */
    public static final String KEY = "request";

    /** What can end no comment and no text. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestTag() {}

    /** The id; empty when there is none, and in the background, where nobody waits and threads serve many. */
    public static Optional<String> of(Asker asker) {
        return asker.background()
                ? Optional.empty()
                : Optional.ofNullable(MDC.get(KEY))
                        .filter(id -> HARMLESS.matcher(id).matches());
    }

    /** A statement, after a comment that names the request. */
    public static String before(String statement, Asker asker) {
        return of(asker).map(id -> "/* request " + id + " */ " + statement).orElse(statement);
    }
}
