package dev.hindsight.servlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.hindsight.Hindsight;
import dev.hindsight.refresh.Load;
import dev.hindsight.servlet.GatedEvents;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients close their connections while questions are calculated that take longer than anybody waits. */
@EnabledOnOs(OS.LINUX)
class HangUpOverHttpTest {
    private static final String QUERY = "/api/projects/@current/query/";
    private static final String INSIGHTS = "/api/projects/@current/insights/";

    private static TestApp app;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start();
        client = app.client();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** What counts is not that somebody was told but that the engine works no more. */
    @AfterEach
    void theEngineRests() throws Exception {
        await(() -> load().running() == 0 && load().engine().running() == 0);
        await(() -> cpuTimeIn(Duration.ofMillis(500)).toMillis() < 250);
    }

    @Test
    void whoClosesTheirConnection_stopsTheEngine() throws Exception {
        Socket socket = post(QUERY, endless("a"));
        try (socket) {
            await(() -> load().engine().running() == 1);
            await(() -> cpuTimeIn(Duration.ofMillis(200)).toMillis() > 100);
        }
    }

    @Test
    void whoResetsTheirConnection_stopsTheEngine() throws Exception {
        Socket socket = post(QUERY, endless("b"));
        try (socket) {
            await(() -> load().engine().running() == 1 && app.hangUps().connected() == 1);
            socket.setSoLinger(true, 0);
        }
    }

    @Test
    void halfClosed_isGone_andToldSo() throws Exception {
        Socket socket = post(QUERY, endless("c"));
        try (socket) {
            await(() -> load().engine().running() == 1);
            socket.shutdownOutput();

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("The query was cancelled.");
        }
    }

    @Test
    void insights_lists_dashboards_andExports_areStoppedToo() throws Exception {
        long dashboard = client.post("/api/projects/@current/dashboards/", "{\"name\":\"slow\"}")
                .has(201)
                .json()
                .path("id")
                .asLong();
        long insight = 0;
        for (String name : List.of("d", "e", "f", "g", "h", "i")) {
            insight = client.post(INSIGHTS, endless(name).replaceFirst("}$", ",\"dashboards\":[" + dashboard + "]}"))
                    .has(201)
                    .json()
                    .path("id")
                    .asLong();
        }
        for (String path : List.of(
                INSIGHTS + insight + "/?refresh=blocking",
                INSIGHTS + "?refresh=force_blocking",
                "/api/projects/@current/dashboards/" + dashboard + "/?refresh=force_blocking")) {
            Socket socket = send(app, "GET", path, "");
            try (socket) {
                await(() -> load().engine().running() > 0);
            }
            theEngineRests();
        }
        Socket socket = post(QUERY + "export/", endless("j"));
        try (socket) {
            await(() -> load().engine().running() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void othersWhoWaitForTheSame_getTheirAnswer_whicheverLeaves(boolean firstLeaves) throws Exception {
        try (GatedEvents events = new GatedEvents();
                TestApp gated = TestApp.start(Hindsight.builder().inMemory().events(events.dataSource()), 50)) {
            gated.client().post(QUERY, selecting("6")).has(200); // what is asked once is known
            events.closeGate();
            int before = events.wanted();
            String query = selecting("7");
            Socket first = send(gated, "POST", QUERY, query);
            await(() -> events.wanted() > before);
            Socket second = send(gated, "POST", QUERY, query);
            await(() -> gated.hangUps().connected() == 2);
            int asked = events.wanted();

            (firstLeaves ? first : second).close();
            await(() -> gated.hangUps().connected() == 1);
            assertThat(gated.hindsight().load().running()).isEqualTo(1);
            events.openGate();

            try (Socket staying = firstLeaves ? second : first) {
                assertThat(new String(staying.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200")
                        .contains("\"results\":[[7]]");
            }
            assertThat(events.wanted()).as("calculated once").isEqualTo(asked);
        }
    }

    @Test
    void whenAllHaveLeft_itIsStopped() throws Exception {
        String query = endless("l");
        Socket first = post(QUERY, query);
        try (first) {
            await(() -> load().engine().running() == 1);
            Socket second = post(QUERY, query);
            try (second) {
                await(() -> app.hangUps().connected() == 2);
            }
            await(() -> app.hangUps().connected() == 1);
            assertThat(load().engine().running()).isEqualTo(1);
        }
    }

    private static String selecting(String number) {
        return "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select " + number + "\"}}";
    }

    private static Load load() {
        return app.hindsight().load();
    }

    /** A question that nobody else asks, and that never ends. */
    private static String endless(String name) {
        return "{\"query\":{\"kind\":\"HogQLQuery\",\"query\":\"select '" + name
                + "', sum(a.number * b.number) from numbers(10000000) as a cross join numbers(10000000) as b\"}}";
    }

    private static Socket post(String path, String body) throws IOException {
        return send(app, "POST", path, body);
    }

    private static Socket send(TestApp app, String method, String path, String body) throws IOException {
        String key = app.client()
                .to("/")
                .build()
                .headers()
                .firstValue("Authorization")
                .orElseThrow();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), app.port());
        socket.setSoTimeout(60_000);
        String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                + key + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it did not happen").isNegative();
            Thread.sleep(20);
        }
    }

    /** How long the processors work for this process within that time. */
    private static Duration cpuTimeIn(Duration time) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = system.getProcessCpuTime();
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Duration.ofNanos(system.getProcessCpuTime() - before);
    }
}
