package dev.hindsight.servlet;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A container in a process of its own, which runs the WAR file at the root path. */
final class ServerProcess implements SmokeContract.Container {
    /** For a JVM that ends after seconds: it is compiled quickly rather than well. */
    static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path CONTAINERS = Path.of("target", "containers").toAbsolutePath();

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a command; whoever wants to talk to it waits until it answers.
     *
     * @param directory where it runs and its log is kept
     * @param port where it is told to listen
     */
    static ServerProcess start(Path directory, int port, Map<String, String> environment, List<String> command)
            throws IOException {
        Path log = directory.resolve("console.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // A setting of whoever runs the tests is no setting of the test.
        builder.environment().keySet().removeIf(name -> name.startsWith("HINDSIGHT_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        ServerProcess started = new ServerProcess(builder.start(), log, port);
        Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
        return started;
    }

    /** The directory that a container's archive was unpacked to. */
    static Path home(String container) throws IOException {
        try (Stream<Path> entries = Files.list(CONTAINERS.resolve(container))) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Waits until the application answers, whether or not it is ready. */
    ServerProcess awaitAnswer() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (client().get("/_health").status() == 200) {
                    return this;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(50);
        }
        String said = log();
        kill();
        throw new AssertionError("it does not answer; it said:\n" + said);
    }

    /** Waits until it has said something. */
    void awaitLog(String text) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!log().contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it never said \"" + text + "\" but:\n" + log());
            }
            Thread.sleep(50);
        }
    }

    TestClient client() {
        return TestClient.of("http://localhost:" + port);
    }

    @Override
    public int port() {
        return port;
    }

    /** Everything that it has said. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** Ends it as a power failure would. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to stop, and says again what it complains about meanwhile. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
        try {
            Logger console = Logger.getLogger("org.eclipse.jetty or WebappClassLoader");
            log().lines()
                    .filter(line -> line.contains("WebappClassLoader") || line.contains("WARN:oej"))
                    .forEach(console::warning);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the server does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
