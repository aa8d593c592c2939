package dev.hindsight.servlet;

import dev.hindsight.servlet.http.Served;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each request, under a name of its own in the log. */
final class RequestLog {
    static final String NAME = "dev.hindsight.requests";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);

    private RequestLog() {}

    static void served(Served request) {
        if (LOG.isInfoEnabled()) {
            LOG.info(line(request));
        }
    }

    private static String line(Served request) {
        return "method=" + request.method()
                + " route=" + request.route()
                + " status=" + request.status()
                + " ms=" + request.took().toMillis()
                + " request=" + request.id()
                + " project="
                + (request.projectId().isPresent() ? request.projectId().getAsLong() : "-");
    }
}
