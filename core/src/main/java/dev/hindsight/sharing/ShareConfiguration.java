package dev.hindsight.sharing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how something is shared (contract insights-api 3.13).
 *
 * @param createdAt when the token was made; null while nothing is stored
 * @param accessToken null while nothing is stored
 * @param settings null: none were ever set
 * @param validUntil from then on nobody is let in; null: it never ends by itself
 * @param passwords those that are active, the oldest first
 */
public record ShareConfiguration(
        @Nullable Instant createdAt,
        boolean enabled,
        @Nullable String accessToken,
        @Nullable ShareSettings settings,
        boolean passwordRequired,
        @Nullable Instant validUntil,
        List<SharePassword> passwords) {
    /** Of what was never shared. */
    static final ShareConfiguration NONE = new ShareConfiguration(null, false, null, null, false, null, List.of());

    public ShareConfiguration {
        passwords = List.copyOf(passwords);
    }

    /** Does not tell the token, wherever this ends up. */
    @Override
    public String toString() {
        return "ShareConfiguration[enabled=" + enabled + ", passwordRequired=" + passwordRequired + ", validUntil="
                + validUntil + "]";
    }
}
