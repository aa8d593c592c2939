package dev.hindsight.query.trends;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.JsonNumbers;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.time.BucketLabels;
import dev.hindsight.query.trends.TrendsRunner.Period;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The spread of a property in each bucket (contract queries 3.4 D). */
final class BoxPlot {
    private static final String[] FIGURES = {"min", "p25", "median", "p75", "max", "mean"};

    private final Dialect dialect;
    private final SeriesNode series;
    private final int index;
    private final Period period;
    private final SeriesEvents events;
    private final String label;

    BoxPlot(Dialect dialect, TrendsQuery query, QueryContext context, int index, Period period) {
        this.dialect = dialect;
        this.series = query.series().get(index);
        this.index = index;
        this.label =
                context.definitions().label(series) + " - " + series.measure().property();
        this.period = period;
        this.events = new SeriesEvents(
                dialect,
                query,
                context,
                series,
                period.range().countedFrom().toInstant(),
                period.range().countedUntil());
    }

    /** Whether there is a series without a property to plot. */
    static boolean lacksProperty(TrendsQuery query) {
        return query.series().stream().anyMatch(series -> series.measure().property() == null);
    }

    /** The figures of a bucket, in the order in which clients read them. */
    record Box(int bucket, List<Double> figures) {}

    /** One row for each bucket with numbers: its key, then the figures. */
    Sql sql() {
        Sql number = Sql.of("number");
        return Sql.format(
                "SELECT bucket, min(number), {}, {}, {}, max(number), avg(number) FROM (SELECT {} AS bucket, {} AS number {})"
                        + " numbers WHERE number IS NOT NULL GROUP BY bucket",
                dialect.quantile(number, 0.25),
                dialect.quantile(number, 0.5),
                dialect.quantile(number, 0.75),
                events.bucket().key(),
                events.property(),
                events.from(Sql.EMPTY));
    }

    Box box(ResultSet row) throws SQLException {
        List<Double> figures = new ArrayList<>();
        for (int i = 0; i < FIGURES.length; i++) {
            figures.add(row.getDouble(i + 2));
        }
        return new Box(events.bucket().index(period.buckets(), row, 1), figures);
    }

    /** One entry for each bucket that is shown, zeros where there are no numbers. */
    List<ObjectNode> boxes(List<Box> found, SeriesLines lines) {
        List<String> days = BucketLabels.days(period.buckets());
        List<String> labels = BucketLabels.labels(period.buckets(), period.range());
        List<ObjectNode> boxes = new ArrayList<>();
        for (int bucket : lines.shown(period.buckets())) {
            List<Double> figures = found.stream()
                    .filter(box -> box.bucket() == bucket)
                    .map(Box::figures)
                    .findFirst()
                    .orElse(List.of(0d, 0d, 0d, 0d, 0d, 0d));
            ObjectNode box = JsonNodeFactory.instance.objectNode();
            box.put("day", days.get(bucket));
            box.put("label", labels.get(bucket));
            for (int i = 0; i < FIGURES.length; i++) {
                box.set(FIGURES[i], JsonNumbers.of(figures.get(i)));
            }
            box.put("series_index", index);
            box.put("series_label", label);
            boxes.add(box);
        }
        return boxes;
    }
}
