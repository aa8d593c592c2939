package dev.hindsight.activity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Caller;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The log of changes. Entries are written with the transaction of the change itself, so there is never one without the
 * other. Asks nobody for permission: use cases do. Thread-safe.
 */
public final class ActivityLog {
    private static final JsonMapper JSON = new JsonMapper();

    private static final String COLUMNS =
            "a.id, a.user_id, a.is_system, a.activity, a.scope, a.item_id, a.client, a.detail, a.created_at";
    private static final String FROM = " from hindsight.activity a where a.project_id = :project and a.scope = :scope";

    private final MemberStore members;
    private final TimeOrderedIds ids = new TimeOrderedIds();

    public ActivityLog(MemberStore members) {
        this.members = members;
    }

    /**
     * Adds an entry.
     *
     * @param handle the transaction of the change
     * @param project whose organization is noted too, whichever organization the user works in otherwise
     * @param changes null where the activity is not about fields
     */
    public void add(
            Handle handle,
            Project project,
            Caller caller,
            Subject subject,
            String activity,
            @Nullable Changes changes,
            Instant at) {
        add(handle, project, caller, subject, activity, changes, at, false);
    }

    /** As above for what nobody with an account did. */
    public void addOfSystem(
            Handle handle, Project project, Subject subject, String activity, @Nullable Changes changes, Instant at) {
        add(handle, project, null, subject, activity, changes, at, true);
    }

    private void add(
            Handle handle,
            Project project,
            @Nullable Caller caller,
            Subject subject,
            String activity,
            @Nullable Changes changes,
            Instant at,
            boolean system) {
        ObjectNode detail = JSON.createObjectNode();
        detail.set("changes", changes == null ? detail.nullNode() : changes.toJson());
        detail.putNull("trigger");
        detail.putNull("type");
        detail.put("name", subject.name());
        detail.put("short_id", subject.shortId());
        handle.createUpdate("insert into hindsight.activity (id, project_id, organization_id, user_id, is_system,"
                        + " was_impersonated, scope, item_id, activity, detail, client, created_at) values (:id, :project,"
                        + " :organization, :user, :system, false, :scope, :item, :activity, :detail, :client,"
                        + " :at)")
                .bind("id", ids.next(at))
                .bind("project", project.id())
                .bind("organization", project.organizationId())
                .bind("user", caller == null ? null : caller.user().id())
                .bind("client", caller == null ? null : caller.client())
                .bind("system", system)
                .bind("scope", subject.scope())
                .bind("item", subject.itemId())
                .bind("activity", activity)
                .bind("detail", detail.toString())
                .bind("at", at)
                .execute();
    }

    /**
     * Which entries somebody may see.
     *
     * @param sql a condition on {@code a}, a row of the log
     * @param values binds the condition's values
     */
    public record Audience(String sql, Consumer<SqlStatement<?>> values) {
        /** Whoever may see the thing itself. */
        public static final Audience ALL = new Audience("true", statement -> {});
    }

    /**
     * Entries about one kind of thing, newest first.
     *
     * @param itemId one thing; null: all of them, those deleted since included
     */
    public ActivityPage page(
            Handle handle,
            long projectId,
            String scope,
            @Nullable String itemId,
            Audience audience,
            ActivityPaging paging) {
        String where = FROM + (itemId == null ? "" : " and a.item_id = :item") + " and " + audience.sql();
        long total = bound(handle.createQuery("select count(*)" + where), projectId, scope, itemId, audience)
                .mapTo(Long.class)
                .one();
        if (paging.offset() >= total) {
            return new ActivityPage(total, List.of());
        }
        List<Row> rows = bound(
                        handle.createQuery("select " + COLUMNS + where
                                + " order by a.created_at desc, a.id desc limit :limit offset :offset"),
                        projectId,
                        scope,
                        itemId,
                        audience)
                .bind("limit", paging.limit())
                .bind("offset", paging.offset())
                .map((row, context) -> row(row))
                .list();
        return new ActivityPage(total, entries(rows));
    }

    /** One entry about a thing. */
    public Optional<Activity> find(Handle handle, long projectId, String scope, String itemId, UUID id) {
        List<Row> rows = bound(
                        handle.createQuery("select " + COLUMNS + FROM + " and a.item_id = :item and a.id = :id"),
                        projectId,
                        scope,
                        itemId,
                        Audience.ALL)
                .bind("id", id)
                .map((row, context) -> row(row))
                .list();
        return entries(rows).stream().findFirst();
    }

    private List<Activity> entries(List<Row> rows) {
        Map<Long, User> users = members.findUsers(
                rows.stream().map(Row::userId).filter(Objects::nonNull).collect(Collectors.toSet()));
        return rows.stream().map(row -> row.entry(users)).toList();
    }

    private static Query bound(Query query, long projectId, String scope, @Nullable String itemId, Audience audience) {
        query.bind("project", projectId).bind("scope", scope);
        audience.values().accept(query);
        return itemId == null ? query : query.bind("item", itemId);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("user_id", Long.class),
                row.getBoolean("is_system"),
                row.getString("activity"),
                row.getString("scope"),
                row.getString("item_id"),
                row.getString("client"),
                row.getString("detail"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private record Row(
            UUID id,
            @Nullable Long userId,
            boolean system,
            String activity,
            String scope,
            String itemId,
            @Nullable String client,
            String detail,
            Instant createdAt) {
        Activity entry(Map<Long, User> users) {
            User user = userId == null ? null : users.get(userId);
            return new Activity(id, user, system, activity, scope, itemId, client, read(detail), createdAt);
        }

        private static JsonNode read(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a stored entry is not JSON", e);
            }
        }
    }
}
