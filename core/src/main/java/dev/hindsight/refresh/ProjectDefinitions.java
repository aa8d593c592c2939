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
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the queries of one call refer to in their project. Nothing is read before a query refers to something. */
final class ProjectDefinitions {
    private final Stores stores;
    private final Project project;
    private @Nullable Map<Integer, StoredAction> actions;
    private @Nullable Map<Integer, StoredCohort> cohorts;

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
        Deque<JsonNode> unread = new ArrayDeque<>(List.of(CacheKey.json(query), project.testAccountFilters()));
        while (!unread.isEmpty()) {
            References references = References.in(unread.pop());
            for (StoredAction action :
                    meant(references.actions(), references.actionNames(), false, this::actions, StoredAction::name)) {
                if (meantActions.put(action.id(), action.definition()) == null) {
                    unread.push(action.steps());
                }
            }
            for (StoredCohort cohort : meant(
                    references.cohorts(),
                    references.cohortNames(),
                    references.everyCohort().get(),
                    this::cohorts,
                    StoredCohort::name)) {
                if (meantCohorts.put(cohort.id(), cohort.definition()) == null) {
                    unread.push(cohort.filters());
                }
            }
        }
        return new Definitions(meantActions, meantCohorts);
    }

    private static <T> List<T> meant(
            Set<Integer> ids,
            Set<String> names,
            boolean every,
            Supplier<Map<Integer, T>> all,
            Function<T, @Nullable String> name) {
        if (ids.isEmpty() && names.isEmpty() && !every) {
            return List.of();
        }
        List<T> meant = new ArrayList<>();
        all.get().forEach((id, stored) -> {
            if (every || ids.contains(id) || names.contains(name.apply(stored))) {
                meant.add(stored);
            }
        });
        return meant;
    }

    private Map<Integer, StoredAction> actions() {
        Map<Integer, StoredAction> known = actions;
        if (known == null) {
            known = byId(stores.actions().all(project.id()), StoredAction::id);
            actions = known;
        }
        return known;
    }

    private Map<Integer, StoredCohort> cohorts() {
        Map<Integer, StoredCohort> known = cohorts;
        if (known == null) {
            known = byId(stores.cohorts().all(project.id()), StoredCohort::id);
            cohorts = known;
        }
        return known;
    }

    private static <T> Map<Integer, T> byId(List<T> all, Function<T, Integer> id) {
        return all.stream().collect(Collectors.toMap(id, Function.identity()));
    }
}
