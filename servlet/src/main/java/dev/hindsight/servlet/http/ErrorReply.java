package dev.hindsight.servlet.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import org.jspecify.annotations.Nullable;

/** Failures as replies: the only place that knows which failure has which status (contract insights-api 1.6). */
final class ErrorReply {
    /** Seconds; queries are short, and so are most outages. */
    private static final String RETRY_AFTER = "5";

    private ErrorReply() {}

    static Reply of(HindsightException failure) {
        int status = status(failure.failure());
        Reply reply = envelope(
                status,
                failure.type(),
                failure.code(),
                failure.detail(),
                failure.attr().orElse(null));
        return switch (status) {
            case 401 -> reply.with("WWW-Authenticate", "Bearer");
            case 429, 503 -> reply.with("Retry-After", RETRY_AFTER);
            default -> reply;
        };
    }

    static Reply of(HttpRefusal refusal) {
        Reply reply = envelope(refusal.status(), refusal.type(), refusal.code(), refusal.detail(), null);
        for (var header : refusal.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    /** What a caller learns of a bug or a broken database: nothing but that it happened. */
    static Reply unexpected() {
        return envelope(500, "server_error", "error", "A server error occurred.", null);
    }

    /** A status that the container decided on before or instead of us. */
    static Reply ofContainer(int status) {
        return switch (status) {
            case 401 ->
                of(HindsightException.of(Failure.UNAUTHENTICATED, "Authentication credentials were not provided."));
            case 403 -> of(HindsightException.forbidden("You do not have permission to perform this action."));
            case 404 -> of(HindsightException.notFound());
            case 413 -> of(HindsightException.of(Failure.TOO_LARGE, "The request body is too large."));
            default ->
                status >= 400 && status < 500
                        ? envelope(status, "invalid_request", "parse_error", "The request is malformed.", null)
                        : unexpected();
        };
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case INVALID, UNPARSABLE -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT, CANCELLED -> 409;
            case VERSION_MISMATCH -> 412;
            case TOO_LARGE -> 413;
            case THROTTLED -> 429;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
        };
    }

    private static Reply envelope(int status, String type, String code, String detail, @Nullable String attr) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", type);
        body.put("code", code);
        body.put("detail", detail);
        body.put("attr", attr);
        return Reply.json(status, body);
    }
}
