package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.config.Settings;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.Served;
import dev.hindsight.servlet.metrics.Metrics;
import dev.hindsight.servlet.metrics.MetricsRoute;
import org.jspecify.annotations.Nullable;

/** What an operator wants to see of the application while it works: measures, a log of requests, both or nothing. */
final class Operations implements AutoCloseable {
    private final @Nullable Metrics metrics;
    private final @Nullable String token;
    private final boolean requestLog;

    private Operations(@Nullable Metrics metrics, @Nullable String token, boolean requestLog) {
        this.metrics = metrics;
        this.token = token;
        this.requestLog = requestLog;
    }

    /** As it is set; what is not wanted is not measured. */
    static Operations of(Settings settings) {
        Metrics metrics = settings.metrics().on() ? new Metrics() : null;
        return new Operations(metrics, settings.metrics().token(), settings.requestLog());
    }

    /** Has what is opened measured from its beginning. */
    void observe(HindsightBuilder builder) {
        if (metrics != null) {
            builder.observer(metrics.observer()).pools(metrics.pools());
        }
    }

    /** What is there now is measured, too. */
    void opened(Hindsight hindsight) {
        if (metrics != null) {
            metrics.watch(hindsight.load());
        }
    }

    /** A request was answered. */
    void served(Served request) {
        if (metrics != null) {
            metrics.served(request);
        }
        if (requestLog) {
            RequestLog.served(request);
        }
    }

    /** Routes that are there whether or not the databases are. */
    void addTo(Router.Builder routes) {
        if (metrics != null) {
            new MetricsRoute(metrics, token).addTo(routes);
        }
    }

    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
    }
}
