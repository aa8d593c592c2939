package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.MetadataStores;
import dev.hindsight.project.ProjectStore;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheTest {
    private static final Instant START = Instant.parse("2025-03-15T12:00:00Z");

    private final MetadataDatabase database = MetadataStores.h2();
    private long project;

    @BeforeEach
    void addProject() {
        ProjectStore projects = new ProjectStore(database.jdbi());
        project = projects.add(
                        projects.addOrganization("Some", START).id(),
                        "Project",
                        ZoneId.of("UTC"),
                        DayOfWeek.SUNDAY,
                        START)
                .id();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void overTheBudget_whatNobodyHasReadForLongest_givesWay() {
        keep("a", 40, 0);
        keep("b", 40, 1);
        Cache later = at(5 * 60);
        later.noteRead(later.find(new RunKey(project, "a")).orElseThrow());

        keep("c", 40, 6 * 60);

        assertThat(kept("a", "b", "c")).containsExactly("a", "c");
    }

    @Test
    void roomIsMade_onceAPartOfTheBudgetWasKeptAnew_andAfterAStart() {
        Clock clock = Clock.fixed(START.plusSeconds(3_600), ZoneOffset.UTC);
        Cache node = new Cache(database.jdbi(), clock, 640, 640);
        node.keep(result("a", 640, 0, 0), KeptBuckets.NOTHING, end -> {});
        node.keep(result("b1", 5, 1, 1), KeptBuckets.NOTHING, end -> {});
        node.keep(result("b2", 5, 2, 2), KeptBuckets.NOTHING, end -> {});
        assertThat(kept("a", "b1", "b2")).as("10 bytes over").containsExactly("a", "b1", "b2");

        node.keep(result("b3", 5, 3, 3), KeptBuckets.NOTHING, end -> {});
        assertThat(kept("a", "b1", "b2", "b3")).containsExactly("b1", "b2", "b3");

        Cache other = new Cache(database.jdbi(), clock, 11, 640);
        other.keep(result("c", 1, 4, 4), KeptBuckets.NOTHING, end -> {});
        assertThat(kept("b1", "b2", "b3", "c")).containsExactly("b2", "b3", "c");
    }

    @Test
    void anAnswerTooLarge_isNotKept_andLeavesNoOlderOneBehind() {
        keep("a", 40, 0);

        keep("a", 90, 1);

        assertThat(kept("a")).isEmpty();
    }

    @Test
    void anOlderAnswer_doesNotReplaceANewerOne() {
        keep("a", 10, 5);

        at(6).keep(result("a", 20, 1, 6), KeptBuckets.NOTHING, end -> {});

        assertThat(at(7).find(new RunKey(project, "a")).orElseThrow().results()).hasSize(10);
    }

    @Test
    void anAnswer_isNotKept_whenTheEndOfItsCalculationCannotBeWritten() {
        keep("a", 10, 0);

        boolean kept = at(1).keep(result("a", 20, 1, 1), KeptBuckets.NOTHING, end -> {
            throw new IllegalStateException("the database is gone");
        });

        assertThat(kept).isFalse();
        assertThat(at(2).find(new RunKey(project, "a")).orElseThrow().results()).hasSize(10);
    }

    @Test
    void whatOthersHaveKept_isFound_andWhatIsKnownIsNot() {
        keep("a", 10, 0);
        RunKey key = new RunKey(project, "a");
        CachedResult known = at(1).find(key).orElseThrow();

        assertThat(at(1).findOther(key, known)).isEmpty();
        assertThat(at(1).findOther(key, null)).isPresent();

        keep("a", 20, 2);

        assertThat(at(3).findOther(key, known).orElseThrow().results()).hasSize(20);
    }

    @Test
    void anAnswerFromTheFuture_isReplaced() {
        at(0).keep(result("a", 10, 600, 0), KeptBuckets.NOTHING, end -> {});

        keep("a", 20, 1);

        assertThat(at(2).find(new RunKey(project, "a")).orElseThrow().results()).hasSize(20);
    }

    @Test
    void afterAWeek_anAnswerIsGone() {
        keep("a", 10, 0);

        assertThat(at(7 * 24 * 60 - 1).find(new RunKey(project, "a"))).isPresent();
        assertThat(at(7 * 24 * 60).find(new RunKey(project, "a"))).isEmpty();
    }

    private List<String> kept(String... keys) {
        return IntStream.range(0, keys.length)
                .mapToObj(i -> keys[i])
                .filter(key -> at(10 * 60).find(new RunKey(project, key)).isPresent())
                .toList();
    }

    /** A cache of 100 bytes, in which no answer may have more than 80, so many minutes later. */
    private Cache at(int minutes) {
        return new Cache(database.jdbi(), Clock.fixed(START.plusSeconds(60L * minutes), ZoneOffset.UTC), 100, 80);
    }

    private void keep(String key, int size, int minutes) {
        at(minutes).keep(result(key, size, minutes, minutes), KeptBuckets.NOTHING, end -> {});
    }

    private CachedResult result(String key, int size, int begun, int written) {
        Instant then = START.plusSeconds(60L * begun);
        Instant now = START.plusSeconds(60L * written);
        return new CachedResult(
                project,
                key,
                new byte[size],
                "{}",
                then,
                null,
                null,
                "day",
                now,
                now.plusSeconds(7 * 24 * 3_600),
                size,
                now,
                null);
    }
}
