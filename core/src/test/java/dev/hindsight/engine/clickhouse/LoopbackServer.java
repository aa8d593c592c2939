package dev.hindsight.engine.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The embedded engine behind the part of ClickHouse's HTTP interface that its JDBC driver uses: a process of its own, so that
 * nothing that the engine does to its process reaches the tests. It ends when its standard input does.
 *
 * <p>What it does differently from a server: a statement's id is kept in {@code log_comment}, as the library takes no ids, and
 * there is one user.
 */
final class LoopbackServer {
    private static final Pattern CODE = Pattern.compile("Code: (\\d+)");
    private static final String WITH_HEADER = "RowBinaryWithNamesAndTypes";

    private final EmbeddedEngine engine;
    private final Path folder;
    private final String authorization;

    private LoopbackServer(EmbeddedEngine engine, Path folder, String password) {
        this.engine = engine;
        this.folder = folder;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(("default:" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** @param arguments the library's file, an empty folder, the password; prints the port once it answers */
    public static void main(String[] arguments) throws Exception {
        // A reply's head and body are two packets, of which the second must not wait.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Path folder = Path.of(arguments[1]);
        EmbeddedEngine engine = new EmbeddedEngine(Path.of(arguments[0]), folder.resolve("data"));
        EmbeddedEngine.Session kept = engine.open();
        kept.run("SELECT 1", "TabSeparated");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        LoopbackServer loopback = new LoopbackServer(engine, folder, arguments[2]);
        server.createContext("/", loopback::answer);
        server.start();
        System.out.println("port " + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // Nothing is said there; it ends with the process that started this one.
        }
        Runtime.getRuntime().halt(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/ping")) {
                send(exchange, 200, "Ok.\n");
                return;
            }
            if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                refuse(exchange, "Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)");
                return;
            }
            try (LoopbackRequest request = LoopbackRequest.of(exchange, folder);
                    EmbeddedEngine.Session session = engine.open()) {
                run(exchange, request, session);
            } catch (EmbeddedEngine.Refusal e) {
                refuse(exchange, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void run(HttpExchange exchange, LoopbackRequest request, EmbeddedEngine.Session session)
            throws IOException, EmbeddedEngine.Refusal {
        for (String before : request.preparations()) {
            session.run(before, "Null");
        }
        exchange.getResponseHeaders().set("X-ClickHouse-Format", request.format());
        exchange.getResponseHeaders().set("X-ClickHouse-Timezone", "UTC");
        exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", request.id());
        exchange.getResponseHeaders().set("X-ClickHouse-Summary", "{\"read_rows\":\"0\",\"written_rows\":\"0\"}");
        if (!request.isQuery() || !request.format().equals(WITH_HEADER)) {
            byte[] result = session.run(request.sql(), request.format());
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(result);
            return;
        }
        Reply reply = new Reply(exchange);
        session.stream(request.sql(), request.format(), reply::add);
        if (!reply.begun) {
            // A stream without rows has no header either.
            reply.add(session.run(request.sql(), request.format()));
        }
    }

    /** The parts of a stream put together: one header and all rows. */
    private static final class Reply {
        private final HttpExchange exchange;
        private boolean begun;

        Reply(HttpExchange exchange) {
            this.exchange = exchange;
        }

        void add(byte[] part) throws IOException {
            OutputStream body = exchange.getResponseBody();
            if (!begun) {
                begun = true;
                exchange.sendResponseHeaders(200, 0);
                body = exchange.getResponseBody();
                body.write(part);
            } else {
                int header = headerLength(part);
                body.write(part, header, part.length - header);
            }
            body.flush();
        }

        /** The number of columns, then their names, then their types: texts with their lengths before them. */
        private static int headerLength(byte[] part) {
            int columns = part[0];
            int at = 1;
            for (int text = 0; text < 2 * columns; text++) {
                int length = 0;
                int shift = 0;
                do {
                    length |= (part[at] & 0x7f) << shift;
                    shift += 7;
                } while (part[at++] < 0);
                at += length;
            }
            return at;
        }
    }

    private static void refuse(HttpExchange exchange, String message) throws IOException {
        if (exchange.getResponseCode() != -1) {
            // Rows are on their way: only breaking off says that there should be more.
            throw new IOException(message);
        }
        Matcher code = CODE.matcher(message);
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", code.find() ? code.group(1) : "1002");
        send(exchange, 500, message);
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
