package dev.hindsight.access;

import dev.hindsight.project.ApiKey;
import dev.hindsight.project.User;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param key the key they came with, which narrows what they may do; null for a user whom a host application has signed in
 *     itself
 * @param client the program that asks for them, as it names itself, for the log of changes; null when it does not
 */
public record Caller(
        User user, @Nullable ApiKey key, @Nullable String client) {
    private static final int LONGEST_CLIENT = 100;

    public Caller {
        client = client == null || client.isBlank() ? null : shortened(client.strip());
    }

    Caller(User user, @Nullable ApiKey key) {
        this(user, key, null);
    }

    /** A user whom the host application has signed in. */
    public static Caller of(User user) {
        return new Caller(user, null, null);
    }

    /** The same person, asking through a program. */
    public Caller through(@Nullable String program) {
        return new Caller(user, key, program);
    }

    private static String shortened(String client) {
        String printable = client.replaceAll("\\p{Cntrl}", " ");
        return printable.substring(
                0,
                printable.offsetByCodePoints(
                        0, Math.min(LONGEST_CLIENT, printable.codePointCount(0, printable.length()))));
    }
}
