package dev.hindsight.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.error.Outage;
import dev.hindsight.project.Organization;
import dev.hindsight.project.ProjectStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataDatabaseOnH2Test extends MetadataDatabaseContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }

    @Test
    void open_findsAgainWhatWasThereBefore(@TempDir Path home) {
        String url = "jdbc:h2:file:" + home.resolve("metadata");
        Organization organization;
        try (MetadataDatabase first = MetadataDatabase.open(url, null, null)) {
            organization = new ProjectStore(first.jdbi()).addOrganization("o", Instant.EPOCH);
        }
        try (MetadataDatabase again = MetadataDatabase.open(url, null, null)) {
            assertThat(new ProjectStore(again.jdbi()).findOrganization(organization.id()))
                    .contains(organization);
        }
    }

    @Test
    void open_hasStatementsRemembered_unlessTheUrlSaysHowMany(@TempDir Path home) {
        String url = "jdbc:h2:file:" + home.resolve("metadata");

        assertThat(rememberedStatements(url)).isEqualTo(128);
        assertThat(rememberedStatements(url + ";QUERY_CACHE_SIZE=16")).isEqualTo(16);
    }

    private static int rememberedStatements(String url) {
        try (MetadataDatabase database = MetadataDatabase.open(url, null, null)) {
            return database.jdbi()
                    .withHandle(handle -> handle.createQuery("select setting_value from information_schema.settings"
                                    + " where setting_name = 'QUERY_CACHE_SIZE'")
                            .mapTo(Integer.class)
                            .one());
        }
    }

    /** As after a disk was full. */
    @Test
    void aFileThatH2HasClosed_isOpenedAgain(@TempDir Path home) {
        try (MetadataDatabase database =
                MetadataDatabase.open("jdbc:h2:file:" + home.resolve("metadata"), null, null)) {
            Organization organization = new ProjectStore(database.jdbi()).addOrganization("o", Instant.EPOCH);
            assertThatThrownBy(() -> database.jdbi().useHandle(handle -> {
                        handle.execute("shutdown immediately");
                        handle.execute("select 1");
                    }))
                    .satisfies(e -> assertThat(Outage.isCauseOf(e)).isTrue());

            // Each connection of the pool finds out for itself.
            for (int i = 0; i < 20 && !database.answers(); i++) {}
            assertThat(new ProjectStore(database.jdbi()).findOrganization(organization.id()))
                    .contains(organization);
        }
    }

    @Test
    void open_losesNothingCommitted_whenTheProcessDies(@TempDir Path home) throws Exception {
        String url = "jdbc:h2:file:" + home.resolve("metadata");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingProcess.class.getName(),
                        url)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();

        assertThat(process.waitFor()).isEqualTo(DyingProcess.STATUS);
        try (MetadataDatabase again = MetadataDatabase.open(url, null, null)) {
            long kept = again.jdbi()
                    .withHandle(handle -> handle.createQuery("select count(*) from hindsight.organization")
                            .mapTo(Long.class)
                            .one());
            assertThat(kept).isEqualTo(DyingProcess.COMMITS);
        }
    }

    /** Commits, and is gone without closing anything. */
    static final class DyingProcess {
        static final int COMMITS = 50;
        static final int STATUS = 9;

        private DyingProcess() {}

        public static void main(String[] arguments) {
            ProjectStore store = new ProjectStore(
                    MetadataDatabase.open(arguments[0], null, null).jdbi());
            for (int i = 0; i < COMMITS; i++) {
                store.addOrganization("o", Instant.EPOCH);
            }
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Test
    void over_leavesAHostsTablesAndConnectionAlone() throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (Connection host = DriverManager.getConnection(url)) {
            Jdbi.create(host).useHandle(handle -> {
                handle.execute("create table insight (id integer)");
                handle.execute("insert into insight values (7)");
            });
            JdbcDataSource shared = new JdbcDataSource();
            shared.setURL(url);
            try (MetadataDatabase ours = MetadataDatabase.over(shared)) {
                assertThat(ours.answers()).isTrue();
            }
            List<Integer> kept = Jdbi.create(host)
                    .withHandle(handle -> handle.createQuery("select id from insight")
                            .mapTo(Integer.class)
                            .list());
            assertThat(kept).containsExactly(7);
            assertThat(host.isValid(1)).isTrue();
        }
    }

    @Test
    void open_refusesOtherDatabases_withoutTellingThePassword() {
        assertThatThrownBy(() -> MetadataDatabase.open("jdbc:mysql://u:hunter2@host/x", "u", "hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}
