package dev.hindsight.servlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.servlet.client.ConnectedClient.Ends;
import dev.hindsight.servlet.client.ConnectionTable.Connection;
import dev.hindsight.servlet.client.ConnectionTable.Found;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows as Linux writes them on x86. */
class ConnectionTableTest {
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String REST =
            " 00000000:00000000 00:00000000 00000000     0        0 7612 2 0000000077a9d0c4 20 4 30 10 -1\n";

    private Path directory;

    @BeforeEach
    void tables(@TempDir Path empty) {
        directory = empty;
        Assumptions.assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void v4_isFoundByBothEnds() throws Exception {
        write(
                "tcp",
                "   0: 0100007F:1F90 00000000:0000 0A",
                "   1: 0100007F:D431 0100007F:1F90 01", // the client's own end of it
                "  12: 0100007F:1F90 0100007F:D431 01",
                "  13: 0100007F:1F90 0200000A:D431 08");
        Connection there = connection("127.0.0.1", 8080, "127.0.0.1", 54321);
        Connection closed = connection("127.0.0.1", 8080, "10.0.0.2", 54321);
        Connection notThere = connection("127.0.0.1", 8080, "10.0.0.2", 54322);

        assertThat(find(there, closed, notThere)).isEqualTo(new Found(Set.of(there), Set.of(closed)));
    }

    @Test
    void v6_isFound_howeverAContainerWritesIt() throws Exception {
        write(
                "tcp6",
                "   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A",
                "   1: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:E476 01",
                "   2: B80D0120000000000000000001000000:1F90 B80D01200000000034120000BC9A7856:E477 08");
        for (String address : List.of("::1", "[::1]", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]", "::1%lo")) {
            Connection there = connection(address, 8080, "::1", 58486);
            assertThat(find(there).open()).as(address).containsExactly(there);
        }
        Connection closed = connection("2001:db8::1", 8080, "2001:db8:0:0:0:1234:5678:9abc", 58487);
        assertThat(find(closed).closed()).containsExactly(closed);
    }

    /** As sockets have it that take both; Java calls the addresses by their old names all the same. */
    @Test
    void v4_isFoundAmongV6() throws Exception {
        write("tcp", "   0: 0100007F:D431 0100007F:1F90 01");
        write("tcp6", "   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:D431 08");
        for (String address : List.of("127.0.0.1", "::ffff:127.0.0.1", "[::ffff:7f00:1]")) {
            Connection closed = connection(address, 8080, address, 54321);
            assertThat(find(closed).closed()).as(address).containsExactly(closed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "01, true",
        "02, true",
        "03, true",
        "04, false",
        "05, false",
        "06, false",
        "07, false",
        "08, false",
        "09, false",
        "0B, false",
        "0C, true"
    })
    void state_isOpenUntilOneEndHasClosed(String state, boolean open) throws Exception {
        write("tcp", "   1: 0100007F:1F90 0100007F:D431 " + state);
        Connection there = connection("127.0.0.1", 8080, "127.0.0.1", 54321);

        Found found = find(there);

        assertThat(found.open().contains(there)).isEqualTo(open);
        assertThat(found.closed().contains(there)).isEqualTo(!open);
    }

    @Test
    void whatIsNoRow_isPassedOver() throws Exception {
        Files.writeString(
                directory.resolve("tcp"),
                HEADER + "\n: \n  1:\n  1: 0100007F:1F90\n  1: 0100007F:1F90 0100007F:D431\n"
                        + "  1: 0100007F:1F90 0100007F:D431 0\n  1: 0100007F:1F90 0100007F:D431 01");
        Connection there = connection("127.0.0.1", 8080, "127.0.0.1", 54321);

        assertThat(find(there).open()).containsExactly(there);
    }

    @Test
    void noTable_hasNothing() throws Exception {
        Connection any = connection("127.0.0.1", 8080, "127.0.0.1", 54321);

        assertThat(find(any)).isEqualTo(new Found(Set.of(), Set.of()));
    }

    /** Nothing is asked of a name server, whatever a sender has a proxy say. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "unknown", "localhost", "999.1.1.1", "1.2.3", "01.2.3.4", "a:b", "[", "::g", "1.2.3.4:80"})
    void whatIsNoAddress_isNotLookedFor(String text) {
        assertThat(new Ends("127.0.0.1", 8080, text, 54321).connection()).isEmpty();
        assertThat(new Ends(text, 8080, "127.0.0.1", 54321).connection()).isEmpty();
    }

    @Test
    void noPort_isNotLookedFor() {
        assertThat(new Ends("127.0.0.1", 8080, "127.0.0.1", -1).connection()).isEmpty();
        assertThat(new Ends("127.0.0.1", 8080, "127.0.0.1", 0).connection()).isEmpty();
        assertThat(new Ends("127.0.0.1", 8080, null, 54321).connection()).isEmpty();
    }

    private Found find(Connection... wanted) throws IOException {
        return new ConnectionTable(directory).find(List.of(wanted));
    }

    private static Connection connection(String local, int localPort, String remote, int remotePort) {
        return new Ends(local, localPort, remote, remotePort).connection().orElseThrow();
    }

    private void write(String table, String... rows) throws IOException {
        Files.writeString(directory.resolve(table), HEADER + String.join(REST, rows) + REST);
    }
}
