package dev.hindsight.project;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.hindsight.error.Outage;
import dev.hindsight.metadata.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Personal API keys, of whose secrets only hashes are kept. Asks nobody for permission: use cases do. */
public final class KeyStore {
    private static final Duration USE_NOTED_EVERY = Duration.ofHours(1);
    private static final String COLUMNS = "id, user_id, label, mask_value, scopes, scoped_teams, scoped_organizations,"
            + " created_at, last_used_at, last_rolled_at";

    /** What {@link #owned} reads of keys {@code k} and their owners {@code u}, to be followed by more joins or conditions. */
    static final String OWNED = "k.id, k.label, k.mask_value, k.scopes, k.scoped_teams, k.scoped_organizations,"
            + " k.created_at, k.last_used_at, k.last_rolled_at, " + MemberStore.USER
            + " from hindsight.api_key k join hindsight.account u on u.id = k.user_id";

    private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);

    private final Jdbi jdbi;

    public KeyStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A key together with its secret, which is known only now. */
    public record Issued(ApiKey key, String value) {}

    /** What a key may do. */
    public record Grant(String label, List<String> scopes, List<Long> teams, List<UUID> organizations) {
        public Grant {
            scopes = List.copyOf(scopes);
            teams = List.copyOf(teams);
            organizations = List.copyOf(organizations);
        }
    }

    /** Adds a key with a new secret. */
    public Issued issue(long userId, Grant grant, Instant at) {
        return add(userId, grant, Tokens.apiKey(), at);
    }

    /** Adds a key with a given secret, such as the one an operator sets for the first start. */
    public Issued add(long userId, Grant grant, String value, Instant at) {
        String id = Tokens.random(12);
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate(
                                "insert into hindsight.api_key (id, user_id, label, mask_value, secure_value, scopes, scoped_teams,"
                                        + " scoped_organizations, created_at) values (:id, :user, :label, :mask, :secure, :scopes,"
                                        + " :teams, :organizations, :at)")
                        .bind("id", id)
                        .bind("user", userId)
                        .bind("label", grant.label())
                        .bind("mask", Tokens.mask(value))
                        .bind("secure", Tokens.secureValue(value))
                        .bind("scopes", JsonText.write(grant.scopes()))
                        .bind("teams", JsonText.write(grant.teams()))
                        .bind("organizations", JsonText.write(grant.organizations()))
                        .bind("at", at)
                        .execute());
        return new Issued(find(userId, id).orElseThrow(), value);
    }

    /** A key with the person whose it is. */
    public record Owned(ApiKey key, User owner) {}

    /**
     * The key with this secret, and its owner. The look-up is by its hash, so how long it takes tells nothing about the secret.
     */
    public Optional<Owned> findByValue(String value) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + OWNED + " where k.secure_value = :secure")
                .bind("secure", Tokens.secureValue(value))
                .map(KeyStore::owned)
                .findOne());
    }

    static Owned owned(ResultSet row, StatementContext context) throws SQLException {
        return new Owned(key(row, context), MemberStore.user(row, context));
    }

    public Optional<ApiKey> find(long userId, String id) {
        if (!isId(id)) {
            return Optional.empty();
        }
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from hindsight.api_key where user_id = :user and id = :id")
                .bind("user", userId)
                .bind("id", id)
                .map(KeyStore::key)
                .findOne());
    }

    /** A user's keys, newest first. */
    public List<ApiKey> keysOf(long userId) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from hindsight.api_key where user_id = :user order by created_at desc, id")
                .bind("user", userId)
                .map(KeyStore::key)
                .list());
    }

    /** Gives a key a new secret; the old one stops working at once. Empty if there is no such key. */
    public Optional<Issued> roll(long userId, String id, Instant at) {
        if (!isId(id)) {
            return Optional.empty();
        }
        String value = Tokens.apiKey();
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate(
                                "update hindsight.api_key set secure_value = :secure, mask_value = :mask, last_rolled_at = :at"
                                        + " where user_id = :user and id = :id")
                        .bind("secure", Tokens.secureValue(value))
                        .bind("mask", Tokens.mask(value))
                        .bind("at", at)
                        .bind("user", userId)
                        .bind("id", id)
                        .execute());
        return find(userId, id).map(key -> new Issued(key, value));
    }

    /** Removes a key; false if there is no such key. */
    public boolean revoke(long userId, String id) {
        if (!isId(id)) {
            return false;
        }
        return Transactions.run(
                        jdbi,
                        handle -> handle.createUpdate(
                                        "delete from hindsight.api_key where user_id = :user and id = :id")
                                .bind("user", userId)
                                .bind("id", id)
                                .execute())
                == 1;
    }

    /** Whether a text can be an id at all: databases refuse some texts even to look for them. */
    private static boolean isId(String text) {
        return text.chars().allMatch(Character::isLetterOrDigit);
    }

    /** Notes that a key was used, at most once an hour (contract insights-api 1.2). */
    public void noteUse(ApiKey key, Instant at) {
        if (key.lastUsedAt() != null && key.lastUsedAt().plus(USE_NOTED_EVERY).isAfter(at)) {
            return;
        }
        try {
            jdbi.useHandle(
                    handle -> handle.createUpdate("update hindsight.api_key set last_used_at = :at where id = :id")
                            .bind("at", at)
                            .bind("id", key.id())
                            .execute());
        } catch (JdbiException e) {
            if (!Outage.isCauseOf(e)) {
                throw e;
            }
            LOG.debug("The use of a key is not noted", e); // a database that takes no changes can still be read
        }
    }

    private static ApiKey key(ResultSet row, StatementContext context) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                row.getLong("user_id"),
                row.getString("label"),
                row.getString("mask_value"),
                JsonText.list(row.getString("scopes"), new TypeReference<>() {}),
                JsonText.list(row.getString("scoped_teams"), new TypeReference<>() {}),
                JsonText.list(row.getString("scoped_organizations"), new TypeReference<>() {}),
                ProjectStore.instant(row, "created_at"),
                optional(row, "last_used_at"),
                optional(row, "last_rolled_at"));
    }

    private static @Nullable Instant optional(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
