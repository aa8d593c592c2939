package dev.hindsight.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * Somebody who came with a personal API key, and is known by a session since.
 *
 * @param caller who may do what the key may
 * @param proof what a page that belongs to the session knows, and pages of other sites do not
 */
public record Session(Caller caller, String proof, Instant until) {
    /** Whether a request that changes something comes from a page of the session. Takes as long for wrong proofs as for right ones. */
    public boolean isProvedBy(String given) {
        return MessageDigest.isEqual(proof.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
