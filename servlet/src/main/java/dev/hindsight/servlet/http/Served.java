package dev.hindsight.servlet.http;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * A request that was answered. Of what its sender has chosen it holds nothing but the id, which is harmless: no path, no query, no
 * body.
 *
 * @param method one of those that everybody knows, else {@link #OTHER}
 * @param route the template of its path, such as {@code /api/{scope}/{project}/insights}; {@link #NO_ROUTE} when there is no route
 *     of that path and method
 * @param took from its head to the last byte of the reply
 * @param projectId the project that it was about, and may use; empty when there is none
 */
public record Served(String id, String method, String route, int status, Duration took, OptionalLong projectId) {
    /** Stands for methods that senders make up. */
    public static final String OTHER = "OTHER";

    /** Stands for paths that senders make up. */
    public static final String NO_ROUTE = "none";
}
