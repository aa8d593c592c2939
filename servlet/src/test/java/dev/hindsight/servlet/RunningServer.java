package dev.hindsight.servlet;

import dev.hindsight.servlet.http.Dispatcher;
import dev.hindsight.servlet.http.Router;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty on a free port that serves some routes below a context path. */
public final class RunningServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final String contextPath;

    private RunningServer(String contextPath) {
        this.contextPath = contextPath;
    }

    /** Starts; {@code contextPath} is empty or begins with a slash. */
    public static RunningServer start(String contextPath, Router router) throws Exception {
        RunningServer running = new RunningServer(contextPath);
        // Everything reaches the dispatcher, so that its own judgement is tested and not the container's.
        running.connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setUriCompliance(UriCompliance.UNSAFE);
        running.server.addConnector(running.connector);
        ServletContextHandler context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        context.addServlet(new ServletHolder(new Dispatcher(router, Optional.empty())), "/*");
        running.server.setHandler(context);
        running.server.start();
        return running;
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
