package dev.hindsight.servlet.client;

import dev.hindsight.refresh.CurrentClient;
import dev.hindsight.servlet.client.ConnectedClient.Ends;
import dev.hindsight.servlet.client.ConnectedClient.Sight;
import dev.hindsight.servlet.client.ConnectionTable.Connection;
import dev.hindsight.servlet.client.ConnectionTable.Found;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the waiting of clients that have closed their connection. A container tells a servlet nothing of that before it writes, so
 * the system is asked: where it is Linux, once a second, and only while somebody waits for long. Who has closed only their sending
 * side counts as gone. Nobody does whose connection is not found: where addresses are rewritten, and on other systems.
 */
public final class HangUps implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(HangUps.class);

    private final ConnectionTable table;
    private final Duration patience;
    private final Duration pause;
    private final Set<ConnectedClient> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor thread;
    private @Nullable ScheduledFuture<?> looking;

    /** One whose thread begins to work with the application. */
    public HangUps() {
        this(ConnectionTable.ofThisProcess(), Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    /**
     * As above.
     *
     * @param patience whoever waits for less is not looked for
     * @param pause between looks
     */
    HangUps(ConnectionTable table, Duration patience, Duration pause) {
        this.table = table;
        this.patience = patience;
        this.pause = pause;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "hindsight-hang-ups");
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public void init(FilterConfig config) {
        looking = thread.scheduleWithFixedDelay(
                this::lookSafely, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ConnectedClient client = client(() -> new Ends(
                request.getLocalAddr(), request.getLocalPort(), request.getRemoteAddr(), request.getRemotePort()));
        CurrentClient current = CurrentClient.is(client);
        try (current) {
            chain.doFilter(request, response);
        }
    }

    /** One who is looked for as soon as they wait. */
    ConnectedClient client(Supplier<Ends> ends) {
        return new ConnectedClient(ends, waiting);
    }

    private void lookSafely() {
        try {
            look();
        } catch (IOException | RuntimeException | Error e) { // a schedule that fails once ends without a word
            LOG.debug("The table of connections cannot be read; clients that hang up are waited for", e);
        }
    }

    /** Looks once for all who wait. */
    void look() throws IOException {
        Map<Connection, List<ConnectedClient>> wanted = new HashMap<>();
        for (ConnectedClient client : waiting) {
            client.awaitedFor(patience)
                    .ifPresent(connection -> wanted.computeIfAbsent(connection, each -> new ArrayList<>())
                            .add(client));
        }
        if (wanted.isEmpty()) {
            return;
        }
        Found found = table.find(wanted.keySet());
        wanted.forEach((connection, clients) -> clients.forEach(client -> client.seen(sight(found, connection))));
    }

    private static Sight sight(Found found, Connection connection) {
        if (found.open().contains(connection)) {
            return Sight.OPEN;
        }
        return found.closed().contains(connection) ? Sight.CLOSED : Sight.NOTHING;
    }

    /** How many of those who wait were found to be connected. */
    long connected() {
        return waiting.stream().filter(ConnectedClient::isConnected).count();
    }

    @Override
    public void destroy() {
        if (looking != null) {
            looking.cancel(false);
        }
        thread.shutdownNow();
    }
}
