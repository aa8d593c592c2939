package dev.hindsight.query;

/**
 * How a query is shown: {@code InsightVizNode}, {@code DataTableNode} or {@code DataVisualizationNode}. Its display options
 * are stored with the insight and change no numbers, so they are not kept here (contract queries 1.2).
 */
public record WrapperNode(String kind, RunnableQuery source) implements QueryNode {
    @Override
    public RunnableQuery toRun() {
        return source;
    }
}
