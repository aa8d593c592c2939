package dev.hindsight.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private static final int PLACES = 2;

    private final WaitingRoom room = new WaitingRoom(PLACES);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch come = new CountDownLatch(5);
    private final CountDownLatch lost = new CountDownLatch(1);

    /** Says whether a request has waited in the room. */
    private final class Waiting extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            boolean comesBack = request.getDispatcherType() == DispatcherType.ASYNC;
            if (!comesBack && room.enter(request, this::work, lost::countDown)) {
                return;
            }
            if (!comesBack) {
                work();
            }
            response.getWriter().print(comesBack ? "in the room" : "outside");
        }

        private void work() {
            come.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private List<String> answers(boolean async) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder servlet = new ServletHolder(new Waiting());
        servlet.setAsyncSupported(async);
        context.addServlet(servlet, "/*");
        server.setHandler(context);
        server.start();
        try {
            URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/");
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> calls = Stream.generate(
                            () -> client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()))
                    .limit(come.getCount())
                    .toList();
            assertThat(come.await(30, TimeUnit.SECONDS)).isTrue();
            gate.countDown();
            return calls.stream().map(call -> call.join().body()).sorted().toList();
        } finally {
            server.stop();
            room.close();
        }
    }

    @Test
    void whoFindsNoPlace_waitsOutside() throws Exception {
        assertThat(answers(true)).containsExactly("in the room", "in the room", "outside", "outside", "outside");
    }

    @Test
    void whereThereIsNoRoom_allWaitOutside() throws Exception {
        assertThat(answers(false)).containsOnly("outside").hasSize(5);
    }

    @Test
    void whoComesWhileItCloses_isAnsweredAllTheSame() throws Exception {
        room.close();
        gate.countDown();

        assertThat(answers(true)).hasSize(5);
    }

    @Test
    void whoIsGoneBeforeTheWorkIsDone_isNoted() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(
                new ServletHolder(new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void service(HttpServletRequest request, HttpServletResponse response) {
                        room.enter(
                                request,
                                () -> request.getAsyncContext()
                                        .complete(), // as a container does that has seen it break
                                lost::countDown);
                    }
                }),
                "/*");
        server.setHandler(context);
        server.start();
        try {
            URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/");
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

            assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.stop();
            room.close();
        }
    }
}
