package dev.hindsight.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletRegistration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replies that are made on threads of our own, behind filters of a host's, in both containers. */
class LaterInContainersTest {
    private static final Filter NONE = (request, response, chain) -> chain.doFilter(request, response);

    private enum Kind {
        JETTY,
        TOMCAT
    }

    @TempDir
    private Path directory = Path.of("");

    private final CountDownLatch over = new CountDownLatch(1);
    private final BlockingQueue<Served> served = new LinkedBlockingQueue<>();
    private AutoCloseable server = () -> {};
    private int port;

    private final Router router = new Router.Builder()
            .add("GET", "/later", r -> new Later(() -> Reply.json(200, JsonNodeFactory.instance.textNode("made"))))
            .add(
                    "GET",
                    "/after",
                    r -> new Later(() -> {
                        await(over);
                        return Reply.json(200, JsonNodeFactory.instance.textNode("made"));
                    }))
            .build();

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(Kind kind, String contextPath, Filter filter) throws Exception {
        Dispatcher dispatcher = new Dispatcher(() -> router, Optional.empty(), served::add);
        switch (kind) {
            case JETTY -> jetty(contextPath, filter, dispatcher);
            case TOMCAT -> tomcat(contextPath, filter, dispatcher);
        }
    }

    private void jetty(String contextPath, Filter filter, Dispatcher dispatcher) throws Exception {
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        context.addServlet(new ServletHolder(dispatcher), "/*");
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        jetty.setHandler(context);
        server = jetty::stop;
        jetty.start();
        port = connector.getLocalPort();
    }

    private void tomcat(String contextPath, Filter filter, Dispatcher dispatcher) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Context context = tomcat.addContext(contextPath, directory.toString());
        context.addServletContainerInitializer(
                (classes, started) -> {
                    ServletRegistration.Dynamic servlet = started.addServlet("hindsight", dispatcher);
                    servlet.addMapping("/*");
                    servlet.setAsyncSupported(true);
                    FilterRegistration.Dynamic host = started.addFilter("host", filter);
                    host.addMappingForServletNames(null, false, "hindsight");
                    host.setAsyncSupported(true);
                },
                Set.of());
        server = () -> {
            tomcat.stop();
            tomcat.destroy();
        };
        tomcat.getConnector();
        tomcat.start();
        port = tomcat.getConnector().getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        over.countDown();
        server.close();
        server = () -> {};
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://localhost:" + port + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource
    void path_howeverItIsWritten_comesBack(Kind kind) throws Exception {
        start(kind, "/a/b-c", NONE);

        for (String path : new String[] {"/later", "/later/", "/l%61ter?x=%2F..%2F&y=a;b"}) {
            assertThat(get("/a/b-c" + path).body()).isEqualTo("\"made\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestThatIsOver_isToldOfOnce(Kind kind) throws Exception {
        start(kind, "", (request, response, chain) -> {
            chain.doFilter(request, response);
            request.getAsyncContext().complete(); // as a container does that has seen it break
        });

        get("/after");
        get("/after"); // the container has let go of the first by now
        over.countDown();

        assertThat(served.poll(30, TimeUnit.SECONDS)).extracting(Served::method).isEqualTo("GET");
        assertThat(served.poll(30, TimeUnit.SECONDS)).extracting(Served::route).isEqualTo("/after");
        stop();
        assertThat(served).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void requestThatTheHostMakesWait_isAnsweredWhereItIs(Kind kind) throws Exception {
        start(kind, "", (request, response, chain) -> {
            request.startAsync();
            chain.doFilter(request, response);
            request.getAsyncContext().complete();
        });

        assertThat(get("/later").body()).isEqualTo("\"made\"");
        assertThat(get("/later").statusCode()).isEqualTo(200);
    }
}
