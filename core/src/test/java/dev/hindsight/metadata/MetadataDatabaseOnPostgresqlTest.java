package dev.hindsight.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("NullAway.Init") // the database by the extension
class MetadataDatabaseOnPostgresqlTest extends MetadataDatabaseContract {
    private MetadataDatabase database;

    @RegisterExtension
    final BeforeEachCallback fresh = (ExtensionContext context) -> {
        database = MetadataStores.postgresql();
        start(database);
    };

    @Test
    void open_makesTheTablesOnce_whenSeveralStartAtOnce() throws Exception {
        database.jdbi().useHandle(handle -> handle.execute("drop schema hindsight cascade"));
        int starts = 4;
        CyclicBarrier barrier = new CyclicBarrier(starts);
        ExecutorService threads = Executors.newFixedThreadPool(starts);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                results.add(threads.submit(() -> {
                    barrier.await();
                    return MetadataDatabase.over(database.dataSource()).answers();
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        List<String> versions = database.jdbi()
                .withHandle(handle -> handle.createQuery("select version from hindsight.hindsight_metadata_history"
                                + " where version is not null order by installed_rank")
                        .mapTo(String.class)
                        .list());
        assertThat(versions).doesNotHaveDuplicates().startsWith("1", "2");
    }
}
