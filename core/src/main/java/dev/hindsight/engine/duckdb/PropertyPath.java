package dev.hindsight.engine.duckdb;

import java.util.List;
import java.util.stream.Collectors;

/** How DuckDB is told which top-level key of a JSON object is meant. */
final class PropertyPath {
    private PropertyPath() {}

    /**
     * The JSON pointer of {@code key}. A pointer, because it takes every key literally, whatever dots, quotes, brackets, stars
     * or dollar signs it holds.
     */
    static String of(String key) {
        return "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** The JSON pointer of a key within a key, and so on. */
    static String of(List<String> path) {
        return path.stream().map(PropertyPath::of).collect(Collectors.joining());
    }
}
