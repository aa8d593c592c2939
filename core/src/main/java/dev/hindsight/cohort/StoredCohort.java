package dev.hindsight.cohort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.CohortReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cohort as it is stored.
 *
 * @param id its number within the project
 * @param isStatic its persons are listed, in the events database
 * @param filters a JSON object that {@link CohortReader} understands; empty when it is static
 * @param version how often its list was changed
 * @param createdBy a user's id; null when unknown
 */
public record StoredCohort(
        long projectId,
        int id,
        String name,
        String description,
        boolean isStatic,
        JsonNode filters,
        long version,
        boolean deleted,
        Instant createdAt,
        @Nullable Long createdBy,
        Instant updatedAt) {
    /** What queries need to know of it. */
    public Cohort definition() {
        return new Cohort(
                id,
                name,
                isStatic ? new Cohort.Listed(version) : CohortReader.read(filters, "cohorts[" + id + "].filters"));
    }

    /** The cohort with what a change says. */
    StoredCohort changed(CohortChange change, Instant at) {
        return new StoredCohort(
                projectId,
                id,
                change.name() == null ? name : change.name(),
                change.description() == null ? description : change.description(),
                isStatic,
                change.filters() == null ? filters : change.filters(),
                version,
                change.deleted() == null ? deleted : change.deleted(),
                createdAt,
                createdBy,
                at);
    }
}
