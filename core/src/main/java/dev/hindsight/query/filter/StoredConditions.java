package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.Cohort;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.expression.Stored;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** The cohorts and actions of the project, as expressions ask for them. */
final class StoredConditions implements Stored {
    private final Dialect dialect;
    private final QueryContext context;
    private final Conditions conditions;
    private final Deque<String> within = new ArrayDeque<>();

    StoredConditions(Dialect dialect, QueryContext context, Conditions conditions) {
        this.dialect = dialect;
        this.context = context;
        this.conditions = conditions;
    }

    @Override
    public Sql members(Name name, String attr) {
        List<Cohort> named = name.isId()
                ? context.definitions().cohort(Integer.parseInt(name.text())).stream()
                        .toList()
                : context.definitions().cohorts(name.text());
        Cohort cohort = only(named, "cohort", name, attr);
        return within("cohort " + cohort.id(), attr, () -> conditions.members(cohort.id(), attr));
    }

    @Override
    public Sql memberships(boolean onlyStatic, String attr) {
        List<Sql> each = context.definitions().cohorts().values().stream()
                .filter(cohort -> !onlyStatic || cohort.members() instanceof Cohort.Listed)
                .sorted(Comparator.comparingInt(Cohort::id))
                .map(cohort -> Sql.format(
                        "SELECT m.person_id, CAST({} AS BIGINT) AS cohort_id FROM ({}) m",
                        Sql.value((long) cohort.id()),
                        members(new Name(Integer.toString(cohort.id()), true), attr)))
                .toList();
        return each.isEmpty()
                ? Sql.of("SELECT p.id AS person_id, CAST(0 AS BIGINT) AS cohort_id FROM persons p WHERE FALSE")
                : Sql.join(" UNION ALL ", each);
    }

    @Override
    public Sql matching(Name name, String attr) {
        List<Action> named = name.isId()
                ? context.definitions().action(Integer.parseInt(name.text())).stream()
                        .toList()
                : context.definitions().actions(name.text());
        Action action = only(named, "action", name, attr);
        return within(
                "action " + action.id(),
                attr,
                () -> new ActionConditions(dialect, conditions).of(action).parenthesised());
    }

    private static <T> T only(List<T> named, String what, Name name, String attr) {
        if (named.size() == 1) {
            return named.get(0);
        }
        throw HindsightException.invalid(
                attr,
                named.isEmpty()
                        ? "There is no " + what + " with " + name + "."
                        : "There are " + named.size() + " " + what + "s with " + name + "; use the id of one.");
    }

    private Sql within(String what, String attr, Supplier<Sql> condition) {
        if (within.contains(what)) {
            throw HindsightException.invalid(attr, "The " + what + " is part of itself.");
        }
        within.push(what);
        Sql made = condition.get();
        within.pop();
        return made;
    }
}
