package dev.hindsight.servlet.metrics;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}, for who has the token, or for everybody. */
public final class MetricsRoute {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String BEARER = "Bearer ";

    private final Metrics metrics;
    private final @Nullable String token;

    /** @param token null: everybody may read */
    public MetricsRoute(Metrics metrics, @Nullable String token) {
        this.metrics = metrics;
        this.token = token;
    }

    public void addTo(Router.Builder routes) {
        routes.addPlain("GET", "/metrics", this::show);
    }

    private Reply show(Request request) {
        if (token != null && !isSameText(request.header("Authorization").orElse(""), BEARER + token)) {
            throw HindsightException.of(
                    Failure.UNAUTHENTICATED, "The metrics need the token that the server was given.");
        }
        return Reply.bytes(200, TEXT, metrics.text().getBytes(StandardCharsets.UTF_8));
    }

    /** In a time that tells nothing of how much of it is right. */
    private static boolean isSameText(String sent, String expected) {
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
