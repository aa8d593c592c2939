package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.User;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes of the WAR file, each in a Jetty of its own process, on one PostgreSQL for metadata and events. */
final class Cluster implements AutoCloseable {
    static final String KEY = "phx_a_key_of_all_nodes";

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final List<ServerProcess> nodes = new ArrayList<>();

    /** @param directory of the database and of the nodes */
    Cluster(Path directory) {
        this.directory = directory;
        this.postgres = TestPostgres.start(directory.resolve("data"), 0);
    }

    private String url(String name) {
        return TestPostgres.url(postgres.getPort()) + "?ApplicationName=" + name;
    }

    /**
     * Begins to start a node, the first time or again.
     *
     * @param name under which the database knows its connections
     * @param settings besides the databases and the key
     */
    ServerProcess launch(String name, Map<String, String> settings) throws Exception {
        Map<String, String> properties = new HashMap<>(settings);
        properties.put("hindsight.home", directory.resolve(name + "-home").toString());
        properties.put("hindsight.bootstrap.key", KEY);
        for (String database : List.of("metadata", "events")) {
            properties.put("hindsight." + database + ".url", url(name));
            properties.put("hindsight." + database + ".user", "postgres");
            properties.put("hindsight." + database + ".password", "postgres");
        }
        ServerProcess node = new JettyServer(directory.resolve(name)).launch(List.of(), Map.of(), "", properties);
        nodes.add(node);
        return node;
    }

    /** A client of a node that may do everything. */
    static TestClient client(ServerProcess node) {
        return node.client().withKey(KEY);
    }

    /** A key of a new plain member of the organization. */
    String member(String email) {
        try (Hindsight hindsight = Hindsight.builder()
                .metadata(url("test"), "postgres", "postgres")
                .events("jdbc:duckdb:")
                .open()) {
            Instant now = Instant.now();
            User user = hindsight.members().addUser(email, "Some", "Body", now);
            hindsight
                    .members()
                    .addMembership(
                            hindsight.projects().find(1).orElseThrow().organizationId(),
                            user.id(),
                            MembershipLevel.MEMBER,
                            now);
            return hindsight
                    .keys()
                    .issue(user.id(), new Grant("test", List.of("*"), List.of(), List.of()), now)
                    .value();
        }
    }

    /** Keeps all nodes from reading or writing events until it is closed: calculations wait in the middle. */
    Connection holdEvents() throws SQLException {
        Connection held = DriverManager.getConnection(url("test"), "postgres", "postgres");
        held.setAutoCommit(false);
        try (Statement statement = held.createStatement()) {
            statement.execute("lock table hindsight_events.events in access exclusive mode");
        }
        return held;
    }

    /** The names of the nodes that wait for events. */
    List<String> held() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url("test"), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select distinct application_name from pg_stat_activity where"
                        + " wait_event_type = 'Lock' and wait_event = 'relation'")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    /** Waits until one of these nodes waits for events; says which. */
    String awaitHeld(String... among) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            for (String name : held()) {
                if (List.of(among).contains(name)) {
                    return name;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("nobody calculates");
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(ServerProcess::kill);
        postgres.close();
    }
}
