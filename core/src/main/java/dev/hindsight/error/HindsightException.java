package dev.hindsight.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that the caller can understand and act on. Its message is safe to show: it never holds SQL, stack traces,
 * secrets or another project's data. Bugs and I/O failures keep their own types.
 */
public final class HindsightException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final String code;
    private final @Nullable String attr;

    public HindsightException(Failure failure, String code, String detail, @Nullable String attr) {
        super(detail);
        this.failure = failure;
        this.code = code;
        this.attr = attr;
    }

    public HindsightException(Failure failure, String detail, Throwable cause) {
        super(detail, cause);
        this.failure = failure;
        this.code = failure.defaultCode();
        this.attr = null;
    }

    /** A value breaks a rule; {@code attr} names the field, nested names joined with {@code __}. */
    public static HindsightException invalid(@Nullable String attr, String code, String detail) {
        return new HindsightException(Failure.INVALID, code, detail, attr);
    }

    /** As {@link #invalid(String, String, String)} with the code {@code invalid_input}. */
    public static HindsightException invalid(@Nullable String attr, String detail) {
        return invalid(attr, Failure.INVALID.defaultCode(), detail);
    }

    public static HindsightException unparsable(String detail) {
        return of(Failure.UNPARSABLE, detail);
    }

    public static HindsightException notFound(String detail) {
        return of(Failure.NOT_FOUND, detail);
    }

    /** The wording that the contract gives for anything missing, deleted or foreign. */
    public static HindsightException notFound() {
        return notFound("Not found.");
    }

    public static HindsightException forbidden(String detail) {
        return of(Failure.FORBIDDEN, detail);
    }

    /** A failure with its default code and without a field. */
    public static HindsightException of(Failure failure, String detail) {
        return new HindsightException(failure, failure.defaultCode(), detail, null);
    }

    public Failure failure() {
        return failure;
    }

    public String type() {
        return failure.type();
    }

    public String code() {
        return code;
    }

    /** The message for the caller. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The field at fault, if one is. */
    public Optional<String> attr() {
        return Optional.ofNullable(attr);
    }
}
