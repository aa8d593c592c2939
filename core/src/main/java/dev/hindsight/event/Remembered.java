package dev.hindsight.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What was read of projects last, each with the mark that says whether the same would be read again; of the projects that were
 * looked at last, as many as there is room for. Thread-safe.
 *
 * @param <M> a mark
 * @param <V> what was read, and does not change any more
 */
public final class Remembered<M, V> {
    private final Cache<Long, Reading<M, V>> readings;

    private record Reading<M, V>(M mark, V value) {}

    /**
     * Nothing yet.
     *
     * @param room for all projects together
     * @param size how much of it something takes
     */
    public Remembered(long room, ToIntFunction<V> size) {
        readings = Caffeine.newBuilder()
                .maximumWeight(room)
                .weigher((Long projectId, Reading<M, V> reading) -> 1 + size.applyAsInt(reading.value()))
                .executor(Runnable::run)
                .build();
    }

    /** What was read under this mark; empty when it was another, or is forgotten. */
    public Optional<V> find(long projectId, M mark) {
        return Optional.ofNullable(readings.getIfPresent(projectId))
                .filter(reading -> reading.mark().equals(mark))
                .map(Reading::value);
    }

    /** In place of what was read before. */
    public void put(long projectId, M mark, V value) {
        readings.put(projectId, new Reading<>(mark, value));
    }
}
