package dev.hindsight.sharing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Resource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of shares. Of one thing there may be several rows: the active one, and those whose tokens were replaced, which have
 * an end. What is set in the active row holds for all of them.
 */
final class ShareStore {
    private static final JsonMapper JSON = new JsonMapper();

    private static final String COLUMNS = "select c.id, c.project_id, c.insight_id, c.dashboard_id, c.access_token,"
            + " c.enabled, c.settings, c.password_required, c.created_at, c.expires_at, c.valid_until"
            + " from hindsight.sharing_configuration c";

    /**
     * One token.
     *
     * @param id 0 when it is not stored yet
     * @param expiresAt when it ends because it was replaced; null for the active one
     */
    record Row(
            long id,
            ShareTarget target,
            String accessToken,
            boolean enabled,
            @Nullable ShareSettings settings,
            boolean passwordRequired,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant validUntil) {
        static Row of(ShareTarget target, Instant at) {
            return new Row(0, target, ShareSecrets.token(), false, null, false, at, null, null);
        }

        Row with(SharePatch patch) {
            return new Row(
                    id,
                    target,
                    accessToken,
                    patch.enabled() == null ? enabled : patch.enabled(),
                    SharePatch.Setting.or(patch.settings(), settings),
                    patch.passwordRequired() == null ? passwordRequired : patch.passwordRequired(),
                    createdAt,
                    expiresAt,
                    SharePatch.Setting.or(patch.validUntil(), validUntil));
        }

        /** The same share with another token. */
        Row rotated(Instant at) {
            return new Row(0, target, ShareSecrets.token(), enabled, settings, passwordRequired, at, null, validUntil);
        }

        Row withId(long stored) {
            return new Row(
                    stored, target, accessToken, enabled, settings, passwordRequired, createdAt, expiresAt, validUntil);
        }

        /** Whether it lets anybody in at a time, which may still take a password. */
        boolean isOpen(Instant at) {
            return enabled && (validUntil == null || at.isBefore(validUntil));
        }
    }

    /** The row whose settings hold for something; whoever changes it has locked that something before. */
    static Optional<Row> active(Handle handle, ShareTarget target) {
        return handle.createQuery(
                        COLUMNS + where(target) + " and c.expires_at is null order by c.id desc fetch first row only")
                .bindMethods(target)
                .map((row, context) -> row(row))
                .findOne();
    }

    /** The row of a token that has not been replaced, or not for long. */
    static Optional<Row> ofToken(Handle handle, String token, Instant now) {
        return handle.createQuery(
                        COLUMNS + " where c.access_token = :token and (c.expires_at is null or c.expires_at > :now)")
                .bind("token", token)
                .bind("now", now)
                .map((row, context) -> row(row))
                .findOne();
    }

    /** Until the transaction ends nobody else changes the row. */
    static void lock(Handle handle, long id) {
        handle.createQuery("select id from hindsight.sharing_configuration where id = :id for update")
                .bind("id", id)
                .mapTo(Long.class)
                .one();
    }

    /** Whether the organization of a project lets anything be shared. */
    static boolean isAllowed(Handle handle, long projectId) {
        return handle.createQuery("select o.public_sharing from hindsight.organization o"
                        + " join hindsight.project p on p.organization_id = o.id where p.id = :project")
                .bind("project", projectId)
                .mapTo(Boolean.class)
                .one();
    }

    static Row insert(Handle handle, Row row, long userId) {
        ShareTarget target = row.target();
        boolean insight = switch (target.resource()) {
            case INSIGHT -> true;
            case DASHBOARD, PROJECT -> false;
        };
        return row.withId(values(
                        handle.createUpdate("insert into hindsight.sharing_configuration (project_id, insight_id,"
                                + " dashboard_id, access_token, enabled, settings, password_required, created_at,"
                                + " valid_until, created_by) values (:project, :insight, :dashboard, :accessToken,"
                                + " :enabled, :settingsText, :passwordRequired, :createdAt, :validUntil, :user)"),
                        row)
                .bind("project", target.projectId())
                .bind("insight", insight ? target.id() : null)
                .bind("dashboard", insight ? null : target.id())
                .bind("accessToken", row.accessToken())
                .bind("createdAt", row.createdAt())
                .bind("user", userId)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one());
    }

    static void update(Handle handle, Row row) {
        values(
                        handle.createUpdate(
                                "update hindsight.sharing_configuration set enabled = :enabled, settings = :settingsText,"
                                        + " password_required = :passwordRequired, valid_until = :validUntil where id = :id"),
                        row)
                .bind("id", row.id())
                .execute();
    }

    /** Replaced: the token ends by itself. */
    static void expire(Handle handle, Row row, Instant at) {
        handle.createUpdate("update hindsight.sharing_configuration set expires_at = :at where id = :id")
                .bind("at", at)
                .bind("id", row.id())
                .execute();
    }

    /** Switches off every token of something: a replaced one must not come back to life when the share is switched on again. */
    static void disableAll(Handle handle, ShareTarget target) {
        handle.createUpdate("update hindsight.sharing_configuration c set enabled = false" + where(target))
                .bindMethods(target)
                .execute();
    }

    private static <S extends SqlStatement<S>> S values(S statement, Row row) {
        return statement
                .bind("enabled", row.enabled())
                .bind(
                        "settingsText",
                        row.settings() == null ? null : row.settings().json().toString())
                .bind("passwordRequired", row.passwordRequired())
                .bind("validUntil", row.validUntil());
    }

    static String where(ShareTarget target) {
        return " where c.project_id = :projectId and c."
                + switch (target.resource()) {
                    case INSIGHT -> "insight_id = :id";
                    case DASHBOARD -> "dashboard_id = :id";
                    case PROJECT -> throw new IllegalArgumentException("not shared");
                };
    }

    private static Row row(ResultSet row) throws SQLException {
        Long insight = row.getObject("insight_id", Long.class);
        long project = row.getLong("project_id");
        return new Row(
                row.getLong("id"),
                insight == null
                        ? new ShareTarget(project, Resource.DASHBOARD, row.getLong("dashboard_id"))
                        : new ShareTarget(project, Resource.INSIGHT, insight),
                row.getString("access_token"),
                row.getBoolean("enabled"),
                settings(row.getString("settings")),
                row.getBoolean("password_required"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "valid_until"));
    }

    private static @Nullable ShareSettings settings(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ShareSettings.read(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored settings are not JSON", e);
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
