package dev.hindsight.servlet;

import dev.hindsight.servlet.client.HangUps;
import dev.hindsight.servlet.http.Dispatcher;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.servlet.http.Served;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A Jetty on a free port that serves some routes below a context path. */
public final class RunningServer implements AutoCloseable {
    /** As many as a container has by itself. */
    static final int THREADS = 200;

    private final Server server;
    private final ServerConnector connector;
    private final String contextPath;
    private final HangUps hangUps = new HangUps();

    private RunningServer(String contextPath, int threads) {
        this.server = new Server(new QueuedThreadPool(threads));
        this.connector = new ServerConnector(server);
        this.contextPath = contextPath;
    }

    /** Starts; {@code contextPath} is empty or begins with a slash. */
    public static RunningServer start(String contextPath, Router router) throws Exception {
        return start(contextPath, router, THREADS);
    }

    /** As above, for clients that know it by another address. */
    public static RunningServer start(String contextPath, Router router, Optional<String> publicUrl) throws Exception {
        return start(contextPath, new Dispatcher(router, publicUrl), THREADS);
    }

    /** As above, for routes that become others. */
    static RunningServer start(Supplier<Router> router) throws Exception {
        return start(router, served -> {});
    }

    /** As above; the witness is told of each request. */
    static RunningServer start(Supplier<Router> router, Consumer<Served> witness) throws Exception {
        return start(router, witness, THREADS);
    }

    /** As above, with so many threads. */
    static RunningServer start(Supplier<Router> router, Consumer<Served> witness, int threads) throws Exception {
        return start("", new Dispatcher(router, Optional.empty(), witness), threads);
    }

    /** As above, with so many threads. */
    static RunningServer start(String contextPath, Router router, int threads) throws Exception {
        return start(contextPath, new Dispatcher(router, Optional.empty()), threads);
    }

    private static RunningServer start(String contextPath, Dispatcher dispatcher, int threads) throws Exception {
        RunningServer running = new RunningServer(contextPath, threads);
        // Everything reaches the dispatcher, so that its own judgement is tested and not the container's.
        running.connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setUriCompliance(UriCompliance.UNSAFE);
        running.server.addConnector(running.connector);
        ServletContextHandler context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        context.addServlet(new ServletHolder(dispatcher), "/*");
        context.addFilter(new FilterHolder(running.hangUps), "/*", EnumSet.of(DispatcherType.REQUEST));
        running.server.setHandler(context);
        running.server.start();
        return running;
    }

    /** What notices clients that hang up. */
    HangUps hangUps() {
        return hangUps;
    }

    public int port() {
        return connector.getLocalPort();
    }

    /** The address of the application, without a trailing slash. */
    public String url() {
        return "http://localhost:" + port() + contextPath;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
