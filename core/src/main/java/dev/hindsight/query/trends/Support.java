package dev.hindsight.query.trends;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Display;
import dev.hindsight.query.Measure;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import java.util.List;

/**
 * Which trends queries make sense (contract queries 3.1), and what they can hold that is kept but not calculated: refused by
 * name, never approximated.
 */
final class Support {
    private static final long MAX_VALUES = 1_000_000;
    private static final long MAX_ROWS = 50_000;

    private Support() {}

    static void check(TrendsQuery query) {
        for (int i = 0; i < query.series().size(); i++) {
            series(query.series().get(i), "series__" + i);
        }
        for (int i = 0; i < query.trendsFilter().formulas().size(); i++) {
            formula(query, i);
        }
        display(query);
        if (query.breakdown() != null) {
            query.breakdown().parts().forEach(part -> breakdown(part, query.series()));
        }
    }

    /** A formula of the query, read. */
    static Formula.Term formula(TrendsQuery query, int index) {
        return Formula.parse(
                query.trendsFilter().formulas().get(index).text(),
                query.series().size(),
                "trendsFilter__formulaNodes__" + index);
    }

    private static void display(TrendsQuery query) {
        Display display = query.trendsFilter().display();
        if (display.family() == Display.Family.NOT_OF_TRENDS) {
            throw HindsightException.invalid(
                    "trendsFilter__display", "The display " + display.wire() + " is not one of trends.");
        }
        if (display != Display.CALENDAR_HEATMAP && display != Display.BOX_PLOT) {
            return;
        }
        if (query.breakdown() != null) {
            throw HindsightException.invalid("breakdownFilter", display.wire() + " cannot be broken down.");
        }
        if (query.comparison().compare()) {
            throw HindsightException.invalid("compareFilter", display.wire() + " cannot be compared.");
        }
        if (!query.trendsFilter().formulas().isEmpty()) {
            throw HindsightException.invalid("trendsFilter__formulaNodes", display.wire() + " takes no formulas.");
        }
        SeriesMath math = query.series().get(0).measure().math();
        if (display == Display.CALENDAR_HEATMAP && math != SeriesMath.TOTAL && math != SeriesMath.DAU) {
            throw HindsightException.invalid(
                    "series__0__math", "CalendarHeatmap counts total or dau, not " + math.wire() + ".");
        }
    }

    /** Rows (contract queries 3.7, row order), and the values of all of them together, are bounded, so that no question can fill the heap. */
    static void checkSize(TrendsQuery query, List<TrendsRunner.Period> periods) {
        Breakdown breakdown = query.breakdown();
        long rows = query.series().size() * (breakdown == null ? 1L : BreakdownSql.limit(query, breakdown) + 1L);
        if (rows * periods.size() > MAX_ROWS) {
            throw HindsightException.invalid(
                    "breakdownFilter__breakdown_limit",
                    "too_many_results",
                    "The answer could have " + rows * periods.size() + " rows; at most " + MAX_ROWS
                            + " are allowed. Use a lower breakdown_limit or fewer series.");
        }
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
        if (series instanceof SeriesNode.DataWarehouseNode) {
            throw unbuilt(attr, "A series of an outside table");
        }
        Measure measure = series.measure();
        switch (measure.math()) {
            case HOGQL -> {
                if (measure.expression() == null) {
                    throw HindsightException.invalid(
                            attr + "__math_hogql",
                            "The math hogql needs an expression, such as sum(properties.price).");
                }
            }
            case UNIQUE_GROUP, FIRST_TIME_FOR_GROUP, FIRST_MATCHING_EVENT_FOR_GROUP -> {
                if (measure.groupTypeIndex() == null) {
                    throw HindsightException.invalid(
                            attr + "__math_group_type_index",
                            "The math " + measure.math().wire()
                                    + " needs the index of the groups that it counts, 0 to 4.");
                }
            }
            default -> {
                if (measure.math().statistic() != null && measure.property() != null) {
                    property(measure, attr);
                }
            }
        }
    }

    private static void property(Measure measure, String attr) {
        if (measure.math().isCountPerActor()) {
            return;
        }
        switch (measure.propertyType()) {
            case "event_properties", "person_properties" -> {}
            case "session_properties" -> {
                if (Counting.sessionFigure(measure).isEmpty()) {
                    throw HindsightException.invalid(
                            attr + "__math_property",
                            "Sessions have the figures $session_duration, $pageview_count, $screen_count,"
                                    + " $autocapture_count, $num_uniq_urls and $is_bounce.");
                }
            }
            default -> throw unbuilt(attr + "__math_property", "Math over properties of outside tables");
        }
    }

    private static void breakdown(Breakdown.Part part, List<SeriesNode> series) {
        switch (part.type()) {
            case EVENT, PERSON, SESSION, GROUP, HOGQL, COHORT -> {}
            case EVENT_METADATA -> {
                if (!part.property().equals("event") && !part.property().equals("distinct_id")) {
                    throw HindsightException.invalid(
                            "breakdownFilter__breakdown",
                            "event_metadata can be broken down by event and distinct_id, not by \"" + part.property()
                                    + "\".");
                }
            }
            default ->
                throw unbuilt(
                        "breakdownFilter__breakdown_type",
                        "A breakdown by " + part.type().wire());
        }
        if (part.histogramBins() == null) {
            return;
        }
        for (int i = 0; i < series.size(); i++) {
            SeriesMath math = series.get(i).measure().math();
            SeriesMath.Statistic statistic = math.statistic();
            boolean middling = statistic != null
                    && !math.isCountPerActor()
                    && switch (statistic) {
                        case MEDIAN, P75, P90, P95, P99 -> true;
                        case AVG, SUM, MIN, MAX -> false;
                    };
            if (middling) {
                throw HindsightException.invalid(
                        "series__" + i + "__math",
                        "property_math_unsupported_with_histogram_breakdown",
                        "The math " + math.wire() + " cannot be broken down by bins.");
            }
        }
    }

    private static HindsightException unbuilt(String attr, String what) {
        return HindsightException.invalid(
                attr, "not_supported", what + " can be stored, but not calculated by this version.");
    }
}
