package dev.hindsight.refresh;

/**
 * Somebody whose request is being answered, and who may go away before there is an answer. When they have, their waiting ends,
 * and what is calculated for nobody else is stopped. Thread-safe.
 */
@FunctionalInterface
public interface Client {
    /** One who is taken to stay. */
    Client STAYING = gone -> () -> {};

    /**
     * Says that they begin to wait for an answer; several may be waited for at a time.
     *
     * @param gone called when they are known to be gone, once or more often, at once if they are already, by any thread; it does
     *     not wait, and is not called for long after the result was closed
     * @return to be closed when they do not wait any more
     */
    Waiting waits(Runnable gone);

    /** As long as it is not closed, somebody waits. */
    interface Waiting extends AutoCloseable {
        @Override
        void close();
    }
}
