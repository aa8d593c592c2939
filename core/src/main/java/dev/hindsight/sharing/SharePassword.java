package dev.hindsight.sharing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of the passwords of a share, without the password.
 *
 * @param note for whom it is; null: nobody said
 * @param createdByEmail null when that person is gone
 */
public record SharePassword(
        long id,
        @Nullable String note,
        Instant createdAt,
        @Nullable String createdByEmail) {

    /**
     * A password that was just made.
     *
     * @param clear the password itself: this is the only time that it can be read
     */
    public record Made(SharePassword password, String clear) {
        /** Does not tell the password, wherever this ends up. */
        @Override
        public String toString() {
            return "Made[password=" + password + "]";
        }
    }
}
