package dev.hindsight.servlet.client;

import dev.hindsight.refresh.Client;
import dev.hindsight.servlet.client.ConnectionTable.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of one request, at the other end of a connection. Thread-safe. */
final class ConnectedClient implements Client {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectedClient.class);

    /** A table that changes while it is read may miss a row, but hardly twice. */
    private static final int MISSED = 2;

    private final Supplier<Ends> ends;
    private final Set<ConnectedClient> all;
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable Ends known;
    private long since;
    private boolean seen;
    private int missed;
    private boolean gone;

    /**
     * One who does not wait yet.
     *
     * @param ends asked once, on a thread that answers the request, if they ever wait
     * @param all those who wait, among whom they are as long as they do
     */
    ConnectedClient(Supplier<Ends> ends, Set<ConnectedClient> all) {
        this.ends = ends;
        this.all = all;
    }

    /** Addresses and ports of a connection, as a container tells them. */
    record Ends(
            @Nullable String localAddress,
            int localPort,
            @Nullable String remoteAddress,
            int remotePort) {
        Optional<Connection> connection() {
            return Endpoint.of(localAddress, localPort)
                    .flatMap(local ->
                            Endpoint.of(remoteAddress, remotePort).map(remote -> new Connection(local, remote)));
        }
    }

    /** What a look at the table has shown. */
    enum Sight {
        OPEN,
        CLOSED,
        NOTHING
    }

    @Override
    public Waiting waits(Runnable told) {
        if (!begins(told)) {
            told.run();
        }
        return () -> ends(told);
    }

    private synchronized boolean begins(Runnable told) {
        if (gone) {
            return false;
        }
        waiting.add(told);
        if (known == null) {
            known = ends.get();
            since = System.nanoTime();
        }
        all.add(this);
        return true;
    }

    private synchronized void ends(Runnable told) {
        waiting.remove(told);
        if (waiting.isEmpty()) {
            all.remove(this);
        }
    }

    /** Where to look for them; empty when they have not waited for so long, or do not just now. */
    synchronized Optional<Connection> awaitedFor(Duration patience) {
        boolean due = !gone && !waiting.isEmpty() && System.nanoTime() - since >= patience.toNanos();
        return due && known != null ? known.connection() : Optional.empty();
    }

    /** Whether their connection was found, and is not known to be closed. */
    synchronized boolean isConnected() {
        return seen && !gone;
    }

    /** A connection that was never seen says nothing: something in between may have changed its addresses. */
    void seen(Sight sight) {
        List<Runnable> told;
        synchronized (this) {
            seen |= sight == Sight.OPEN;
            missed = sight == Sight.NOTHING ? missed + 1 : 0;
            boolean leaves = sight == Sight.CLOSED || (seen && missed >= MISSED);
            if (!leaves || gone) {
                return;
            }
            gone = true;
            told = List.copyOf(waiting);
        }
        LOG.debug("A client has hung up; it waited for {} answers", told.size());
        told.forEach(ConnectedClient::tell);
    }

    private static void tell(Runnable waiting) {
        try {
            waiting.run();
        } catch (RuntimeException e) {
            LOG.debug("What was calculated for a client that has hung up could not be stopped", e);
        }
    }
}
