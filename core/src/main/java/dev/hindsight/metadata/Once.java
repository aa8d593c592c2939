package dev.hindsight.metadata;

import dev.hindsight.body.BodyText;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Something that is to be made once, however often somebody asks for it under the same key. Keys of one kind of thing have nothing
 * to do with those of another.
 *
 * @param kind what is to be made, such as {@code insight}
 * @param key the caller's own, 1 to 255 characters
 * @param wanted what is asked for, as text
 */
public record Once(long projectId, long userId, String kind, String key, String wanted) {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int LONGEST = 255;

    /** @throws HindsightException {@code validation_error}, attr {@code Idempotency-Key}, for a key that cannot be one */
    public Once {
        if (key.isBlank()) {
            throw HindsightException.invalid("Idempotency-Key", "blank", "An idempotency key may not be blank.");
        }
        BodyText.check("Idempotency-Key", key, LONGEST);
    }

    /**
     * What was made under the key.
     *
     * @throws HindsightException {@code CONFLICT} when that was something else
     */
    public Optional<Long> find(Handle handle, Instant now) {
        return handle.createQuery("select fingerprint, item_id from hindsight.idempotent_request"
                        + " where project_id = :projectId and user_id = :userId and kind = :kind and idempotency_key = :key"
                        + " and expires_at > :now")
                .bind("projectId", projectId)
                .bind("userId", userId)
                .bind("kind", kind)
                .bind("key", key)
                .bind("now", now)
                .map((row, context) -> Map.entry(row.getString("fingerprint"), row.getLong("item_id")))
                .findOne()
                .map(made -> {
                    if (!made.getKey().equals(fingerprint())) {
                        throw HindsightException.of(
                                Failure.CONFLICT,
                                "This Idempotency-Key was used for another " + kind + ". Choose a new key for each.");
                    }
                    return made.getValue();
                });
    }

    /** Notes what was made, in the transaction that made it. */
    public void note(Handle handle, long itemId, Instant now) {
        handle.createUpdate("delete from hindsight.idempotent_request where expires_at <= :now")
                .bind("now", now)
                .execute();
        handle.createUpdate("insert into hindsight.idempotent_request (project_id, user_id, kind, idempotency_key,"
                        + " fingerprint, item_id, created_at, expires_at) values (:projectId, :userId, :kind, :key,"
                        + " :fingerprint, :item, :now, :expires)")
                .bind("projectId", projectId)
                .bind("userId", userId)
                .bind("kind", kind)
                .bind("key", key)
                .bind("fingerprint", fingerprint())
                .bind("item", itemId)
                .bind("now", now)
                .bind("expires", now.plus(KEPT))
                .execute();
    }

    private String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(wanted.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
