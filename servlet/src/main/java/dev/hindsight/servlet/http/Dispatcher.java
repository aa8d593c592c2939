package dev.hindsight.servlet.http;

import dev.hindsight.engine.RequestTag;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.error.Outage;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The one servlet: finds the route, lets it answer, and turns every failure into the error envelope. A reply carries the
 * request's id, which the log has too.
 */
public final class Dispatcher extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** So much of a refused body is read and dropped, for clients that listen only when they have sent everything. */
    private static final long DRAIN_LIMIT = 32L * 1024 * 1024;

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /** Where a request has what it waited for. */
    private static final String WAITED = Dispatcher.class.getName() + ".waited";

    private final transient WaitingRoom waiting = new WaitingRoom(WaitingRoom.PLACES);
    private final transient Supplier<Router> router;
    private final transient Optional<String> publicUrl;
    private final transient Consumer<Served> witness;

    /**
     * Serves routes.
     *
     * @param publicUrl the application's address as clients see it, without a trailing slash; empty to take it from each
     *     request
     */
    public Dispatcher(Router router, Optional<String> publicUrl) {
        this(() -> router, publicUrl, served -> {});
    }

    /**
     * As above, for routes that become others; each request has those of its begin.
     *
     * @param witness is told of each request that was answered; must not throw
     */
    public Dispatcher(Supplier<Router> router, Optional<String> publicUrl, Consumer<Served> witness) {
        this.router = router;
        this.publicUrl = publicUrl;
        this.witness = witness;
    }

    @Override
    protected void service(HttpServletRequest raw, HttpServletResponse response) throws IOException {
        Exchange exchange =
                raw.getDispatcherType() == DispatcherType.ASYNC && raw.getAttribute(WAITED) instanceof Exchange waited
                        ? waited
                        : new Exchange(raw, requestId(raw));
        MDC.put(RequestTag.KEY, exchange.id);
        int status = 500;
        boolean waits = false;
        try {
            Outcome outcome = exchange.outcome();
            if (outcome instanceof Later later && waits(raw, exchange, later)) {
                waits = true;
                return;
            }
            status = send(raw, response, exchange, exchange.reply(outcome));
        } finally {
            MDC.remove(RequestTag.KEY);
            if (!waits) {
                witness.accept(exchange.served(status));
            }
        }
    }

    /** Whether the reply is made elsewhere; the request comes here again then. */
    private boolean waits(HttpServletRequest raw, Exchange exchange, Later later) {
        raw.setAttribute(WAITED, exchange);
        return waiting.enter(
                raw,
                () -> {
                    MDC.put(RequestTag.KEY, exchange.id);
                    try {
                        exchange.make(later);
                    } finally {
                        MDC.remove(RequestTag.KEY);
                    }
                },
                () -> witness.accept(exchange.lost()));
    }

    @Override
    public void destroy() {
        waiting.close();
    }

    /** The status that the client gets. */
    private static int send(HttpServletRequest raw, HttpServletResponse response, Exchange exchange, Reply reply)
            throws IOException {
        String id = exchange.id;
        LOG.debug("request {} {}: {}", id, exchange.place(), reply.status());
        if (reply.status() >= 400) {
            drain(raw);
        }
        try {
            write(raw, response, id, reply);
        } catch (IOException e) {
            LOG.debug("request {} {}: the client went away", id, exchange.place(), e);
        } catch (RuntimeException e) {
            LOG.error("request {} {} failed while it was answered", id, exchange.place(), e);
            if (response.isCommitted()) {
                // The only honest end of a reply that cannot be finished is a broken connection.
                throw e;
            }
            Reply unexpected = ErrorReply.unexpected();
            write(raw, response, id, unexpected);
            return unexpected.status();
        }
        return reply.status();
    }

    private static void write(HttpServletRequest raw, HttpServletResponse response, String id, Reply reply)
            throws IOException {
        response.reset();
        response.setStatus(reply.status());
        response.setHeader("X-Request-Id", id);
        response.setHeader("X-Content-Type-Options", "nosniff");
        // Addresses of shares and of some API requests hold secrets, which are no other site's business.
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", reply.headers().containsKey("ETag") ? "private, no-cache" : "no-store");
        reply.headers().forEach((name, value) -> {
            if (name.equals("Content-Type")) {
                response.setContentType(value);
            } else {
                response.setHeader(name, value);
            }
        });
        reply.cookies().forEach(cookie -> response.addHeader("Set-Cookie", cookie));
        reply.length().ifPresent(response::setContentLengthLong);
        if (raw.getMethod().equals("HEAD")) {
            return;
        }
        if (reply.length().isPresent()) {
            reply.body().writeTo(response.getOutputStream());
        } else {
            HeldBack out = new HeldBack(response);
            reply.body().writeTo(out);
            out.end();
        }
    }

    /** The sender's id for the request when it has a harmless one, else a new one. */
    private static String requestId(HttpServletRequest raw) {
        String sent = raw.getHeader("X-Request-Id");
        return sent != null && sent.matches("[A-Za-z0-9._-]{1,64}")
                ? sent
                : UUID.randomUUID().toString();
    }

    private static void drain(HttpServletRequest raw) {
        boolean notSentYet = raw.getHeader("Expect") != null || raw.getContentLengthLong() > 4 * DRAIN_LIMIT;
        if (notSentYet) {
            return;
        }
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream body = new ContainerInput(raw.getInputStream());
            long left = DRAIN_LIMIT;
            int read = 0;
            while (left > 0 && read >= 0) {
                read = body.read(buffer);
                left -= read;
            }
        } catch (IOException | HindsightException e) {
            LOG.debug("the rest of a refused body could not be read", e);
        }
    }

    /** One request on its way to a reply. Used by one thread at a time. */
    private final class Exchange {
        private final HttpServletRequest raw;
        private final String id;
        private final String method; // a request that is over says nothing any more
        private final long begun = System.nanoTime();
        private String place;
        private String route = Served.NO_ROUTE;
        private boolean crossOrigin;
        private @Nullable Request request;
        private @Nullable Reply made;

        Exchange(HttpServletRequest raw, String id) {
            this.raw = raw;
            this.id = id;
            this.method = METHODS.contains(raw.getMethod()) ? raw.getMethod() : Served.OTHER;
            // The path itself stays out of the log: a sender chooses it, and it may hold secrets.
            this.place = raw.getMethod();
        }

        String place() {
            return place;
        }

        Served served(int status) {
            OptionalLong project = request == null ? OptionalLong.empty() : request.projectId();
            return new Served(id, method, route, status, Duration.ofNanos(System.nanoTime() - begun), project);
        }

        /** What it was waited for, or what the route makes of it. */
        Outcome outcome() {
            return made == null ? guarded(this::routed) : made;
        }

        /** The reply that an outcome brings, here and now. */
        Reply reply(Outcome outcome) {
            Reply reply = outcome instanceof Later later
                    ? (Reply) guarded(() -> later.work().make())
                    : (Reply) outcome;
            return crossOrigin ? reply.with("Access-Control-Allow-Origin", "*") : reply;
        }

        /** Makes the reply that it comes back for. */
        void make(Later later) {
            made = ErrorReply.unexpected(); // when it breaks off; it is not to be begun anew
            try {
                made = (Reply) guarded(() -> later.work().make());
            } catch (Error e) { // no container would log it under this request
                LOG.error("request {} {} broke off", id, place, e);
            }
        }

        /** Nobody is there to take the reply; what it holds beside memory is let go by writing it. */
        Served lost() {
            Reply reply = made == null ? ErrorReply.unexpected() : made;
            LOG.debug("request {} {}: the client went away", id, place);
            try {
                reply.body().writeTo(OutputStream.nullOutputStream());
            } catch (IOException | RuntimeException e) {
                LOG.debug("request {} {}: its reply could not be written either", id, place, e);
            }
            return served(reply.status());
        }

        private Outcome routed() throws IOException {
            if (raw.getDispatcherType() == DispatcherType.ERROR) {
                return ErrorReply.ofContainer(containerStatus());
            }
            RequestPath path = RequestPath.of(Request.relativePath(raw));
            if (raw.getMethod().equals("OPTIONS")) {
                return options(path);
            }
            RouteMatch match = router.get().find(raw.getMethod(), path);
            place = match.route().toString();
            route = match.route().label();
            crossOrigin = match.route().crossOrigin();
            Request found = request(match);
            request = found;
            return match.route().handler().handle(found);
        }

        /** What comes of it, failures too. */
        private Outcome guarded(Callable<? extends Outcome> work) {
            try {
                return work.call();
            } catch (HindsightException e) {
                if (e.getCause() != null) {
                    LOG.warn("request {} {}: {}", id, place, e.detail(), e);
                }
                return ErrorReply.of(e);
            } catch (HttpRefusal e) {
                return ErrorReply.of(e);
            } catch (Exception e) {
                LOG.error("request {} {} failed", id, place, e);
                return Outage.of(e)
                        .map(outage -> HindsightException.of(
                                Failure.UNAVAILABLE, "A database " + outage.words() + ". Try again soon."))
                        .map(ErrorReply::of)
                        .orElseGet(ErrorReply::unexpected);
            }
        }

        private Request request(RouteMatch match) {
            QueryParameters query = QueryParameters.parse(raw.getQueryString(), "query string");
            Format format = Negotiation.of(raw, match, query);
            return new Request(raw, match, query, format, publicUrl.orElseGet(this::requestedUrl));
        }

        private Reply options(RequestPath path) {
            Router.Options options = router.get().options(path);
            Reply reply = Reply.empty(200).with("Allow", options.allow());
            return !options.crossOrigin()
                    ? reply
                    : reply.with("Access-Control-Allow-Origin", "*")
                            .with("Access-Control-Allow-Methods", options.allow())
                            .with("Access-Control-Allow-Headers", "Content-Type, Content-Encoding, X-Request-Id")
                            .with("Access-Control-Max-Age", "86400");
        }

        private String requestedUrl() {
            String url = raw.getRequestURL().toString();
            return url.substring(0, url.length() - Request.relativePath(raw).length());
        }

        private int containerStatus() {
            Object status = raw.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
            return status instanceof Integer number ? number : 500;
        }
    }
}
