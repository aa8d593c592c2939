package dev.hindsight.query.funnels;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.FunnelPoint;
import dev.hindsight.query.funnels.Walk.Outcome;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The people or groups of a step of a funnel, each once, in the order of the engine: 30 bytes of text for each person; groups have keys
 * of any length, whose text is bounded as a whole.
 */
public final class FunnelPeople {
    /** More people than this are refused. */
    public static final int MAX = 1_000_000;

    /** More characters of them than this are refused. */
    private static final int MAX_TEXT = 64_000_000;

    private final FunnelPoint point;
    private final Predicate<List<String>> ofValue;
    private final boolean groups;
    private final StringBuilder actors = new StringBuilder();
    private final StringBuilder done = new StringBuilder();
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder at = new StringBuilder();
    private @Nullable Object last;
    private int size;

    /** @param groups whether they are groups, which have keys in place of numbers */
    FunnelPeople(FunnelPoint point, Predicate<List<String>> ofValue, boolean groups) {
        this.point = point;
        this.ofValue = ofValue;
        this.groups = groups;
    }

    boolean isOf(List<String> value) {
        return ofValue.test(value);
    }

    /** Adds somebody who did the step, or who did it and got no further. */
    void addIfReached(Object actor, Outcome outcome) {
        int step = point.reached();
        if (outcome.reached(step) && !(point.stayed() && outcome.reached(step + 1))) {
            add(actor, outcome, step);
        }
    }

    /** Adds somebody who is known to be meant. */
    void add(Object actor, Outcome outcome, int step) {
        // With a breakdown somebody can be there for several values, one after the other.
        if (actor.equals(last)) {
            return;
        }
        last = actor;
        if (++size > MAX || actors.length() > MAX_TEXT) {
            throw HindsightException.invalid(
                    "source__funnelStep",
                    "too_many_results",
                    "The step has over " + (size - 1) + " people or groups. Use a shorter range or a filter.");
        }
        long time = outcome.times()[step];
        long earlier = time;
        int steps = 1;
        for (int i = step - 1; i >= 0; i--) {
            if (outcome.reached(i)) {
                earlier = steps == 1 ? outcome.times()[i] : earlier;
                steps++;
            }
        }
        if (groups) {
            actors.append(actors.isEmpty() ? "" : ",").append(TextNode.valueOf(String.valueOf(actor)));
        } else {
            actors.append(actor).append(',');
        }
        done.append(steps).append(',');
        before.append(earlier).append(',');
        at.append(time).append(',');
    }

    /** {@code actor} and {@code events}, how many steps they did. */
    Sql asActors(Dialect dialect) {
        Sql table = groups
                ? dialect.listedTexts("actor", "[" + actors + "]", "events", done.toString())
                : dialect.listedNumbers(List.of("actor", "events"), List.of(actors.toString(), done.toString()));
        return Sql.format("SELECT actor, events FROM {} people", table);
    }

    /** A table: {@code actor}, and in microseconds the times of the step before ({@code earlier}) and of the step ({@code at}). */
    public Sql asTimes(Dialect dialect) {
        return dialect.listedNumbers(
                List.of("actor", "earlier", "at"), List.of(actors.toString(), before.toString(), at.toString()));
    }
}
