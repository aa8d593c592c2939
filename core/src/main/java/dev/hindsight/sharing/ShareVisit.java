package dev.hindsight.sharing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody opened a share.
 *
 * @param clientAddress as the container tells it; null when it does not
 * @param passwordNote the note of the password that they came with; null when it has none, or none was needed
 */
public record ShareVisit(
        Instant at,
        @Nullable String clientAddress,
        @Nullable Long passwordId,
        @Nullable String passwordNote) {
    /**
     * A part of the visits.
     *
     * @param total how many there are on all pages
     * @param visits the newest first
     */
    public record Page(long total, List<ShareVisit> visits) {
        public Page {
            visits = List.copyOf(visits);
        }
    }
}
