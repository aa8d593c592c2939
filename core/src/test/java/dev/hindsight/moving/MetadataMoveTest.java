package dev.hindsight.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.insight.Insight;
import dev.hindsight.metadata.MetadataDatabase;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataMoveTest {
    /** A new node with the demo, some of it changed so that most tables have rows. */
    private static Fixture filled(Path home) {
        try (Hindsight hindsight = Hindsight.builder().home(home).demo(true).open()) {
            Caller owner = Caller.of(hindsight.firstStart().orElseThrow().owner());
            long project = hindsight.firstStart().orElseThrow().project().id();
            Insight insight = hindsight.samples().get(0);
            return new Fixture(
                    owner,
                    project,
                    insight.shortId(),
                    hindsight.firstStart().orElseThrow().key().value());
        }
    }

    private record Fixture(Caller owner, long project, String shortId, String key) {}

    @Test
    void copy_toPostgres_keepsEverythingWorking(@TempDir Path home) {
        Fixture before = filled(home);
        String url = TestPostgres.newDatabase();
        List<String> steps = new ArrayList<>();
        Map<String, Long> copied;
        try (MetadataDatabase from = MetadataDatabase.open("jdbc:h2:file:" + home.resolve("metadata"), null, null);
                MetadataDatabase to = MetadataDatabase.open(url, TestPostgres.USER, TestPostgres.PASSWORD)) {
            copied = MetadataMove.copy(from, to, (table, rows) -> steps.add(table));
            assertThat(contents(to, copied)).isEqualTo(contents(from, copied));
        }
        assertThat(copied).containsKeys("project", "account", "api_key", "insight", "activity", "share_visit");
        assertThat(copied.get("insight")).isPositive();
        assertThat(steps).containsExactlyElementsOf(copied.keySet());

        try (Hindsight moved = Hindsight.builder()
                .inMemory()
                .metadata(url, TestPostgres.USER, TestPostgres.PASSWORD)
                .open()) {
            assertThat(moved.firstStart()).isEmpty();
            assertThat(moved.access()
                            .authenticate(before.key(), "header")
                            .user()
                            .id())
                    .isEqualTo(before.owner().user().id());
        }
        try (MetadataDatabase from = MetadataDatabase.open("jdbc:h2:file:" + home.resolve("metadata"), null, null);
                MetadataDatabase to = MetadataDatabase.open(url, TestPostgres.USER, TestPostgres.PASSWORD)) {
            assertThatThrownBy(() -> MetadataMove.copy(from, to, (table, rows) -> {}))
                    .hasMessageContaining("not empty");
        }
    }

    private static Map<String, List<String>> contents(MetadataDatabase database, Map<String, Long> tables) {
        Map<String, List<String>> contents = new TreeMap<>();
        database.jdbi()
                .useHandle(handle -> tables.keySet()
                        .forEach(table -> contents.put(
                                table,
                                handle
                                        .createQuery("select * from hindsight." + table)
                                        .map((row, context) -> {
                                            Map<String, String> values = new TreeMap<>();
                                            for (int i = 1;
                                                    i <= row.getMetaData().getColumnCount();
                                                    i++) {
                                                String name = row.getMetaData()
                                                        .getColumnName(i)
                                                        .toLowerCase(Locale.ROOT);
                                                boolean time = row.getMetaData()
                                                        .getColumnTypeName(i)
                                                        .toLowerCase(Locale.ROOT)
                                                        .contains("timestamp");
                                                values.put(
                                                        name,
                                                        String.valueOf(
                                                                time
                                                                        ? Optional.ofNullable(row.getObject(
                                                                                        i, OffsetDateTime.class))
                                                                                .map(OffsetDateTime::toInstant)
                                                                                .orElse(null)
                                                                        : row.getObject(i)));
                                            }
                                            return values.toString();
                                        })
                                        .list()
                                        .stream()
                                        .sorted()
                                        .toList())));
        return contents;
    }
}
