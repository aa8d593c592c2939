package dev.hindsight.query.funnels;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.FunnelPoint;
import dev.hindsight.query.funnels.Walk.Outcome;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The people of a step of a funnel, each once, in the order of the engine: 30 bytes of text for each. */
public final class FunnelPeople {
    /** More people than this are refused. */
    public static final int MAX = 1_000_000;

    private final FunnelPoint point;
    private final Predicate<List<String>> ofValue;
    private final StringBuilder persons = new StringBuilder();
    private final StringBuilder done = new StringBuilder();
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder at = new StringBuilder();
    private @Nullable Object last;
    private int size;

    FunnelPeople(FunnelPoint point, Predicate<List<String>> ofValue) {
        this.point = point;
        this.ofValue = ofValue;
    }

    boolean isOf(List<String> value) {
        return ofValue.test(value);
    }

    /** Adds somebody who did the step, or who did it and got no further. */
    void addIfReached(Object person, Outcome outcome) {
        int step = point.reached();
        if (outcome.reached(step) && !(point.stayed() && outcome.reached(step + 1))) {
            add(person, outcome, step);
        }
    }

    /** Adds somebody who is known to be meant. */
    void add(Object person, Outcome outcome, int step) {
        // With a breakdown somebody can be there for several values, one after the other.
        if (person.equals(last)) {
            return;
        }
        last = person;
        if (++size > MAX) {
            throw HindsightException.invalid(
                    "source__funnelStep",
                    "too_many_results",
                    "The step has over " + MAX + " people. Use a shorter range or a filter.");
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
        persons.append(person).append(',');
        done.append(steps).append(',');
        before.append(earlier).append(',');
        at.append(time).append(',');
    }

    /** {@code person_id} and {@code events}, how many steps they did. */
    Sql asActors(Dialect dialect) {
        return Sql.format(
                "SELECT person_id, events FROM {} people",
                dialect.listedNumbers(List.of("person_id", "events"), List.of(persons.toString(), done.toString())));
    }

    /** A table: {@code actor}, and in microseconds the times of the step before ({@code earlier}) and of the step ({@code at}). */
    public Sql asTimes(Dialect dialect) {
        return dialect.listedNumbers(
                List.of("actor", "earlier", "at"), List.of(persons.toString(), before.toString(), at.toString()));
    }
}
