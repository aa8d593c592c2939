package dev.hindsight.engine;

/**
 * How far the engine has come.
 *
 * @param rows how many rows it has gone through
 * @param total how many it believes there are, at least {@code rows}; 0 when it does not know yet
 */
public record Progress(long rows, long total) {
    /** Nothing is known. */
    public static final Progress NONE = new Progress(0, 0);

    /** Two together. */
    public Progress plus(Progress other) {
        return new Progress(rows + other.rows, total + other.total);
    }
}
