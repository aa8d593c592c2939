package dev.hindsight.servlet.chart;

import dev.hindsight.servlet.chart.Figure.Line;
import dev.hindsight.servlet.chart.Figure.Named;
import dev.hindsight.servlet.chart.Figure.Parts;
import dev.hindsight.servlet.chart.Figure.Ranking;
import dev.hindsight.servlet.chart.Figure.Steps;
import java.awt.BasicStroke;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PiePlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.RingPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.general.DefaultPieDataset;
import org.jspecify.annotations.Nullable;

/** Draws values that have names: bars from the left, steps of a funnel, and parts of a circle. */
record ValuesPlot(Brush brush) {
    /** A name that is not the same as another of the same letters. */
    private record Key(int place, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Integer.compare(place, other.place);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** What is written at the end of a bar. */
    private static final class Values extends StandardCategoryItemLabelGenerator {
        private static final long serialVersionUID = 1L;

        private final boolean withShare;

        Values(boolean withShare) {
            this.withShare = withShare;
        }

        @Override
        public String generateLabel(CategoryDataset data, int row, int column) {
            Number value = data.getValue(row, column);
            if (value == null) {
                return "";
            }
            Number first = data.getValue(row, 0);
            String share = first == null ? "" : Figures.share(value.doubleValue(), first.doubleValue());
            String count = Figures.of(value.doubleValue());
            return !withShare || share.isEmpty() ? count : data.getRowCount() > 1 ? share : count + " (" + share + ")";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Values values && values.withShare == withShare && super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    void draw(Ranking ranking, Rectangle2D area) {
        int room = Math.max(3, (int) (area.getHeight() / (brush.size() * 2)));
        List<Named> shown = most(ranking.values(), Math.min(room, 20));
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (int i = 0; i < shown.size(); i++) {
            data.addValue(
                    finite(shown.get(i).value()),
                    "",
                    new Key(i, Markup.label(shown.get(i).name(), 40)));
        }
        CategoryPlot plot = bars(data, false);
        int rest = ranking.values().size() - shown.size();
        new ChartFrame(brush)
                .chart(plot, false, rest == 0 ? 0 : ChartFrame.MOST_SERIES + rest)
                .draw(brush.graphics(), area);
    }

    void draw(Steps steps, Rectangle2D area) {
        List<Line> lines = steps.lines().subList(0, Math.min(steps.lines().size(), ChartFrame.MOST_SERIES));
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (int row = 0; row < lines.size(); row++) {
            Key line = new Key(row, Markup.label(lines.get(row).name(), 40));
            for (int i = 0; i < steps.names().size(); i++) {
                data.addValue(
                        finite(lines.get(row).values().get(i)),
                        line,
                        new Key(i, Markup.label(steps.names().get(i), 40)));
            }
        }
        CategoryPlot plot = bars(data, true);
        new ChartFrame(brush)
                .chart(plot, lines.size() > 1, steps.lines().size())
                .draw(brush.graphics(), area);
    }

    private CategoryPlot bars(CategoryDataset data, boolean steps) {
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.05);
        renderer.setMaximumBarWidth(0.25);
        renderer.setDefaultItemLabelGenerator(new Values(steps));
        renderer.setDefaultItemLabelFont(brush.plain());
        renderer.setDefaultPositiveItemLabelPosition(
                steps
                        ? new ItemLabelPosition(ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER)
                        : new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        renderer.setDefaultItemLabelPaint(brush.palette().ink());
        renderer.setDefaultItemLabelsVisible(data.getRowCount() * data.getColumnCount() <= 20);
        for (int i = 0; i < data.getRowCount(); i++) {
            renderer.setSeriesPaint(i, brush.palette().series(i));
        }
        ChartFrame frame = new ChartFrame(brush);
        CategoryAxis names = new CategoryAxis();
        names.setTickMarksVisible(false);
        names.setMaximumCategoryLabelLines(2);
        names.setMaximumCategoryLabelWidthRatio(steps ? 0.9f : 0.35f);
        names.setCategoryMargin(0.25);
        names.setLowerMargin(0.01);
        names.setUpperMargin(0.01);
        frame.letters(names);
        names.setTickLabelPaint(brush.palette().ink());
        NumberAxis values = new NumberAxis();
        values.setNumberFormatOverride(Figures.format());
        values.setTickMarksVisible(false);
        values.setUpperMargin(steps ? 0.1 : 0.15);
        values.setVisible(steps);
        frame.letters(values);
        frame.space(values);
        CategoryPlot plot = new CategoryPlot(data, names, values, renderer);
        frame.clear(plot);
        plot.setOrientation(steps ? PlotOrientation.VERTICAL : PlotOrientation.HORIZONTAL);
        plot.setRangeGridlinesVisible(steps);
        plot.setRangeGridlinePaint(brush.palette().rule());
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        return plot;
    }

    void draw(Parts parts, Rectangle2D area) {
        List<Named> positive =
                parts.parts().stream().filter(part -> part.value() > 0).toList();
        double sum = positive.stream().mapToDouble(Named::value).sum();
        List<Named> shown = most(positive, ChartFrame.MOST_SERIES - 1);
        double rest = sum - shown.stream().mapToDouble(Named::value).sum();
        List<Named> all = new ArrayList<>(shown);
        if (positive.size() > shown.size()) {
            all.add(new Named("All " + (positive.size() - shown.size()) + " others", rest));
        }
        DefaultPieDataset<Key> data = new DefaultPieDataset<>();
        PiePlot<Key> plot = plot(parts, data);
        for (int i = 0; i < all.size(); i++) {
            Named part = all.get(i);
            String text = String.format(
                    Locale.ROOT,
                    "%s: %s (%s)",
                    Markup.label(part.name(), 30),
                    Figures.of(part.value()),
                    Figures.share(part.value(), sum));
            Key key = new Key(i, text);
            data.setValue(key, part.value());
            plot.setSectionPaint(key, brush.palette().series(i));
            plot.setSectionOutlinePaint(key, brush.palette().paper());
        }
        ChartFrame frame = new ChartFrame(brush);
        frame.clear(plot);
        plot.setShadowPaint(null);
        plot.setLabelGenerator(null);
        plot.setInteriorGap(0.02);
        frame.chart(plot, true, 0).draw(brush.graphics(), area);
    }

    @SuppressWarnings("unchecked") // the ring says nothing of what its parts are called
    private static PiePlot<Key> plot(Parts parts, DefaultPieDataset<Key> data) {
        if (!parts.ring()) {
            return new PiePlot<>(data);
        }
        RingPlot ring = new RingPlot(data);
        ring.setSectionDepth(0.35);
        ring.setSeparatorsVisible(false);
        return ring;
    }

    private static List<Named> most(List<Named> values, int most) {
        return values.size() <= most
                ? values
                : values.stream()
                        .sorted(Comparator.comparingDouble(Named::value).reversed())
                        .limit(most)
                        .toList();
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
