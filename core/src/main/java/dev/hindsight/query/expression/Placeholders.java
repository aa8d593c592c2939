package dev.hindsight.query.expression;

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
    Expression of(java.util.List<String> path, int at, Source source);
}
