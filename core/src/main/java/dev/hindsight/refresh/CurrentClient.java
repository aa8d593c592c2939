package dev.hindsight.refresh;

import org.jspecify.annotations.Nullable;

/**
 * For which client a thread works. Whoever serves clients says so before anything is asked, and calculations that are begun on
 * the thread find it, as statements find the id of the request in the logging context.
 */
public final class CurrentClient implements AutoCloseable {
    private static final ThreadLocal<@Nullable Client> CLIENT = new ThreadLocal<>();

    private CurrentClient() {}

    /**
     * From now on the calling thread works for a client.
     *
     * @return to be closed on the same thread when it does not any more
     */
    public static CurrentClient is(Client client) {
        CLIENT.set(client);
        return new CurrentClient();
    }

    /** Work that is done for the calling thread's client, on whatever thread. */
    public static Runnable carriedOn(Runnable work) {
        Client client = get();
        return () -> {
            CurrentClient current = is(client);
            try (current) {
                work.run();
            }
        };
    }

    /** The one that the calling thread works for, who stays if nobody has said more of them. */
    static Client get() {
        Client client = CLIENT.get();
        return client == null ? Client.STAYING : client;
    }

    /** The calling thread works for nobody in particular. */
    @Override
    public void close() {
        CLIENT.remove();
    }
}
