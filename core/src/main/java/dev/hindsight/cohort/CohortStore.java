package dev.hindsight.cohort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

/** The cohorts of projects. Asks nobody for permission: {@link Cohorts} does. Those that are deleted keep their row and id. */
public final class CohortStore {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SELECT =
            "select project_id, id, name, description, is_static, filters, version, deleted,"
                    + " created_at, created_by, updated_at from hindsight.cohort where project_id = :project";

    private final Jdbi jdbi;

    public CohortStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Stores a new cohort under the next id of its project. */
    public StoredCohort add(long projectId, CohortChange said, @Nullable Long createdBy, Instant at) {
        return Transactions.run(jdbi, handle -> {
            lockProject(handle, projectId);
            int id = handle.createQuery(
                            "select coalesce(max(id), 0) + 1 from hindsight.cohort where project_id = :project")
                    .bind("project", projectId)
                    .mapTo(Integer.class)
                    .one();
            return insert(handle, projectId, id, said, createdBy, at);
        });
    }

    /** As {@link #add} under an id that is given and not used yet, as when cohorts are taken over from elsewhere. */
    public StoredCohort addWithId(long projectId, int id, CohortChange said, @Nullable Long createdBy, Instant at) {
        return Transactions.run(jdbi, handle -> {
            lockProject(handle, projectId);
            return insert(handle, projectId, id, said, createdBy, at);
        });
    }

    private static StoredCohort insert(
            Handle handle, long projectId, int id, CohortChange said, @Nullable Long createdBy, Instant at) {
        StoredCohort cohort = new StoredCohort(
                        projectId,
                        id,
                        "",
                        "",
                        Boolean.TRUE.equals(said.isStatic()),
                        JsonNodeFactory.instance.objectNode(),
                        0,
                        false,
                        at,
                        createdBy,
                        at)
                .changed(said, at);
        handle.createUpdate(
                        "insert into hindsight.cohort (project_id, id, name, description, is_static, filters, version,"
                                + " deleted, created_at, created_by, updated_at) values (:projectId, :id, :name, :description,"
                                + " :static, :filtersText, :version, :deleted, :createdAt, :createdBy, :updatedAt)")
                .bindMethods(cohort)
                .bind("static", cohort.isStatic())
                .bind("filtersText", cohort.filters().toString())
                .execute();
        return cohort;
    }

    /** The cohorts that are not deleted, by name. */
    public List<StoredCohort> all(long projectId) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " and not deleted order by name, id")
                .bind("project", projectId)
                .map((row, context) -> read(row))
                .list());
    }

    /** The cohort, unless it is deleted. */
    public Optional<StoredCohort> find(long projectId, int id) {
        return jdbi.withHandle(handle -> find(handle, projectId, id)).filter(cohort -> !cohort.deleted());
    }

    private static Optional<StoredCohort> find(Handle handle, long projectId, int id) {
        return handle.createQuery(SELECT + " and id = :id")
                .bind("project", projectId)
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * Changes a cohort; a deleted one only if that brings it back.
     *
     * @return the cohort afterwards; empty when there is none
     */
    public Optional<StoredCohort> change(long projectId, int id, CohortChange change, Instant at) {
        return Transactions.run(jdbi, handle -> {
            lockProject(handle, projectId);
            Optional<StoredCohort> changed = find(handle, projectId, id)
                    .filter(cohort -> !cohort.deleted() || Boolean.FALSE.equals(change.deleted()))
                    .map(cohort -> cohort.changed(change, at));
            changed.ifPresent(cohort -> handle.createUpdate("update hindsight.cohort set name = :name,"
                            + " description = :description, filters = :filtersText, deleted = :deleted,"
                            + " updated_at = :updatedAt where project_id = :projectId and id = :id")
                    .bindMethods(cohort)
                    .bind("filtersText", cohort.filters().toString())
                    .execute());
            return changed;
        });
    }

    /** Notes that the list of a static cohort was changed, so that answers with it count as old. */
    public void noteNewPersons(long projectId, int id, Instant at) {
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate("update hindsight.cohort set version = version + 1,"
                                + " updated_at = :at where project_id = :project and id = :id")
                        .bind("at", at)
                        .bind("project", projectId)
                        .bind("id", id)
                        .execute());
    }

    /** Changes to the cohorts of a project come one after the other, so that ids stay unique. */
    private static void lockProject(Handle handle, long projectId) {
        handle.createQuery("select id from hindsight.project where id = :project for update")
                .bind("project", projectId)
                .mapTo(Long.class)
                .one();
    }

    private static StoredCohort read(ResultSet row) throws SQLException {
        return new StoredCohort(
                row.getLong("project_id"),
                row.getInt("id"),
                row.getString("name"),
                row.getString("description"),
                row.getBoolean("is_static"),
                json(row.getString("filters")),
                row.getLong("version"),
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
