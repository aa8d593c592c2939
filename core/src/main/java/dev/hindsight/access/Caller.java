package dev.hindsight.access;

import dev.hindsight.project.ApiKey;
import dev.hindsight.project.User;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param key the key they came with, which narrows what they may do; null for a user whom a host application has signed in
 *     itself
 */
public record Caller(User user, @Nullable ApiKey key) {
    /** A user whom the host application has signed in. */
    public static Caller of(User user) {
        return new Caller(user, null);
    }
}
