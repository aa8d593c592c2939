package dev.hindsight.query.events;

import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.filter.EventConditions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The actions that lists are about (contract queries 7.6). */
final class Actions {
    private Actions() {}

    /**
     * A condition over {@code events e}: that they are of a stored action, and of one that consists of steps.
     *
     * @throws HindsightException {@code validation_error} when there is no such action, or it has no steps
     */
    static Sql condition(
            @Nullable Integer id, @Nullable Action steps, EventConditions conditions, QueryContext context) {
        List<Sql> all = new ArrayList<>();
        if (id != null) {
            all.add(conditions.matching(stored(id, context)).parenthesised());
        }
        if (steps != null) {
            all.add(conditions.matching(steps).parenthesised());
        }
        return EventConditions.all(all);
    }

    private static Action stored(int id, QueryContext context) {
        Action action = context.definitions()
                .action(id)
                .orElseThrow(
                        () -> HindsightException.invalid("actionId", "There is no action with the id " + id + "."));
        if (action.steps().isEmpty()) {
            throw HindsightException.invalid("actionId", "The action " + id + " has no steps.");
        }
        return action;
    }
}
