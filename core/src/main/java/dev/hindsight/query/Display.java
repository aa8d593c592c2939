package dev.hindsight.query;

/** How a chart is drawn, which for trends decides what is calculated (contract queries 3.3). */
public enum Display implements Wire {
    LINE("ActionsLineGraph", Family.TIME_SERIES),
    BAR("ActionsBar", Family.TIME_SERIES),
    UNSTACKED_BAR("ActionsUnstackedBar", Family.TIME_SERIES),
    STACKED_BAR("ActionsStackedBar", Family.TIME_SERIES),
    AREA("ActionsAreaGraph", Family.TIME_SERIES),
    METRIC("Metric", Family.TIME_SERIES),
    CUMULATIVE("ActionsLineGraphCumulative", Family.CUMULATIVE),
    BOLD_NUMBER("BoldNumber", Family.TOTAL_VALUE),
    PIE("ActionsPie", Family.TOTAL_VALUE),
    DONUT("ActionsDonut", Family.TOTAL_VALUE),
    PROPORTION_BAR("ActionsProportionBar", Family.TOTAL_VALUE),
    BAR_VALUE("ActionsBarValue", Family.TOTAL_VALUE),
    TABLE("ActionsTable", Family.TOTAL_VALUE),
    WORLD_MAP("WorldMap", Family.TOTAL_VALUE),
    CALENDAR_HEATMAP("CalendarHeatmap", Family.HEATMAP),
    BOX_PLOT("BoxPlot", Family.BOX_PLOT),
    SLOPE_GRAPH("SlopeGraph", Family.TIME_SERIES),
    TWO_DIMENSIONAL_HEATMAP("TwoDimensionalHeatmap", Family.NOT_OF_TRENDS),
    AUTO("Auto", Family.NOT_OF_TRENDS);

    private final String wire;
    private final Family family;

    Display(String wire, Family family) {
        this.wire = wire;
        this.family = family;
    }

    @Override
    public String wire() {
        return wire;
    }

    public Family family() {
        return family;
    }

    public boolean isTotalValue() {
        return family == Family.TOTAL_VALUE;
    }

    /** What is calculated. */
    public enum Family {
        /** A value per bucket. */
        TIME_SERIES,
        /** A running total per bucket. */
        CUMULATIVE,
        /** One value over the whole range. */
        TOTAL_VALUE,
        /** One value per weekday and hour. */
        HEATMAP,
        /** The spread of a property per bucket. */
        BOX_PLOT,
        /** Only other kinds of query draw it. */
        NOT_OF_TRENDS
    }
}
