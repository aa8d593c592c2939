package dev.hindsight.query.trends;

import dev.hindsight.query.Breakdown;
import dev.hindsight.query.ValueOrder;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The values that one row of a result is for (contract queries 2.7 and 3.7).
 *
 * @param values one for each property, sentinels included
 */
record BreakdownKey(List<String> values) {
    /** The order of equal totals: that of the engines, which compare UTF-8, by characters also beyond the first 65,536. */
    static final Comparator<BreakdownKey> BY_VALUE = Comparator.comparing(BreakdownKey::values, new ValueOrder());

    BreakdownKey {
        values = List.copyOf(values);
    }

    /** All remaining values. */
    static BreakdownKey other(int properties) {
        return new BreakdownKey(Collections.nCopies(properties, Breakdown.OTHER));
    }

    boolean isOther() {
        return values.contains(Breakdown.OTHER);
    }

    /** Where it stands among others: real values, then those without a value, then all remaining ones. */
    int rank() {
        if (isOther()) {
            return 2;
        }
        return values.contains(Breakdown.NONE) ? 1 : 0;
    }
}
