package dev.hindsight.servlet.chart;

import dev.hindsight.servlet.chart.Figure.Buckets;
import dev.hindsight.servlet.chart.Figure.Line;
import dev.hindsight.servlet.chart.Figure.Shape;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.ClusteredXYBarRenderer;
import org.jfree.chart.renderer.xy.StackedXYBarRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYAreaRenderer;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultTableXYDataset;
import org.jfree.data.xy.XYSeries;

/** Draws values over buckets. */
record BucketsPlot(Brush brush) {
    void draw(Buckets buckets, Rectangle2D area) {
        List<Line> lines = buckets.lines().subList(0, Math.min(buckets.lines().size(), ChartFrame.MOST_SERIES));
        XYItemRenderer renderer =
                renderer(buckets.shape(), lines, buckets.names().size());
        for (int i = 0; i < lines.size(); i++) {
            Color color = brush.palette().series(i);
            renderer.setSeriesPaint(i, buckets.shape() == Shape.AREAS ? translucent(color) : color);
            renderer.setSeriesStroke(i, stroke(lines.get(i).earlier()));
        }
        XYPlot plot = new XYPlot(data(lines), names(buckets, area.getWidth()), values(buckets, lines), renderer);
        ChartFrame frame = new ChartFrame(brush);
        frame.clear(plot);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(brush.palette().rule());
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setRangeZeroBaselineVisible(true);
        plot.setRangeZeroBaselinePaint(brush.palette().rule());
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        JFreeChart chart = frame.chart(plot, true, buckets.lines().size());
        chart.draw(brush.graphics(), area);
    }

    private static DefaultTableXYDataset data(List<Line> lines) {
        DefaultTableXYDataset data = new DefaultTableXYDataset();
        data.setAutoWidth(false);
        data.setIntervalWidth(0.72);
        for (Line line : lines) {
            XYSeries series = new XYSeries(Markup.label(line.name(), 40), false, false);
            for (int i = 0; i < line.values().size(); i++) {
                double value = line.values().get(i);
                series.add(i, Double.isFinite(value) ? value : null);
            }
            data.addSeries(series);
        }
        return data;
    }

    private static XYItemRenderer renderer(Shape shape, List<Line> lines, int buckets) {
        return switch (shape) {
            case LINES -> {
                XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, buckets <= 16);
                java.awt.Shape dot = new java.awt.geom.Ellipse2D.Double(-3, -3, 6, 6);
                for (int i = 0; i < lines.size(); i++) {
                    renderer.setSeriesShape(i, dot);
                }
                yield renderer;
            }
            case AREAS -> new XYAreaRenderer(XYAreaRenderer.AREA);
            case BARS -> flat(new ClusteredXYBarRenderer(lines.size() > 1 ? 0.08 : 0, false));
            case STACKED -> flat(new StackedXYBarRenderer(0));
        };
    }

    private static XYBarRenderer flat(XYBarRenderer renderer) {
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        return renderer;
    }

    private static BasicStroke stroke(boolean earlier) {
        return earlier
                ? new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, new float[] {2, 6}, 0)
                : new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    private static Color translucent(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 140);
    }

    /** The names of as many buckets as there is room for. */
    private SymbolAxis names(Buckets buckets, double width) {
        List<String> names = buckets.names();
        String[] labels = new String[names.size()];
        double widest = 1;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Markup.label(names.get(i), 24);
            widest = Math.max(widest, brush.width(labels[i], brush.plain()));
        }
        SymbolAxis axis = new SymbolAxis(null, labels);
        int room = (int) Math.max(1, width * 0.88 / (widest + brush.size()));
        axis.setTickUnit(new NumberTickUnit(Math.ceil(Math.max(1, labels.length) / (double) room)), false, false);
        axis.setGridBandsVisible(false);
        axis.setRange(-0.5, Math.max(1, labels.length) - 0.5);
        axis.setTickMarksVisible(false);
        new ChartFrame(brush).letters(axis);
        return axis;
    }

    private NumberAxis values(Buckets buckets, List<Line> lines) {
        NumberAxis axis = new NumberAxis();
        DecimalFormat format = Figures.format();
        format.setPositiveSuffix(buckets.unit());
        axis.setNumberFormatOverride(format);
        boolean whole = lines.stream()
                .flatMap(line -> line.values().stream())
                .allMatch(value -> !Double.isFinite(value) || value == Math.rint(value));
        if (whole) {
            axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        }
        axis.setAutoRangeIncludesZero(true);
        axis.setUpperMargin(0.08);
        axis.setTickMarksVisible(false);
        ChartFrame frame = new ChartFrame(brush);
        frame.letters(axis);
        frame.space(axis);
        return axis;
    }
}
