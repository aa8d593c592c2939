package dev.hindsight.query;

/** How a chart is drawn, which for trends decides what is calculated (contract queries 3.3). */
public enum Display implements Wire {
    LINE("ActionsLineGraph", Family.TIME_SERIES),
    BAR("ActionsBar", Family.TIME_SERIES),
    UNSTACKED_BAR("ActionsUnstackedBar", Family.TIME_SERIES),
    STACKED_BAR("ActionsStackedBar", Family.TIME_SERIES),
    AREA("ActionsAreaGraph", Family.TIME_SERIES),
    METRIC("Metric", Family.UNBUILT),
    CUMULATIVE("ActionsLineGraphCumulative", Family.CUMULATIVE),
    BOLD_NUMBER("BoldNumber", Family.TOTAL_VALUE),
    PIE("ActionsPie", Family.TOTAL_VALUE),
    DONUT("ActionsDonut", Family.TOTAL_VALUE),
    PROPORTION_BAR("ActionsProportionBar", Family.TOTAL_VALUE),
    BAR_VALUE("ActionsBarValue", Family.TOTAL_VALUE),
    TABLE("ActionsTable", Family.TOTAL_VALUE),
    WORLD_MAP("WorldMap", Family.TOTAL_VALUE),
    CALENDAR_HEATMAP("CalendarHeatmap", Family.UNBUILT),
    BOX_PLOT("BoxPlot", Family.UNBUILT),
    SLOPE_GRAPH("SlopeGraph", Family.UNBUILT),
    TWO_DIMENSIONAL_HEATMAP("TwoDimensionalHeatmap", Family.UNBUILT),
    AUTO("Auto", Family.UNBUILT);

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
        /** Kept, not calculated yet. */
        UNBUILT
    }
}
