package dev.hindsight.project;

import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.KeyStore.Owned;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Sessions of people who came with a personal API key; only hashes of their secrets are kept. Thread-safe. */
public final class SessionStore {
    private final Jdbi jdbi;

    public SessionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A session as it is kept. */
    public record Kept(Owned key, Instant until) {}

    /**
     * Adds a session, and forgets those that are over.
     *
     * @param session its secret
     * @param key the secret of the key that it stands for
     * @return false when there is no such key any more
     */
    public boolean add(String session, String key, Instant at, Instant until) {
        return Transactions.run(jdbi, handle -> {
            handle.createUpdate("delete from hindsight.console_session where expires_at <= :at")
                    .bind("at", at)
                    .execute();
            int added = handle.createUpdate("insert into hindsight.console_session (secure_value, api_key_id,"
                            + " key_secure_value, created_at, expires_at) select :value, k.id, k.secure_value, :at, :until"
                            + " from hindsight.api_key k where k.secure_value = :key")
                    .bind("value", Tokens.secureValue(session))
                    .bind("key", Tokens.secureValue(key))
                    .bind("at", at)
                    .bind("until", until)
                    .execute();
            return added == 1;
        });
    }

    /** The session with this secret, unless it is over or its key has gone or got another secret. */
    public Optional<Kept> find(String session, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("select s.expires_at, " + KeyStore.OWNED
                        + " join hindsight.console_session s on s.api_key_id = k.id and s.key_secure_value = k.secure_value"
                        + " where s.secure_value = :value and s.expires_at > :now")
                .bind("value", Tokens.secureValue(session))
                .bind("now", now)
                .map((row, context) -> new Kept(KeyStore.owned(row, context), ProjectStore.instant(row, "expires_at")))
                .findOne());
    }

    /** Ends a session, if there is such a one. */
    public void end(String session) {
        jdbi.useHandle(
                handle -> handle.createUpdate("delete from hindsight.console_session where secure_value = :value")
                        .bind("value", Tokens.secureValue(session))
                        .execute());
    }
}
