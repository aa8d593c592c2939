package dev.hindsight.servlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.refresh.Client.Waiting;
import dev.hindsight.servlet.client.ConnectedClient.Ends;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks are taken one by one, at a table that the test writes. */
class HangUpsTest {
    private static final String OPEN = "  1: 0100007F:1F90 0100007F:D431 01 rest\n";
    private static final String CLOSED = "  1: 0100007F:1F90 0100007F:D431 08 rest\n";
    private static final String NOTHING = "  1: 0100007F:1F90 0100007F:D432 01 rest\n";

    private final AtomicInteger told = new AtomicInteger();
    private Path directory;
    private HangUps hangUps;

    @BeforeEach
    void open(@TempDir Path empty) {
        directory = empty;
        hangUps = new HangUps(new ConnectionTable(empty), Duration.ZERO, Duration.ofDays(1));
        Assumptions.assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @AfterEach
    void close() {
        hangUps.destroy();
    }

    @Test
    void whoHasClosed_isGone_whetherOrNotTheyWereSeenBefore() throws Exception {
        ConnectedClient client = client();
        client.waits(told::incrementAndGet);
        client.waits(told::incrementAndGet);

        look(CLOSED);
        assertThat(told).as("each wait").hasValue(2);

        look(CLOSED);
        assertThat(told).as("once").hasValue(2);
        client.waits(told::incrementAndGet);
        assertThat(told).as("whoever waits for them later is told at once").hasValue(3);
    }

    @Test
    void whoIsThere_isNotGone() throws Exception {
        client().waits(told::incrementAndGet);

        look(OPEN);
        look(OPEN);

        assertThat(told).hasValue(0);
        assertThat(hangUps.connected()).isEqualTo(1);
    }

    /** A row may be missed once while the table changes. */
    @Test
    void whoWasThereAndIsMissedTwice_isGone() throws Exception {
        client().waits(told::incrementAndGet);

        look(OPEN);
        look(NOTHING);
        assertThat(told).hasValue(0);
        look(OPEN);
        look(NOTHING);
        assertThat(told).as("not one after the other").hasValue(0);
        look(NOTHING);

        assertThat(told).hasValue(1);
    }

    /** Something in between gives other addresses than the connection has, or the system has no such table. */
    @Test
    void whoWasNeverSeen_isNotGone() throws Exception {
        client().waits(told::incrementAndGet);

        look(NOTHING);
        look(NOTHING);
        look(NOTHING);
        Files.delete(directory.resolve("tcp"));
        hangUps.look();

        assertThat(told).hasValue(0);
        assertThat(hangUps.connected()).isZero();
    }

    @Test
    void whoWaitsNoMore_isNotLookedFor() throws Exception {
        ConnectedClient client = client();
        Waiting waiting = client.waits(told::incrementAndGet);
        waiting.close();

        look(CLOSED);
        assertThat(told).hasValue(0);

        client.waits(told::incrementAndGet);
        look(CLOSED);
        assertThat(told).as("again").hasValue(1);
    }

    @Test
    void whoHasNotWaitedForLong_isNotLookedFor() throws Exception {
        hangUps.destroy();
        hangUps = new HangUps(new ConnectionTable(directory), Duration.ofHours(1), Duration.ofDays(1));
        client().waits(told::incrementAndGet);

        look(CLOSED);

        assertThat(told).hasValue(0);
    }

    /** As with HTTP/2. */
    @Test
    void requestsOfOneConnection_endTogether() throws Exception {
        client().waits(told::incrementAndGet);
        client().waits(told::incrementAndGet);

        look(CLOSED);

        assertThat(told).hasValue(2);
    }

    private ConnectedClient client() {
        return hangUps.client(() -> new Ends("127.0.0.1", 8080, "127.0.0.1", 54321));
    }

    private void look(String row) throws IOException {
        Files.writeString(directory.resolve("tcp"), "header\n" + row);
        hangUps.look();
    }
}
