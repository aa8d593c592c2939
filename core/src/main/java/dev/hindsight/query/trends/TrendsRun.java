package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.Display;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsFilter;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.Buckets;
import dev.hindsight.query.time.RangeResolver;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.trends.TrendsRunner.Cell;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One calculation of a trends query. */
final class TrendsRun {
    private final Engine engine;
    private final TrendsQuery query;
    private final QueryContext context;
    private final Deadline deadline;
    private final List<Period> periods = new ArrayList<>();
    private final List<String> statements = new ArrayList<>();
    private final SeriesLines lines;
    private final TrendsShape shape;
    private final Map<KnownBuckets.Bucket, Double> buckets = new HashMap<>();
    private boolean hasMore;

    TrendsRun(Engine engine, TrendsQuery query, QueryContext context, Deadline deadline) {
        this.engine = engine;
        this.query = query;
        this.context = context;
        this.deadline = deadline;
        RangeResolver resolver = Ranges.resolver(context, query.roundingInterval(), engine, deadline);
        ResolvedRange current = resolver.resolve(query.dateRange());
        periods.add(period(current, false));
        if (query.comparison().compare()) {
            periods.add(period(
                    resolver.previous(
                            query.dateRange(), current, query.comparison().to()),
                    true));
        }
        this.lines = new SeriesLines(query);
        this.shape = new TrendsShape(query, lines, periods.get(0), context);
    }

    Dialect dialect() {
        return engine.dialect();
    }

    /** The range asked for, then the one that it is compared with. */
    List<Period> periods() {
        return periods;
    }

    private Period period(ResolvedRange range, boolean previous) {
        return new Period(range, Buckets.of(range, query.roundingInterval(), context.weekStart()), previous);
    }

    /** @param known values that are not calculated again */
    QueryResult result(KnownBuckets known) {
        Support.checkSize(query, periods);
        ArrayNode results = switch (query.trendsFilter().display()) {
            case CALENDAR_HEATMAP -> heatmap();
            case BOX_PLOT -> boxPlot();
            default -> charts(known);
        };
        return new QueryResult(
                results,
                envelope(),
                query.interval(),
                periods.get(0).range().to().toInstant(),
                Map.copyOf(buckets));
    }

    private <T> List<T> ask(Sql sql, RowReader<T> reader) {
        statements.add(sql.text());
        return engine.query(sql, reader, deadline);
    }

    private ArrayNode heatmap() {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        if (!context.definitions().has(query.series().get(0))) {
            return results;
        }
        CalendarHeatmap heatmap = new CalendarHeatmap(
                engine.dialect(), query, context, periods.get(0).range());
        results.add(heatmap.row(ask(heatmap.sql(), CalendarHeatmap::cell)));
        return results;
    }

    private ArrayNode boxPlot() {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        if (BoxPlot.lacksProperty(query)) {
            return results;
        }
        for (int i = 0; i < query.series().size(); i++) {
            if (!context.definitions().has(query.series().get(i))) {
                continue;
            }
            BoxPlot plot = new BoxPlot(engine.dialect(), query, context, i, periods.get(0));
            plot.boxes(ask(plot.sql(), plot::box), lines).forEach(results::add);
        }
        return results;
    }

    private ArrayNode charts(KnownBuckets known) {
        List<List<List<Line>>> byPeriod = new ArrayList<>();
        for (Period period : periods) {
            List<List<Line>> ofPeriod = new ArrayList<>();
            for (int i = 0; i < query.series().size(); i++) {
                ofPeriod.add(lines(i, period, known));
            }
            byPeriod.add(ofPeriod);
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        if (query.trendsFilter().formulas().isEmpty()) {
            addSeries(results, byPeriod);
        } else {
            addFormulas(results, byPeriod);
        }
        return results;
    }

    private void addSeries(ArrayNode results, List<List<List<Line>>> byPeriod) {
        List<String> cohorts = cohortByCohort();
        if (!cohorts.isEmpty()) {
            for (int p = 0; p < periods.size(); p++) {
                for (String cohort : cohorts) {
                    for (int i = 0; i < query.series().size(); i++) {
                        if (context.definitions().has(query.series().get(i))) {
                            Line line = lines.of(cohort, byPeriod.get(p).get(i), periods.get(p));
                            results.add(shape.ofSeries(i, line, periods.get(p)));
                        }
                    }
                }
            }
            return;
        }
        for (int p = 0; p < periods.size(); p++) {
            for (int i = 0; i < query.series().size(); i++) {
                for (Line line : lines.visible(byPeriod.get(p).get(i))) {
                    results.add(shape.ofSeries(i, line, periods.get(p)));
                }
            }
        }
    }

    /** The cohorts that come one after the other, each with all series; empty for other breakdowns (contract queries 3.7). */
    private List<String> cohortByCohort() {
        Breakdown breakdown = query.breakdown();
        if (breakdown == null
                || breakdown.parts().size() != 1
                || !breakdown.parts().get(0).isCohort()) {
            return List.of();
        }
        List<String> cohorts = breakdown.parts().get(0).cohorts();
        return cohorts.size() == 1 || cohorts.contains(Breakdown.ALL) ? cohorts : List.of();
    }

    private void addFormulas(ArrayNode results, List<List<List<Line>>> byPeriod) {
        List<TrendsFilter.Formula> formulas = query.trendsFilter().formulas();
        for (int f = 0; f < formulas.size(); f++) {
            Formula.Term term = Support.formula(query, f);
            for (int p = 0; p < periods.size(); p++) {
                for (Line line : lines.visible(lines.of(term, byPeriod.get(p)))) {
                    results.add(shape.ofFormula(f, line, periods.get(p)));
                }
            }
        }
    }

    List<Line> lines(int index, Period period, KnownBuckets known) {
        SeriesNode series = query.series().get(index);
        if (!context.definitions().has(series)) {
            // Without results of its own; formulas count it as nothing (contract queries 1.6).
            return query.trendsFilter().formulas().isEmpty()
                    ? List.of()
                    : lines.of(series.measure(), period, List.of());
        }
        if (AloneBuckets.are(query, series)) {
            AloneBuckets alone = new AloneBuckets(index, period);
            int before = statements.size();
            List<Cell> cells = alone.cells(known, part -> cells(series, part));
            if (statements.size() == before) {
                // Nothing had to be asked; what stands for the numbers is shown all the same.
                statements.add(lowering(series, period, List.of()).sql().text());
            }
            buckets.putAll(alone.values(cells));
            return lines.of(series.measure(), period, cells);
        }
        List<Line> found = lines.of(series.measure(), period, cells(series, period));
        hasMore |=
                found.stream().anyMatch(line -> line.key() != null && line.key().isOther());
        return found;
    }

    private List<Cell> cells(SeriesNode series, Period period) {
        TrendsSql lowering = lowering(series, period, bins(series, period));
        return ask(lowering.sql(), lowering::cell);
    }

    private TrendsSql lowering(SeriesNode series, Period period, List<@Nullable Bins> bins) {
        return new TrendsSql(engine.dialect(), query, context, series, period, bins);
    }

    /** The bins of each breakdown property: what they are depends on the numbers found. */
    List<@Nullable Bins> bins(SeriesNode series, Period period) {
        Breakdown breakdown = query.breakdown();
        List<Breakdown.Part> parts = breakdown == null ? List.of() : breakdown.parts();
        List<@Nullable Bins> bins = new ArrayList<>(Collections.nCopies(parts.size(), null));
        if (parts.stream().allMatch(part -> part.histogramBins() == null)) {
            return bins;
        }
        Sql sql = lowering(series, period, bins).extremes();
        List<List<@Nullable Double>> found = ask(sql, TrendsRun::numbers);
        int column = 0;
        for (int i = 0; i < parts.size(); i++) {
            Integer count = parts.get(i).histogramBins();
            if (count != null) {
                Double lowest = found.get(0).get(column);
                Double highest = found.get(0).get(column + 1);
                bins.set(i, lowest == null || highest == null ? Bins.NONE : Bins.between(lowest, highest, count));
                column += 2;
            }
        }
        return bins;
    }

    private static List<@Nullable Double> numbers(ResultSet row) throws SQLException {
        List<@Nullable Double> numbers = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            double number = row.getDouble(i);
            numbers.add(row.wasNull() ? null : number);
        }
        return numbers;
    }

    private ObjectNode envelope() {
        ResolvedRange current = periods.get(0).range();
        ObjectNode envelope = Envelope.of(context, statements, current.from(), current.to());
        envelope.put("hasMore", hasMore);
        if (periods.size() > 1) {
            ResolvedRange previous = periods.get(1).range();
            envelope.set("resolved_compare_date_range", Envelope.range(previous.from(), previous.to()));
        }
        if (query.trendsFilter().display() == Display.BOX_PLOT && BoxPlot.lacksProperty(query)) {
            envelope.put("error", "A box plot needs a property for each series: set math_property.");
        }
        return envelope;
    }
}
