package dev.hindsight.servlet.http;

import java.io.IOException;

/**
 * A reply that somebody may have to wait for: it is made on a thread of our own, so that those of the container are there for
 * others. Whatever a host's filters have put on the container's thread is not on that one, so who asks is found out before.
 */
public record Later(Work work) implements Outcome {
    /** Makes the reply; fails as a {@link Handler} does. */
    @FunctionalInterface
    public interface Work {
        Reply make() throws IOException;
    }

    /** Work that is done at once unless it may have to wait. */
    public static Outcome ifWaiting(boolean mayWait, Work work) throws IOException {
        return mayWait ? new Later(work) : work.make();
    }
}
