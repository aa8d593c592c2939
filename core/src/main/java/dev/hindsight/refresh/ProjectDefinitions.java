package dev.hindsight.refresh;

import dev.hindsight.action.ActionStore;
import dev.hindsight.action.StoredAction;
import dev.hindsight.query.Action;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.RunnableQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the queries of one call refer to in their project. Nothing is read before a query refers to something. */
final class ProjectDefinitions {
    private final ActionStore actionStore;
    private final long projectId;
    private @Nullable List<StoredAction> actions;

    ProjectDefinitions(ActionStore actionStore, long projectId) {
        this.actionStore = actionStore;
        this.projectId = projectId;
    }

    /** The definitions that a query refers to, those of them that are stored. */
    Definitions of(RunnableQuery query) {
        References references = References.in(CacheKey.json(query));
        if (references.actions().isEmpty()) {
            return Definitions.NONE;
        }
        Map<Integer, Action> meant = new HashMap<>();
        for (StoredAction action : actions()) {
            if (references.actions().contains(action.id())) {
                meant.put(action.id(), action.definition());
            }
        }
        return new Definitions(meant);
    }

    private List<StoredAction> actions() {
        List<StoredAction> known = actions;
        if (known == null) {
            known = actionStore.all(projectId);
            actions = known;
        }
        return known;
    }
}
