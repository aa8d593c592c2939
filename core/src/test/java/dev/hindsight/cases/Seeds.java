package dev.hindsight.cases;

/**
 * Where random tests begin: at {@code -Drandom.seed}; without it at a place of their own each time, so that every run looks for new
 * faults, but on CI always at the same one, so that what it says of a change is about that change.
 */
public final class Seeds {
    private static final long ON_CI = 20_260_301;

    private Seeds() {}

    /** The first seed of a test. */
    public static long first() {
        return Long.getLong("random.seed", "true".equals(System.getenv("CI")) ? ON_CI : System.nanoTime());
    }
}
