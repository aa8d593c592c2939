package dev.hindsight.sharing;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Passwords of shares, and who has given one. */
final class PasswordStore {
    private PasswordStore() {}

    /** What a password is compared with. */
    record Hashed(long id, String hash, @Nullable String note) {}

    /** The active passwords of an active row, the oldest first. */
    static List<SharePassword> list(Handle handle, long activeId) {
        return handle.createQuery("select p.id, p.note, p.created_at, u.email from hindsight.share_password p"
                        + " left join hindsight.account u on u.id = p.created_by"
                        + " where p.sharing_configuration_id = :active and p.active order by p.id")
                .bind("active", activeId)
                .map((row, context) -> new SharePassword(
                        row.getLong("id"),
                        row.getString("note"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getString("email")))
                .list();
    }

    /** The hashes of the active passwords, the newest first. */
    static List<Hashed> hashes(Handle handle, long activeId) {
        return handle.createQuery("select id, password_hash, note from hindsight.share_password"
                        + " where sharing_configuration_id = :active and active order by id desc")
                .bind("active", activeId)
                .map((row, context) ->
                        new Hashed(row.getLong("id"), row.getString("password_hash"), row.getString("note")))
                .list();
    }

    static long insert(Handle handle, long activeId, String hash, @Nullable String note, long userId, Instant at) {
        return handle.createUpdate(
                        "insert into hindsight.share_password (sharing_configuration_id, password_hash, note,"
                                + " active, created_at, created_by) values (:active, :hash, :note, true, :at, :user)")
                .bind("active", activeId)
                .bind("hash", hash)
                .bind("note", note)
                .bind("at", at)
                .bind("user", userId)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    /** Passwords stay what they are when the token is replaced. */
    static void move(Handle handle, long fromId, long toId) {
        handle.createUpdate("update hindsight.share_password set sharing_configuration_id = :to"
                        + " where sharing_configuration_id = :from")
                .bind("from", fromId)
                .bind("to", toId)
                .execute();
    }

    /** Ends a password and the sessions of those who came with it; returns whether there was such a one. */
    static boolean deactivate(Handle handle, long activeId, long passwordId) {
        boolean found = handle.createUpdate("update hindsight.share_password set active = false"
                                + " where id = :id and sharing_configuration_id = :active and active")
                        .bind("id", passwordId)
                        .bind("active", activeId)
                        .execute()
                > 0;
        handle.createUpdate("delete from hindsight.share_session where share_password_id = :id")
                .bind("id", passwordId)
                .execute();
        return found;
    }

    static void addSession(
            Handle handle, String secureValue, long configurationId, long passwordId, Instant at, Instant until) {
        handle.createUpdate("delete from hindsight.share_session where expires_at <= :now")
                .bind("now", at)
                .execute();
        handle.createUpdate("insert into hindsight.share_session (secure_value, sharing_configuration_id,"
                        + " share_password_id, created_at, expires_at) values (:value, :configuration, :password, :at,"
                        + " :until)")
                .bind("value", secureValue)
                .bind("configuration", configurationId)
                .bind("password", passwordId)
                .bind("at", at)
                .bind("until", until)
                .execute();
    }

    /** The password that a session was opened with, if the session is for this token and the password is still good. */
    static Optional<Long> passwordOf(Handle handle, String secureValue, LockedShare share, Instant now) {
        return handle.createQuery("select p.id from hindsight.share_session s join hindsight.share_password p"
                        + " on p.id = s.share_password_id where s.secure_value = :value and s.expires_at > :now"
                        + " and s.sharing_configuration_id = :configuration and p.active"
                        + " and p.sharing_configuration_id = :active")
                .bind("value", secureValue)
                .bind("now", now)
                .bind("configuration", share.configurationId())
                .bind("active", share.activeId())
                .mapTo(Long.class)
                .findOne();
    }

    /** The access token that a session is for. */
    static Optional<String> tokenOf(Handle handle, String secureValue) {
        return handle.createQuery("select c.access_token from hindsight.share_session s"
                        + " join hindsight.sharing_configuration c on c.id = s.sharing_configuration_id"
                        + " where s.secure_value = :value")
                .bind("value", secureValue)
                .mapTo(String.class)
                .findOne();
    }

    /** Ends all sessions of something that is shared. */
    static void endSessions(Handle handle, ShareTarget target) {
        handle.createUpdate("delete from hindsight.share_session where sharing_configuration_id in"
                        + " (select c.id from hindsight.sharing_configuration c" + ShareStore.where(target) + ")")
                .bindMethods(target)
                .execute();
    }
}
