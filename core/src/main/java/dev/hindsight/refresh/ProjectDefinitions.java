package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.action.ActionStore;
import dev.hindsight.action.StoredAction;
import dev.hindsight.cohort.CohortStore;
import dev.hindsight.cohort.StoredCohort;
import dev.hindsight.project.Project;
import dev.hindsight.query.Action;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.RunnableQuery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the queries of one call refer to in their project. Nothing is read before a query refers to something. */
final class ProjectDefinitions {
    private final Stores stores;
    private final Project project;
    private @Nullable List<StoredAction> actions;
    private @Nullable List<StoredCohort> cohorts;

    /** Where definitions are stored. */
    record Stores(ActionStore actions, CohortStore cohorts) {}

    ProjectDefinitions(Stores stores, Project project) {
        this.stores = stores;
        this.project = project;
    }

    /** The definitions that a query refers to, and those that these refer to, as far as they are stored. */
    Definitions of(RunnableQuery query) {
        Map<Integer, Action> meantActions = new HashMap<>();
        Map<Integer, Cohort> meantCohorts = new HashMap<>();
        boolean groups = false;
        Deque<JsonNode> unread = new ArrayDeque<>(List.of(CacheKey.json(query), project.testAccountFilters()));
        while (!unread.isEmpty()) {
            References references = References.in(unread.pop());
            groups |= references.meanGroups();
            if (references.meanActions()) {
                for (StoredAction action : actions()) {
                    if (references.meansAction(action.id(), action.name())
                            && meantActions.put(action.id(), action.definition()) == null) {
                        unread.push(action.steps());
                    }
                }
            }
            if (references.meanCohorts()) {
                for (StoredCohort cohort : cohorts()) {
                    if (references.meansCohort(cohort.id(), cohort.name())
                            && meantCohorts.put(cohort.id(), cohort.definition()) == null) {
                        unread.push(cohort.filters());
                    }
                }
            }
        }
        return new Definitions(meantActions, meantCohorts, groups ? project.groupTypes() : List.of());
    }

    private List<StoredAction> actions() {
        List<StoredAction> known = actions;
        if (known == null) {
            known = stores.actions().all(project.id());
            actions = known;
        }
        return known;
    }

    private List<StoredCohort> cohorts() {
        List<StoredCohort> known = cohorts;
        if (known == null) {
            known = stores.cohorts().all(project.id());
            cohorts = known;
        }
        return known;
    }
}
