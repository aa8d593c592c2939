package dev.hindsight.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The actions of projects. Asks nobody for permission: {@link Actions} does. Those that are deleted keep their row and id. */
public final class ActionStore {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SELECT =
            "select project_id, id, name, description, steps, deleted, created_at, created_by,"
                    + " updated_at from hindsight.action where project_id = :project";

    private final Jdbi jdbi;

    public ActionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Stores a new action under the next id of its project.
     *
     * @throws HindsightException {@code validation_error}, attr {@code name}, when another action has the name
     */
    public StoredAction add(long projectId, ActionChange said, @Nullable Long createdBy, Instant at) {
        return Transactions.run(jdbi, handle -> {
            lockProject(handle, projectId);
            int id = handle.createQuery(
                            "select coalesce(max(id), 0) + 1 from hindsight.action where project_id = :project")
                    .bind("project", projectId)
                    .mapTo(Integer.class)
                    .one();
            return insert(handle, projectId, id, said, createdBy, at);
        });
    }

    /** As {@link #add} under an id that is given and not used yet, as when actions are taken over from elsewhere. */
    public StoredAction addWithId(long projectId, int id, ActionChange said, @Nullable Long createdBy, Instant at) {
        return Transactions.run(jdbi, handle -> {
            lockProject(handle, projectId);
            return insert(handle, projectId, id, said, createdBy, at);
        });
    }

    private static StoredAction insert(
            Handle handle, long projectId, int id, ActionChange said, @Nullable Long createdBy, Instant at) {
        StoredAction action = new StoredAction(
                        projectId, id, "", "", JsonNodeFactory.instance.arrayNode(), false, at, createdBy, at)
                .changed(said, at);
        checkName(handle, action);
        handle.createUpdate(
                        "insert into hindsight.action (project_id, id, name, description, steps, deleted, created_at,"
                                + " created_by, updated_at) values (:projectId, :id, :name, :description, :stepsText, :deleted,"
                                + " :createdAt, :createdBy, :updatedAt)")
                .bindMethods(action)
                .bind("stepsText", action.steps().toString())
                .execute();
        return action;
    }

    /** The actions that are not deleted, by name. */
    public List<StoredAction> all(long projectId) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " and not deleted order by name, id")
                .bind("project", projectId)
                .map((row, context) -> read(row))
                .list());
    }

    /** The action, unless it is deleted. */
    public Optional<StoredAction> find(long projectId, int id) {
        return jdbi.withHandle(handle -> find(handle, projectId, id)).filter(action -> !action.deleted());
    }

    private static Optional<StoredAction> find(Handle handle, long projectId, int id) {
        return handle.createQuery(SELECT + " and id = :id")
                .bind("project", projectId)
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * Changes an action; a deleted one only if that brings it back.
     *
     * @return the action afterwards; empty when there is none
     * @throws HindsightException {@code validation_error}, attr {@code name}, when another action has the name
     */
    public Optional<StoredAction> change(long projectId, int id, ActionChange change, Instant at) {
        return Transactions.run(jdbi, handle -> {
            lockProject(handle, projectId);
            Optional<StoredAction> changed = find(handle, projectId, id)
                    .filter(action -> !action.deleted() || Boolean.FALSE.equals(change.deleted()))
                    .map(action -> action.changed(change, at));
            changed.ifPresent(action -> {
                checkName(handle, action);
                handle.createUpdate("update hindsight.action set name = :name, description = :description,"
                                + " steps = :stepsText, deleted = :deleted, updated_at = :updatedAt"
                                + " where project_id = :projectId and id = :id")
                        .bindMethods(action)
                        .bind("stepsText", action.steps().toString())
                        .execute();
            });
            return changed;
        });
    }

    /** Changes to the actions of a project come one after the other, so that ids and names stay unique. */
    private static void lockProject(Handle handle, long projectId) {
        handle.createQuery("select id from hindsight.project where id = :project for update")
                .bind("project", projectId)
                .mapTo(Long.class)
                .one();
    }

    private static void checkName(Handle handle, StoredAction action) {
        if (action.deleted() || action.name().isEmpty()) {
            return;
        }
        handle.createQuery(SELECT + " and not deleted and name = :name and id <> :id")
                .bind("project", action.projectId())
                .bind("name", action.name())
                .bind("id", action.id())
                .map((row, context) -> read(row))
                .findFirst()
                .ifPresent(other -> {
                    throw HindsightException.invalid(
                            "name",
                            "unique",
                            "This project already has an action with this name, ID " + other.id() + ".");
                });
    }

    private static StoredAction read(ResultSet row) throws SQLException {
        return new StoredAction(
                row.getLong("project_id"),
                row.getInt("id"),
                row.getString("name"),
                row.getString("description"),
                json(row.getString("steps")),
                row.getBoolean("deleted"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("created_by", Long.class),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored value is not JSON", e);
        }
    }
}
