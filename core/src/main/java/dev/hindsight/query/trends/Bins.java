package dev.hindsight.query.trends;

import dev.hindsight.engine.Sql;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Bins of equal width over the numbers of a property (contract queries 3.7, histogram).
 *
 * @param bounds ascending, one more than there are bins; the last one lies above all numbers
 */
record Bins(List<BigDecimal> bounds) {
    private static final MathContext PRECISION = new MathContext(12);
    private static final BigDecimal ABOVE = new BigDecimal("0.01");

    Bins {
        bounds = List.copyOf(bounds);
    }

    /** No bins: there are no numbers. */
    static final Bins NONE = new Bins(List.of());

    /** Bins from the lowest to the highest number; one when they are the same. */
    static Bins between(double lowest, double highest, int count) {
        List<BigDecimal> bounds = new ArrayList<>();
        double width = (highest - lowest) / count;
        for (int i = 0; i < count && (i == 0 || width > 0); i++) {
            bounds.add(rounded(lowest + i * width));
        }
        bounds.add(rounded(highest).add(ABOVE));
        return new Bins(bounds);
    }

    private static BigDecimal rounded(double bound) {
        return new BigDecimal(bound).round(PRECISION);
    }

    /** The bin of a number as {@code [lowest,highest]}; {@code none} where there is no number. */
    Sql of(Sql number, Sql none) {
        if (bounds.isEmpty()) {
            return none;
        }
        int last = bounds.size() - 2;
        Sql cases = Sql.format("CASE WHEN {} IS NULL THEN {}", number, none);
        for (int i = 0; i < last; i++) {
            cases = cases.then(Sql.format(
                    "WHEN {} < {} THEN {}", number, Sql.value(bounds.get(i + 1).doubleValue()), Sql.value(label(i))));
        }
        return cases.then(Sql.format("ELSE {} END", Sql.value(label(last))));
    }

    private String label(int bin) {
        return "[" + text(bounds.get(bin)) + "," + text(bounds.get(bin + 1)) + "]";
    }

    private static String text(BigDecimal bound) {
        return bound.signum() == 0 ? "0" : bound.stripTrailingZeros().toPlainString();
    }
}
