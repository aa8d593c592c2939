package dev.hindsight.query.trends;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Display;
import dev.hindsight.query.Measure;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import java.util.List;

/** What trends queries can hold that this version keeps but does not calculate: refused by name, never approximated. */
final class Support {
    private static final long MAX_VALUES = 1_000_000;

    private Support() {}

    static void check(TrendsQuery query) {
        for (int i = 0; i < query.series().size(); i++) {
            series(query.series().get(i), "series__" + i);
        }
        if (query.samplingFactor() != null && query.samplingFactor() < 1) {
            throw unbuilt("samplingFactor", "Sampling");
        }
        if (!query.trendsFilter().formulas().isEmpty()) {
            throw unbuilt("trendsFilter__formulaNodes", "Formulas");
        }
        if (query.trendsFilter().smoothingIntervals() > 1) {
            throw unbuilt("trendsFilter__smoothingIntervals", "Smoothing");
        }
        Display display = query.trendsFilter().display();
        if (display.family() == Display.Family.UNBUILT) {
            throw unbuilt("trendsFilter__display", "The display " + display.wire());
        }
        if (query.breakdown() != null) {
            breakdown(query.breakdown().parts());
        }
    }

    /** The values of all rows together are bounded, so that no question can fill the heap. */
    static void checkSize(TrendsQuery query, List<TrendsRunner.Period> periods) {
        Breakdown breakdown = query.breakdown();
        long rows = query.series().size() * (breakdown == null ? 1L : TrendsSql.limit(query, breakdown) + 1L);
        long buckets =
                periods.stream().mapToLong(period -> period.buckets().size()).sum();
        if (!query.trendsFilter().display().isTotalValue() && rows * buckets > MAX_VALUES) {
            throw HindsightException.invalid(
                    "interval",
                    "too_many_results",
                    "The answer could have " + rows * buckets + " values; at most " + MAX_VALUES
                            + " are allowed. Use a longer interval, a shorter range or a lower breakdown_limit.");
        }
    }

    private static void series(SeriesNode series, String attr) {
        if (!(series instanceof SeriesNode.EventsNode)) {
            throw unbuilt(attr, "A series of the kind " + series.getClass().getSimpleName());
        }
        Measure measure = series.measure();
        SeriesMath math = measure.math();
        boolean counts = math == SeriesMath.TOTAL || math == SeriesMath.DAU || math.isFirstTime();
        if (!counts && math.statistic() == null) {
            throw unbuilt(attr + "__math", "The math " + math.wire());
        }
        if (measure.groupTypeIndex() != null && math != SeriesMath.TOTAL) {
            throw unbuilt(attr + "__math_group_type_index", "Counting groups");
        }
        if (Counting.of(measure) == Counting.PROPERTY) {
            boolean ofSession = "$session_duration".equals(measure.property());
            boolean known = List.of("event_properties", "person_properties").contains(measure.propertyType());
            if (ofSession || !known) {
                throw unbuilt(attr + "__math_property", "Math over properties of sessions and outside tables");
            }
        }
    }

    private static void breakdown(List<Breakdown.Part> parts) {
        if (parts.size() > 1) {
            throw unbuilt("breakdownFilter__breakdowns", "A breakdown by several properties");
        }
        Breakdown.Part part = parts.get(0);
        if (part.type() != Breakdown.Type.EVENT && part.type() != Breakdown.Type.PERSON) {
            throw unbuilt(
                    "breakdownFilter__breakdown_type",
                    "A breakdown by " + part.type().wire());
        }
        if (part.histogramBins() != null) {
            throw unbuilt("breakdownFilter__breakdown_histogram_bin_count", "A breakdown by bins");
        }
        if (part.pathCleaning()) {
            throw unbuilt("breakdownFilter__breakdown_path_cleaning", "A breakdown by cleaned paths");
        }
    }

    private static HindsightException unbuilt(String attr, String what) {
        return HindsightException.invalid(
                attr, "not_supported", what + " can be stored, but not calculated by this version.");
    }
}
