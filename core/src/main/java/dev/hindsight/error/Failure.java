package dev.hindsight.error;

/**
 * Why a call failed, in terms a caller can act on. Each failure owns the {@code type} and the default {@code code} of the
 * error envelope (contract insights-api 1.6); which status a transport answers with is the transport's business.
 */
public enum Failure {
    /** A value breaks a rule; the error names the field. */
    INVALID("validation_error", "invalid_input"),
    /** The input cannot be read: not JSON, or not a query node. */
    UNPARSABLE("invalid_request", "parse_error"),
    /** No credentials, or bad ones. */
    UNAUTHENTICATED("authentication_error", "not_authenticated"),
    /** Known caller, not allowed. */
    FORBIDDEN("authentication_error", "permission_denied"),
    /** Unknown, deleted, or another project's. */
    NOT_FOUND("invalid_request", "not_found"),
    /** The stored version is not the one the caller expected. */
    VERSION_MISMATCH("invalid_request", "precondition_failed"),
    /** The same thing exists already. */
    CONFLICT("invalid_request", "conflict"),
    /** Input over a stated size. */
    TOO_LARGE("invalid_request", "request_too_large"),
    /** Too many requests or calculations at once. */
    THROTTLED("throttled_error", "throttled"),
    /** Somebody who may do so stopped the calculation. */
    CANCELLED("invalid_request", "query_cancelled"),
    /** The calculation took longer than allowed. */
    TIMEOUT("server_error", "timeout"),
    /** A database that is needed does not answer. */
    UNAVAILABLE("server_error", "unavailable");

    private final String type;
    private final String defaultCode;

    Failure(String type, String defaultCode) {
        this.type = type;
        this.defaultCode = defaultCode;
    }

    /** The {@code type} of the error envelope. */
    public String type() {
        return type;
    }

    /** The {@code code} of the error envelope where nothing more precise is known. */
    public String defaultCode() {
        return defaultCode;
    }
}
