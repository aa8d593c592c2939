package dev.hindsight.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.project.KeyStore;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The numbers of the metadata grow with what changes, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class EditionsContract {
    private static final String ADD = "insert into hindsight.organization (id, name, created_at, public_sharing)"
            + " values (%s, 'o', current_timestamp, true)";

    private MetadataDatabase database;
    private Editions editions;
    private Jdbi jdbi;

    void start(MetadataDatabase opened) {
        database = opened;
        editions = opened.editions();
        jdbi = opened.jdbi();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** An expression for a new id. */
    abstract String newId();

    private String add() {
        return ADD.formatted(newId());
    }

    @Test
    void change_isSeenByAllProjects_alsoByThoseThatAreNotThere() {
        List<Long> before = List.of(editions.current(1), editions.current(77));

        Transactions.use(jdbi, handle -> handle.execute(add()));

        assertThat(List.of(editions.current(1), editions.current(77)))
                .containsExactly(before.get(0) + 1, before.get(1) + 1);
    }

    @Test
    void changeOfOneProject_isSeenByThatAlone() {
        long one = editions.current(1);
        long other = editions.current(2);

        for (int i = 0; i < 3; i++) {
            Transactions.use(jdbi, handle -> Editions.grows(handle, 1));
        }

        assertThat(editions.current(1)).isEqualTo(one + 3);
        assertThat(editions.current(2)).isEqualTo(other);
    }

    @Test
    void severalChanges_growItOnce_andReadingDoesNot() {
        long before = editions.current(1);

        Transactions.use(jdbi, handle -> {
            handle.execute(add());
            // Takes part in the same transaction.
            Transactions.use(jdbi, inner -> inner.execute(add()));
        });
        Transactions.use(
                jdbi,
                handle -> handle.select("select name from hindsight.organization for update")
                        .mapTo(String.class)
                        .list());

        assertThat(editions.current(1)).isEqualTo(before + 1);
    }

    @Test
    void whatIsUndone_doesNotCount_norIsItCountedLater() {
        long before = editions.current(1);

        jdbi.useHandle(handle -> {
            assertThatThrownBy(() -> Transactions.use(jdbi, inner -> {
                        inner.execute(add());
                        throw new IllegalArgumentException("undone");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            // On the same connection.
            Transactions.use(
                    jdbi, inner -> inner.select("select 1").mapTo(Integer.class).one());
        });

        assertThat(editions.current(1)).isEqualTo(before);
    }

    @Test
    void nobodySees_aChangeBeforeItIsCommitted() {
        long before = editions.current(1);

        Transactions.use(jdbi, handle -> {
            handle.execute(add());
            assertThat(fromElsewhere(() -> editions.current(1))).isEqualTo(before);
        });

        assertThat(editions.current(1)).isEqualTo(before + 1);
    }

    @Test
    void changeOutsideOfTransactions_isRefused() {
        for (String change : List.of(
                add(),
                "update hindsight.account set active = false",
                "  DELETE from hindsight.api_key",
                "with few as (select 1) insert into hindsight.tag (project_id, name) select 1, 'a' from few")) {
            assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(change)))
                    .as(change)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Transactions");
            assertThatThrownBy(() -> jdbi.useTransaction(handle -> handle.execute(change)))
                    .as(change)
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> Editions.grows(handle, 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() ->
                        jdbi.useHandle(handle -> handle.createBatch().add(add()).execute()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatNoReaderSees_isNotCounted() {
        long before = editions.current(1);

        jdbi.useHandle(handle -> handle.execute("delete from hindsight.query_ticket"));
        Transactions.use(jdbi, handle -> handle.execute("delete from hindsight.activity"));

        assertThat(editions.current(1)).isEqualTo(before);
    }

    @Test
    void keysAndMembers_grow() {
        ProjectStore projects = new ProjectStore(jdbi);
        MemberStore members = new MemberStore(jdbi);
        KeyStore keys = new KeyStore(jdbi);
        User user = members.addUser("a@example.org", "A", "", Instant.EPOCH);
        KeyStore.Issued key = keys.issue(user.id(), new Grant("l", List.of("*"), List.of(), List.of()), Instant.EPOCH);
        List<Runnable> changes = List.of(
                () -> projects.addOrganization("o", Instant.EPOCH),
                () -> members.addUser("b@example.org", "B", "", Instant.EPOCH),
                () -> keys.roll(user.id(), key.key().id(), Instant.EPOCH),
                () -> keys.revoke(user.id(), key.key().id()));

        for (Runnable change : changes) {
            long before = editions.current(1);
            change.run();
            assertThat(editions.current(1)).isEqualTo(before + 1);
        }
    }

    @Test
    void manyAtOnce_areAllCounted_inWhateverOrderTheyNameProjects() throws Exception {
        int threads = 8;
        long each = 20;
        long before = editions.current(1);
        ExecutorService writers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long first = i % 2 == 0 ? 1 : 2;
                all.add(writers.submit(() -> {
                    for (int j = 0; j < each; j++) {
                        Transactions.use(jdbi, handle -> {
                            Editions.grows(handle, first);
                            Editions.grows(handle, 3 - first);
                        });
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }

        assertThat(editions.current(1)).isEqualTo(before + threads * each);
        assertThat(editions.current(2)).isEqualTo(before + threads * each);
    }

    @Test
    void nobodyWaits_forOneWhoDoesNotCommit() throws Exception {
        Transactions.use(jdbi, handle -> handle.execute(add()));
        long before = editions.current(1);

        Transactions.use(jdbi, handle -> {
            Editions.grows(handle, 1);
            handle.execute(add());
            ChangeNotice.of(handle).count(handle); // all that is left to do is the commit
            for (int i = 0; i < 3; i++) {
                fromElsewhere(() -> {
                    Transactions.use(jdbi, other -> {
                        other.execute(add());
                        Editions.grows(other, 1);
                    });
                    return true;
                });
            }
            assertThat(editions.current(1)).isEqualTo(before + 6);
        });

        assertThat(editions.current(1)).isGreaterThan(before + 6);
    }

    @Test
    void useOfAKey_isNotedWithoutBeingCounted() {
        KeyStore keys = new KeyStore(jdbi);
        User user = new MemberStore(jdbi).addUser("a@example.org", "A", "", Instant.EPOCH);
        KeyStore.Issued key = keys.issue(user.id(), new Grant("l", List.of("*"), List.of(), List.of()), Instant.EPOCH);
        long before = editions.current(1);

        keys.noteUse(key.key(), Instant.EPOCH.plusSeconds(5));

        assertThat(keys.find(user.id(), key.key().id()).orElseThrow().lastUsedAt())
                .isEqualTo(Instant.EPOCH.plusSeconds(5));
        assertThat(editions.current(1)).isEqualTo(before);
    }

    @Test
    void changeInATransactionOfTheHost_isCounted() {
        long before = editions.current(1);

        jdbi.useTransaction(host -> {
            Transactions.use(jdbi, handle -> handle.execute(add()));
            Transactions.use(jdbi, handle -> handle.execute(add()));
        });

        assertThat(editions.current(1)).isEqualTo(before + 2);
    }

    private static <T> T fromElsewhere(Callable<T> reading) {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            return other.submit(reading).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            other.shutdownNow();
        }
    }
}
