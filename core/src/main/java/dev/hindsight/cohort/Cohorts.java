package dev.hindsight.cohort;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.EventStore;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** The cohorts of a project, for its members (contract queries 2.4.1). */
public final class Cohorts {
    private static final Scope READ = Scope.read("cohort");
    private static final Scope WRITE = Scope.write("cohort");

    private final Access access;
    private final CohortStore cohorts;
    private final EventStore events;
    private final Clock clock;

    public Cohorts(Access access, CohortStore cohorts, EventStore events, Clock clock) {
        this.access = access;
        this.cohorts = cohorts;
        this.events = events;
        this.clock = clock;
    }

    /**
     * The cohorts by name; scope {@code cohort:read}.
     *
     * @throws HindsightException as {@link Access#requireProject}
     */
    public List<StoredCohort> list(Caller caller, long projectId) {
        return cohorts.all(access.requireProject(caller, projectId, READ).id());
    }

    /**
     * One cohort; scope {@code cohort:read}.
     *
     * @throws HindsightException as {@link Access#requireProject}; {@code NOT_FOUND}
     */
    public StoredCohort get(Caller caller, long projectId, int id) {
        access.requireProject(caller, projectId, READ);
        return find(projectId, id);
    }

    /** How many persons are in a static cohort that the caller got. */
    public long size(StoredCohort cohort) {
        return events.cohortSize(cohort.projectId(), cohort.id());
    }

    /**
     * Stores a cohort; scope {@code cohort:write}.
     *
     * @throws HindsightException as {@link Access#requireProject}; {@code validation_error} naming the field when it has no
     *     name, or neither is static nor has filters, or both
     */
    public StoredCohort create(Caller caller, long projectId, CohortChange said) {
        access.requireProject(caller, projectId, WRITE);
        if (said.name() == null) {
            throw Body.required("name");
        }
        boolean isStatic = Boolean.TRUE.equals(said.isStatic());
        if (!isStatic && said.filters() == null) {
            throw Body.required("filters");
        }
        checkStatic(said, isStatic);
        StoredCohort cohort = cohorts.add(projectId, said, caller.user().id(), clock.instant());
        if (!said.persons().isEmpty()) {
            events.addToCohort(projectId, cohort.id(), said.persons());
            cohorts.noteNewPersons(projectId, cohort.id(), clock.instant());
        }
        return find(projectId, cohort.id());
    }

    private static void checkStatic(CohortChange said, boolean isStatic) {
        if (isStatic && said.filters() != null) {
            throw HindsightException.invalid("filters", "The persons of a static cohort are listed, not filtered.");
        }
        if (!isStatic && !said.persons().isEmpty()) {
            throw HindsightException.invalid(
                    "_create_static_person_ids", "Only the persons of a static cohort are listed.");
        }
    }

    /**
     * Changes a cohort; scope {@code cohort:write}. {@code deleted: false} brings a deleted one back.
     *
     * @return the cohort afterwards
     * @throws HindsightException as {@link #create}; {@code NOT_FOUND}
     */
    public StoredCohort change(Caller caller, long projectId, int id, CohortChange change) {
        access.requireProject(caller, projectId, WRITE);
        if (change.filters() != null) {
            cohorts.find(projectId, id).ifPresent(cohort -> checkStatic(change, cohort.isStatic()));
        }
        return cohorts.change(projectId, id, change, clock.instant()).orElseThrow(HindsightException::notFound);
    }

    /** Deletes a cohort, which can be brought back; as {@link #change}. */
    public void delete(Caller caller, long projectId, int id) {
        change(caller, projectId, id, CohortChange.DELETION);
    }

    /**
     * Puts persons into a static cohort; scope {@code cohort:write}.
     *
     * @param persons their ids; unknown ones are left out
     * @return the cohort afterwards
     * @throws HindsightException as {@link #change}; {@code validation_error} when the cohort is not static
     */
    public StoredCohort addPersons(Caller caller, long projectId, int id, List<UUID> persons) {
        requireStatic(caller, projectId, id);
        events.addToCohort(projectId, id, persons);
        cohorts.noteNewPersons(projectId, id, clock.instant());
        return find(projectId, id);
    }

    /** Takes persons out of a static cohort; as {@link #addPersons}. */
    public StoredCohort removePersons(Caller caller, long projectId, int id, List<UUID> persons) {
        requireStatic(caller, projectId, id);
        events.removeFromCohort(projectId, id, persons);
        cohorts.noteNewPersons(projectId, id, clock.instant());
        return find(projectId, id);
    }

    private void requireStatic(Caller caller, long projectId, int id) {
        access.requireProject(caller, projectId, WRITE);
        if (!find(projectId, id).isStatic()) {
            throw HindsightException.invalid("is_static", "Only the persons of a static cohort are listed.");
        }
    }

    private StoredCohort find(long projectId, int id) {
        return cohorts.find(projectId, id).orElseThrow(HindsightException::notFound);
    }
}
