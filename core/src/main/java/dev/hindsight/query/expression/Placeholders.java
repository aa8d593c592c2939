package dev.hindsight.query.expression;

import java.util.List;

/** What names in braces stand for. */
@FunctionalInterface
interface Placeholders {
    /** Where there are none. */
    static Placeholders none() {
        return (path, at, source) -> {
            throw source.error(at, "There are no placeholders here");
        };
    }

    /**
     * @param path the names in the braces, without the points between them
     * @throws dev.hindsight.error.HindsightException {@code validation_error} when they stand for nothing
     */
    Expression of(List<String> path, int at, Source source);
}
