package dev.hindsight.servlet.chart;

import java.awt.Color;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What all charts of the library have in common here. */
record ChartFrame(Brush brush) {
    /** More than these are not told apart; their figures are in the table. */
    static final int MOST_SERIES = 10;

    private static final Color NONE = new Color(0, 0, 0, 0);

    void clear(Plot plot) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setNoDataMessage("No data");
        plot.setNoDataMessageFont(brush.plain());
        plot.setNoDataMessagePaint(brush.palette().mute());
    }

    void letters(Axis axis) {
        axis.setTickLabelFont(brush.plain());
        axis.setTickLabelPaint(brush.palette().mute());
        axis.setAxisLineVisible(false);
    }

    /** Has few lines stand behind values, with room between them. */
    void space(ValueAxis axis) {
        axis.setTickLabelInsets(new RectangleInsets(brush.size(), 4, brush.size(), 4));
    }

    /**
     * The chart around a plot.
     *
     * @param series how many there are, also those that are not shown
     */
    JFreeChart chart(Plot plot, boolean legend, int series) {
        JFreeChart chart = new JFreeChart(null, brush.plain(), plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(brush.size() / 2, brush.size(), 0, brush.size() * 2.5));
        if (legend && brush.legend()) {
            LegendTitle names = new LegendTitle(plot);
            names.setItemFont(brush.plain());
            names.setItemPaint(brush.palette().ink());
            names.setBackgroundPaint(NONE);
            names.setFrame(BlockBorder.NONE);
            names.setPosition(RectangleEdge.BOTTOM);
            names.setItemLabelPadding(new RectangleInsets(2, 4, 2, brush.size()));
            chart.addLegend(names);
        }
        if (series > MOST_SERIES) {
            TextTitle rest = new TextTitle("and " + (series - MOST_SERIES) + " more", brush.plain());
            rest.setPaint(brush.palette().mute());
            rest.setPosition(RectangleEdge.BOTTOM);
            chart.addSubtitle(rest);
        }
        return chart;
    }
}
