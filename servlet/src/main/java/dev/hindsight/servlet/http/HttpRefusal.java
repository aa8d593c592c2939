package dev.hindsight.servlet.http;

import dev.hindsight.error.Failure;
import java.time.Duration;
import java.util.Map;

/** A refusal that belongs to HTTP alone, so core has no word for it: method, media type, acceptable formats, too many requests. */
public final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String code;
    private final transient Map<String, String> headers;

    private HttpRefusal(int status, String code, String detail, Map<String, String> headers) {
        this(status, "invalid_request", code, detail, headers);
    }

    private HttpRefusal(int status, String type, String code, String detail, Map<String, String> headers) {
        super(detail);
        this.status = status;
        this.type = type;
        this.code = code;
        this.headers = Map.copyOf(headers);
    }

    static HttpRefusal methodNotAllowed(String method, String allow) {
        return new HttpRefusal(
                405, "method_not_allowed", "Method \"" + method + "\" not allowed.", Map.of("Allow", allow));
    }

    static HttpRefusal notAcceptable() {
        return new HttpRefusal(406, "not_acceptable", "Could not satisfy the request Accept header.", Map.of());
    }

    /** The body is of a kind that the route does not read. */
    public static HttpRefusal unsupportedMediaType(String mediaType) {
        return new HttpRefusal(
                415, "unsupported_media_type", "Unsupported media type \"" + mediaType + "\" in request.", Map.of());
    }

    /**
     * More requests came than may (contract insights-api 1.5).
     *
     * @param wait until the next one may come; told in whole seconds, rounded up
     */
    public static HttpRefusal throttled(Duration wait) {
        long seconds = seconds(wait);
        Failure failure = Failure.THROTTLED;
        return new HttpRefusal(
                429,
                failure.type(),
                failure.defaultCode(),
                "Request was throttled. Expected available in " + seconds + " seconds.",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    /** How clients are told a time to wait: in whole seconds, rounded up. */
    public static long seconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    Map<String, String> headers() {
        return headers;
    }
}
