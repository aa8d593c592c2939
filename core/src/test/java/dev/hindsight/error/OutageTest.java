package dev.hindsight.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.MetadataStores;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
    @Test
    void aServerThatIsNotThere_isAnOutage() {
        Throwable refused = catchThrowable(() -> DriverManager.getConnection("jdbc:postgresql://localhost:1/none")
                .close());

        assertThat(Outage.isCauseOf(new IllegalStateException("behind another one", refused)))
                .isTrue();
    }

    @Test
    void whatIsWrong_isTold_withoutAddressesAndSecrets(@TempDir Path directory) throws Exception {
        assertThat(told("jdbc:postgresql://localhost:1/none?user=me&password=hunter2"))
                .isEqualTo(Outage.NOT_THERE);
        assertThat(told("jdbc:postgresql://no-such-host.invalid/none")).isEqualTo(Outage.UNKNOWN_HOST);
        String file = "jdbc:h2:file:" + directory.resolve("file");
        assertThat(told(file + ";IFEXISTS=TRUE")).isEqualTo(Outage.MISSING);
        try (Connection first = DriverManager.getConnection(file, "me", "right")) {
            assertThat(first.isValid(1)).isTrue();
            assertThat(told(file + ";USER=me;PASSWORD=hunter2")).isEqualTo(Outage.REFUSING);
        }
        try (Connection readOnly = DriverManager.getConnection(file + ";ACCESS_MODE_DATA=r", "me", "right")) {
            Throwable refused = catchThrowable(() -> readOnly.createStatement().execute("create table a (b integer)"));
            assertThat(Outage.of(refused)).contains(Outage.READ_ONLY);
        }
        assertThat(Outage.of(new IllegalStateException(new IOException("write: No space left on device"))))
                .contains(Outage.FULL);
    }

    private static Outage told(String url) {
        Throwable refused =
                catchThrowable(() -> DriverManager.getConnection(url).close());
        Outage outage = Outage.of(new IllegalStateException("behind another one", refused))
                .orElseThrow(() -> new AssertionError(refused));
        assertThat(outage.words()).doesNotContain("hunter2", "localhost");
        return outage;
    }

    @Test
    void aDatabaseThatWasShutDown_isAnOutage() {
        try (MetadataDatabase database = MetadataStores.h2()) {
            Throwable gone = catchThrowable(() -> database.jdbi().useHandle(handle -> {
                handle.execute("shutdown immediately");
                handle.execute("select 1");
            }));

            assertThat(Outage.isCauseOf(gone)).as(String.valueOf(gone)).isTrue();
        }
    }

    @Test
    void aStatementThatIsWrong_isNone() {
        try (MetadataDatabase database = MetadataStores.h2()) {
            Throwable wrong = catchThrowable(() -> database.jdbi().useHandle(handle -> handle.execute("selec 1")));

            assertThat(wrong).isNotNull();
            assertThat(Outage.isCauseOf(wrong)).isFalse();
        }
    }
}
