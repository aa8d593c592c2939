package dev.hindsight.servlet.http;

import java.io.IOException;

/** Answers the requests of one route. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request. Failures are thrown; the dispatcher turns them into the error envelope.
     *
     * @throws IOException when the client goes away
     */
    Outcome handle(Request request) throws IOException;
}
