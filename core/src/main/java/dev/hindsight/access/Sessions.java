package dev.hindsight.access;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.SessionStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets browsers keep a session in place of a personal API key. A session may do exactly what its key may, at every request anew:
 * it ends with the key, when the key gets another secret, and after {@link #LIFE}. Thread-safe.
 */
public final class Sessions {
    /** How long a session lasts at most. */
    public static final Duration LIFE = Duration.ofHours(12);

    /** 256 bits in base64url. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final SecureRandom random = new SecureRandom();
    private final Access access;
    private final SessionStore store;
    private final KeyStore keys;
    private final Clock clock;

    public Sessions(Access access, SessionStore store, KeyStore keys, Clock clock) {
        this.access = access;
        this.store = store;
        this.keys = keys;
        this.clock = clock;
    }

    /** A session together with its secret, which is known only now. */
    public record Begun(Session session, String secret) {}

    /**
     * Begins a session for whoever comes with a key.
     *
     * @param foundIn where the key was found, as the error says it
     * @throws HindsightException {@code UNAUTHENTICATED} when the key is unknown or its user is not active
     */
    public Begun begin(String key, String foundIn) {
        Caller caller = access.authenticate(key, foundIn);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = now.plus(LIFE);
        if (!store.add(secret, key, now, until)) {
            throw HindsightException.of(Failure.UNAUTHENTICATED, "The key was removed meanwhile.");
        }
        return new Begun(new Session(caller, proof(secret), until), secret);
    }

    /** The session with this secret; empty when there is none, or it is over, or its user is not active. */
    public Optional<Session> find(String secret) {
        if (!SECRET.matcher(secret).matches()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<SessionStore.Kept> found =
                store.find(secret, now).filter(kept -> kept.key().owner().active());
        found.ifPresent(kept -> keys.noteUse(kept.key().key(), now));
        return found.map(
                kept -> new Session(new Caller(kept.key().owner(), kept.key().key()), proof(secret), kept.until()));
    }

    /** Ends a session; what is none is none afterwards. */
    public void end(String secret) {
        store.end(secret);
    }

    /** Made from the secret, so that every node knows it, and the other way round impossible. */
    private static String proof(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("proof of " + secret).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
