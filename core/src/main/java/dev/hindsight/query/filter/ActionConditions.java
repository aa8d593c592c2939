package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.Action.TextRule;
import dev.hindsight.query.element.ElementsChain;
import java.util.ArrayList;
import java.util.List;

/** Which events an action means (contract queries 1.6): the steps are alternatives, all that a step asks for has to hold. */
final class ActionConditions {
    private static final Sql TRUE = Sql.of("TRUE");

    private final Dialect dialect;
    private final Conditions conditions;

    ActionConditions(Dialect dialect, Conditions conditions) {
        this.dialect = dialect;
        this.conditions = conditions;
    }

    /**
     * The events of an action; every event when it has no steps.
     *
     * @throws HindsightException {@code validation_error} when a selector, or a filter of a step, cannot be calculated
     */
    Sql of(Action action) {
        return EventConditions.any(
                action.steps().stream().map(step -> of(action, step)).toList());
    }

    private Sql of(Action action, Action.Step step) {
        List<Sql> all = new ArrayList<>();
        if (step.event() != null) {
            all.add(Sql.of("e.event = ?", step.event()));
        }
        if (step.url() != null) {
            all.add(holds(step.url(), dialect.eventProperty("$current_url"), false));
        }
        if (Action.AUTOCAPTURE.equals(step.event())) {
            addElements(action, step, all);
        }
        all.add(conditions.of(step.properties()));
        return all.stream().allMatch(TRUE::equals) ? TRUE : EventConditions.all(all);
    }

    private void addElements(Action action, Action.Step step, List<Sql> all) {
        ElementsChain chain = new ElementsChain(dialect);
        if (step.selector() != null) {
            all.add(chain.hasElement(step.selector())
                    .orElseThrow(() -> HindsightException.invalid(
                            "series",
                            "not_supported",
                            "The action \"" + action.name() + "\" has the selector " + step.selector()
                                    + ", which can be stored, but not calculated by this version: tags, #ids, .classes,"
                                    + " [attribute=\"value\"]s, :nth-child(n) and > can.")));
        }
        if (step.tagName() != null) {
            all.add(chain.hasTag(step.tagName()));
        }
        if (step.href() != null) {
            all.add(holds(step.href(), chain.href(), true));
        }
        TextRule text = step.text();
        if (text != null) {
            all.add(chain.anyText(candidate -> holds(text, candidate, true)));
        }
    }

    /** A text that is contained is a pattern, with wildcards. */
    private Sql holds(TextRule rule, Sql text, boolean ignoringCase) {
        String part = "%" + rule.value().replace("\\", "\\\\") + "%";
        return switch (rule.matching()) {
            case EXACT -> Sql.format("{} = {}", text, Sql.value(rule.value()));
            case CONTAINS -> ignoringCase ? dialect.like(text, part) : dialect.likeWithCase(text, part);
            case REGEX -> dialect.matches(text, rule.value());
        };
    }
}
