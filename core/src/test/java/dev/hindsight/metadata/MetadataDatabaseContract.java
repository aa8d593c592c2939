package dev.hindsight.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Organization;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.schema.NewerSchemaException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How values travel, and what a shared database and rival starts do, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class MetadataDatabaseContract {
    private MetadataDatabase database;

    void start(MetadataDatabase opened) {
        database = opened;
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void instants_areKeptWhateverTheZoneOfTheMachine() {
        // Midnight of this day did not exist in São Paulo, and 23:30 of the other came twice.
        List<Instant> instants = List.of(
                Instant.parse("2018-11-04T03:00:00.123456Z"),
                Instant.parse("2018-02-18T01:30:00.000001Z"),
                Instant.parse("2018-02-18T02:30:00Z"),
                Instant.parse("1969-12-31T23:59:59.999999Z"));
        TimeZone before = TimeZone.getDefault();
        List<Organization> added = new ArrayList<>();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/Sao_Paulo"));
            ProjectStore store = new ProjectStore(database.jdbi());
            instants.forEach(at -> added.add(store.addOrganization("o", at)));
            added.forEach(each -> assertThat(store.findOrganization(each.id())).contains(each));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
            added.forEach(each -> assertThat(store.findOrganization(each.id())).contains(each));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void instants_areCutToMicroseconds_andAnAbsentOneIsNull() {
        Jdbi jdbi = database.jdbi();
        Instant at = Instant.parse("2026-01-01T00:00:00.123456999Z");
        UUID id = new ProjectStore(jdbi).addOrganization("o", at).id();

        Optional<Instant> read = jdbi.withHandle(
                handle -> handle.createQuery("select created_at from hindsight.organization where id = :id")
                        .bind("id", id)
                        .mapTo(Instant.class)
                        .findOne());
        OffsetDateTime none =
                jdbi.withHandle(handle -> handle.createQuery("select max(last_used_at) from hindsight.api_key")
                        .mapTo(OffsetDateTime.class)
                        .findOne()
                        .orElse(null));

        assertThat(read).contains(Instant.parse("2026-01-01T00:00:00.123456Z"));
        assertThat(none).isNull();
    }

    @Test
    void messages_tellNeitherStatementsNorValues() {
        assertThatThrownBy(() -> Transactions.use(
                        database.jdbi(),
                        handle -> handle.createUpdate(
                                        "insert into hindsight.organization (id, name, created_at) values (:id, :name, null)")
                                .bind("id", UUID.randomUUID())
                                .bind("name", "a secret")
                                .execute()))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("23502")
                        .doesNotContain("insert", "secret", "organization"));
    }

    @Test
    void bootstrap_setsUpOnce_whenSeveralStartAtOnce() throws Exception {
        Jdbi jdbi = database.jdbi();
        int starts = 4;
        CyclicBarrier barrier = new CyclicBarrier(starts);
        ExecutorService threads = Executors.newFixedThreadPool(starts);
        try {
            List<Future<Optional<Bootstrap.FirstStart>>> results = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                results.add(threads.submit(() -> {
                    barrier.await();
                    return new Bootstrap(new ProjectStore(jdbi), new MemberStore(jdbi), new KeyStore(jdbi))
                            .run(null, Instant.EPOCH);
                }));
            }
            int setUp = 0;
            for (Future<Optional<Bootstrap.FirstStart>> result : results) {
                setUp += result.get().isPresent() ? 1 : 0;
            }
            assertThat(setUp).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(count(jdbi, "organization")).isEqualTo(1);
        assertThat(count(jdbi, "project")).isEqualTo(1);
    }

    @Test
    void open_refusesTablesOfANewerProgram_butWhoIsOpenGoesOn() {
        Jdbi jdbi = database.jdbi();
        String history = "hindsight.\"hindsight_metadata_history\"";
        int newest =
                jdbi.withHandle(handle -> handle.createQuery("select max(cast(\"version\" as integer)) from " + history)
                        .mapTo(Integer.class)
                        .one());
        jdbi.useHandle(
                handle -> handle.execute("insert into " + history + " select 99, '99', \"description\", \"type\","
                        + " 'V99__later.sql', \"checksum\", \"installed_by\", \"installed_on\", \"execution_time\", \"success\" from "
                        + history + " where \"version\" = '1'"));

        assertThatThrownBy(() -> MetadataDatabase.over(database.dataSource()))
                .isInstanceOf(NewerSchemaException.class)
                .hasMessageContaining("have version 99")
                .hasMessageContaining("up to version " + newest + ".");
        assertThat(new ProjectStore(jdbi).addOrganization("o", Instant.EPOCH)).isNotNull();
        assertThat(database.answers()).isTrue();
    }

    @Test
    void accessRules_areOneForEachGrantee() {
        Jdbi jdbi = database.jdbi();
        var first = new Bootstrap(new ProjectStore(jdbi), new MemberStore(jdbi), new KeyStore(jdbi))
                .run(null, Instant.EPOCH)
                .orElseThrow();
        addRule(jdbi, first.project().id(), "412");
        addRule(jdbi, first.project().id(), "413");

        assertThatThrownBy(() -> addRule(jdbi, first.project().id(), "412")).hasMessageContaining("23505");
        assertThat(count(jdbi, "access_control")).isEqualTo(2);
    }

    /** A rule for everybody, which names neither a member nor a role. */
    private static void addRule(Jdbi jdbi, long projectId, String insightId) {
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate(
                                "insert into hindsight.access_control (id, project_id, resource, resource_id, grantee, access_level,"
                                        + " created_at, updated_at) values (:id, :project, 'insight', :insight, 'everybody', 'viewer',"
                                        + " :at, :at)")
                        .bind("id", UUID.randomUUID())
                        .bind("project", projectId)
                        .bind("insight", insightId)
                        .bind("at", Instant.EPOCH)
                        .execute());
    }

    private static long count(Jdbi jdbi, String table) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from hindsight." + table)
                .mapTo(Long.class)
                .one());
    }
}
