package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.UnopenedException;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.error.Outage;
import dev.hindsight.servlet.api.HealthRoutes;
import dev.hindsight.servlet.http.Router;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens Hindsight, however long its databases take to be there. Until then probes learn what is missing, and everybody else is told
 * to come back. Thread-safe.
 */
final class Opening implements AutoCloseable {
    /** A call to a database that does not answer ends by itself within this. */
    private static final Duration CLOSING = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final Supplier<Hindsight> opens;
    private final Function<Hindsight, Router> routes;
    private final Consumer<Router.Builder> always;
    private final Pace pace;
    private final Thread trying = new Thread(this::tryOn, "hindsight-opening");

    private volatile Router router;
    private @Nullable Hindsight hindsight;
    private boolean closed;
    private String told = "";

    /**
     * How long to wait between tries.
     *
     * @param first after the first one; twice as long after each further one
     * @param longest no longer than this
     */
    record Pace(Duration first, Duration longest) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(15));
    }

    /**
     * Opens nothing yet.
     *
     * @param opens is called again after it has thrown {@link UnopenedException}
     * @param routes what is served then
     * @param always adds what is served before, too
     */
    Opening(Supplier<Hindsight> opens, Function<Hindsight, Router> routes, Consumer<Router.Builder> always, Pace pace) {
        this.opens = opens;
        this.routes = routes;
        this.always = always;
        this.pace = pace;
        this.router = waiting(Map.of(), "The server is starting.");
        trying.setDaemon(true);
    }

    /**
     * Tries once, and goes on on a thread of its own as long as databases are missing.
     *
     * @throws RuntimeException what no waiting mends
     */
    void begin() {
        try {
            open();
        } catch (RuntimeException e) {
            if (!passes(e)) {
                throw e;
            }
            trying.start();
        }
    }

    private void tryOn() {
        Duration wait = pace.first();
        while (true) {
            try {
                Thread.sleep(wait.toMillis());
                open();
                return;
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                if (!passes(e)) {
                    LOG.error("Hindsight does not start: {}", e.getMessage(), e);
                    router = waiting(Map.of(), "The server cannot start; its log says why.");
                    return;
                }
            }
            Duration longer = wait.multipliedBy(2);
            wait = longer.compareTo(pace.longest()) < 0 ? longer : pace.longest();
        }
    }

    private void open() {
        Hindsight opened = opens.get();
        try {
            synchronized (this) {
                if (!closed) {
                    router = routes.apply(opened);
                    hindsight = opened;
                    return;
                }
            }
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        opened.close();
    }

    /** Whether a later try may succeed; then everybody is told what is missing until it does. */
    private boolean passes(RuntimeException failure) {
        Map<String, String> missing;
        String detail;
        if (failure instanceof UnopenedException unopened) {
            missing = unopened.reasons();
            detail = String.valueOf(unopened.getMessage());
        } else if (Outage.of(failure).isPresent()) {
            missing = Map.of();
            detail = "A database " + Outage.of(failure).orElseThrow().words() + ".";
        } else {
            return false;
        }
        router = waiting(missing, detail);
        if (detail.equals(told)) {
            LOG.info("Still waiting: {}", detail);
        } else if (Outage.isCauseOf(failure)) {
            LOG.warn("{} Hindsight waits, and tries again by itself.", detail);
        } else {
            LOG.warn("{} Hindsight waits, and tries again by itself.", detail, failure);
        }
        told = detail;
        return true;
    }

    private Router waiting(Map<String, String> missing, String detail) {
        Router.Builder waiting = new Router.Builder();
        HealthRoutes.whileMissing(missing, detail).addTo(waiting);
        always.accept(waiting);
        waiting.otherwise(request -> {
            throw HindsightException.of(Failure.UNAVAILABLE, detail + " Try again soon.");
        });
        return waiting.build();
    }

    /** What is served just now. */
    Router router() {
        return router;
    }

    /** Stops trying, and closes what was opened. */
    @Override
    public void close() {
        Hindsight open;
        synchronized (this) {
            closed = true;
            open = hindsight;
            hindsight = null;
        }
        trying.interrupt();
        try {
            trying.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (open != null) {
            open.close();
        }
    }
}
