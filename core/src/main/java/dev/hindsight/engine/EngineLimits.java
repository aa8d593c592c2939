package dev.hindsight.engine;

/**
 * How much an engine does at once.
 *
 * @param concurrency how many queries run at the same time, at least 1
 * @param queue how many more may wait for their turn
 */
public record EngineLimits(int concurrency, int queue) {
    public EngineLimits {
        if (concurrency < 1 || queue < 0) {
            throw new IllegalArgumentException("concurrency " + concurrency + ", queue " + queue);
        }
    }

    /** As many queries as there are processors, and 64 waiting. */
    public static EngineLimits ofThisMachine() {
        return new EngineLimits(Runtime.getRuntime().availableProcessors(), 64);
    }
}
