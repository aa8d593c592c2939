package dev.hindsight.query;

import java.util.Iterator;
import java.util.Map;

/** The display options of the wrapper nodes (contract queries 1.2): known by name, kept as sent, without effect here. */
final class WrapperOptions {
    private static final String[] INSIGHT_VIZ = {
        "full",
        "showHeader",
        "showTable",
        "showCorrelationTable",
        "showLastComputation",
        "showLastComputationRefresh",
        "showFilters",
        "showResults",
        "embedded",
        "suppressSessionAnalysisWarning",
        "hidePersonsModal",
        "hideTooltipOnScroll",
        "vizSpecificOptions"
    };
    private static final String[] DATA_VISUALIZATION = {"display", "chartSettings", "tableSettings"};
    private static final String[] DATA_TABLE = {
        "columns",
        "hiddenColumns",
        "pinnedColumns",
        "expandable",
        "propertiesViaUrl",
        "allowSorting",
        "embedded",
        "full",
        "context",
        "contextKey",
        "defaultColumns",
        "response"
    };
    private static final Map<String, String[]> BY_KIND = Map.of(
            "InsightVizNode", INSIGHT_VIZ, "DataVisualizationNode", DATA_VISUALIZATION, "DataTableNode", DATA_TABLE);

    private WrapperOptions() {}

    static void check(String kind, StrictObject object) {
        object.ignoring("version", "response", "tags").ignoring(BY_KIND.getOrDefault(kind, new String[0]));
        if (kind.equals("DataTableNode")) {
            // Its many switches all start with "show".
            for (Iterator<String> names = object.names(); names.hasNext(); ) {
                String name = names.next();
                if (name.startsWith("show")) {
                    object.flag(name);
                }
            }
        }
        if (kind.equals("DataVisualizationNode")) {
            object.choice("display", Display.values());
            object.object("chartSettings");
            object.object("tableSettings");
        }
        if (kind.equals("InsightVizNode")) {
            for (String name : INSIGHT_VIZ) {
                if (name.equals("vizSpecificOptions")) {
                    object.object(name);
                } else {
                    object.flag(name);
                }
            }
        }
    }
}
