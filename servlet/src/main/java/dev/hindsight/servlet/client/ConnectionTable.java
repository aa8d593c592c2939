package dev.hindsight.servlet.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Linux's tables of TCP connections, for IPv4 and IPv6: a row for each, with both ends and its state. Rows may be missed while
 * others come and go.
 */
final class ConnectionTable {
    /** Those of this process's network. */
    private static final Path OURS = Path.of("/proc/self/net");

    /** What one of the two ends has closed: FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSE, CLOSE_WAIT, LAST_ACK and CLOSING. */
    private static final Set<String> CLOSED = Set.of("04", "05", "06", "07", "08", "09", "0B");

    private final Path directory;

    /** @param directory where {@code tcp} and {@code tcp6} are */
    ConnectionTable(Path directory) {
        this.directory = directory;
    }

    static ConnectionTable ofThisProcess() {
        return new ConnectionTable(OURS);
    }

    /** One that clients have to this server. */
    record Connection(Endpoint local, Endpoint remote) {}

    /**
     * What is known of some connections.
     *
     * @param open those that are
     * @param closed those that one end or both have closed
     */
    record Found(Set<Connection> open, Set<Connection> closed) {}

    /**
     * Looks for connections. Those that the tables do not have are in neither set, as all are on other systems, which have no
     * tables.
     */
    Found find(Collection<Connection> wanted) throws IOException {
        Found found = new Found(new HashSet<>(), new HashSet<>());
        read("tcp", byEnds(wanted, Endpoint::v4), found);
        read("tcp6", byEnds(wanted, Endpoint::v6), found);
        return found;
    }

    /** By what a row says of both ends. */
    private static Map<String, Connection> byEnds(
            Collection<Connection> wanted, Function<Endpoint, @Nullable String> form) {
        Map<String, Connection> byEnds = new HashMap<>();
        for (Connection connection : wanted) {
            String local = form.apply(connection.local());
            String remote = form.apply(connection.remote());
            if (local != null && remote != null) {
                byEnds.put(local + " " + remote, connection);
            }
        }
        return byEnds;
    }

    private void read(String name, Map<String, Connection> wanted, Found found) throws IOException {
        Path file = directory.resolve(name);
        if (wanted.isEmpty() || !Files.exists(file)) {
            return;
        }
        try (BufferedReader rows = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            rows.readLine(); // the names of the columns
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
                // "  12: 0100007F:1F90 0100007F:D431 01 ..."
                int from = row.indexOf(": ") + 2;
                int state = row.indexOf(' ', row.indexOf(' ', from) + 1) + 1;
                if (from > 1 && state > from && state + 2 <= row.length()) {
                    Connection connection = wanted.get(row.substring(from, state - 1));
                    if (connection != null) {
                        (CLOSED.contains(row.substring(state, state + 2)) ? found.closed() : found.open())
                                .add(connection);
                    }
                }
            }
        }
    }
}
