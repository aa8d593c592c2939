package dev.hindsight.access;

import dev.hindsight.project.ApiKey;
import dev.hindsight.project.User;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param key the key they came with, which narrows what they may do; null for a user whom a host application has signed in
 *     itself
 * @param admission to the project of the request that they are in the middle of; null when they are not, as for most callers of
 *     the library
 * @param client the program that asks for them, as it names itself, for the log of changes; null when it does not
 */
public record Caller(
        User user,
        @Nullable ApiKey key,
        @Nullable String client,
        @Nullable Admission admission) {
    private static final int LONGEST_CLIENT = 100;

    public Caller {
        client = client == null ? null : readable(client);
    }

    Caller(User user, @Nullable ApiKey key) {
        this(user, key, null, null);
    }

    /** A user whom the host application has signed in. */
    public static Caller of(User user) {
        return new Caller(user, null, null, null);
    }

    Caller with(Admission to) {
        return new Caller(user, key, client, to);
    }

    /** The same person, asking through a program. */
    public Caller through(@Nullable String program) {
        return new Caller(user, key, program, admission);
    }

    private static @Nullable String readable(String client) {
        String text = client.replaceAll("\\p{Cntrl}", " ").strip();
        int length = Math.min(LONGEST_CLIENT, text.codePointCount(0, text.length()));
        return text.isEmpty() ? null : text.substring(0, text.offsetByCodePoints(0, length));
    }
}
