package dev.hindsight.query.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.query.Exported;
import dev.hindsight.query.Interval;
import dev.hindsight.query.ListQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.expression.Selection;
import dev.hindsight.query.expression.Selections.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a list is made of, and how its rows are told (contract queries 7.6).
 *
 * @param cells what is told in each column, in the order of what the query selects
 */
record ListAnswer(ListQuery query, List<Cell> cells, QueryContext context) {
    ListAnswer {
        cells = List.copyOf(cells);
    }

    /** What is asked of the engine, where one column may need several values. */
    Listed listed(Listed.Of of) {
        List<String> expressions = new ArrayList<>();
        cells.forEach(cell -> expressions.addAll(cell.expressions()));
        return new Listed(of, expressions, query.where(), query.orderBy());
    }

    /** How many rows are asked for, to show as many as the query wants and to know whether there are more. */
    long rowsToShow() {
        return query.rows() + 1L;
    }

    /** How many rows are asked for to export them, and to know whether there are too many. */
    long rowsToExport() {
        Integer limit = query.limit();
        return limit == null ? Exported.MOST_ROWS + 1L : limit;
    }

    QueryResult shown(Selection selection, Engine engine, Deadline deadline) {
        List<ArrayNode> found = new ArrayList<>(selection.rows(engine, deadline));
        boolean hasMore = found.size() > query.rows();
        if (hasMore) {
            found.remove(found.size() - 1);
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        found.forEach(row -> results.add(row(row)));
        return new QueryResult(results, envelope(selection, hasMore), Interval.MINUTE, context.now());
    }

    Exported exported(Selection selection, Engine engine, Consumer<ArrayNode> rows, Deadline deadline) {
        Exported exported = selection.export(engine, Exported.MOST_ROWS, row -> rows.accept(row(row)), deadline);
        return new Exported(query.select(), types(selection), exported.rows(), exported.cut());
    }

    private List<String> types(Selection selection) {
        List<String> types = new ArrayList<>(cells.size());
        int next = 0;
        for (Cell cell : cells) {
            types.add(cell.type(selection.types().get(next)));
            next += cell.expressions().size();
        }
        return types;
    }

    private ArrayNode row(ArrayNode values) {
        ArrayNode row = JsonNodeFactory.instance.arrayNode();
        int next = 0;
        for (Cell cell : cells) {
            List<JsonNode> own = new ArrayList<>();
            for (int i = 0; i < cell.expressions().size(); i++) {
                own.add(values.get(next));
                next++;
            }
            row.add(cell.of(own, context.projectId()));
        }
        return row;
    }

    private ObjectNode envelope(Selection selection, boolean hasMore) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("hogql", selection.printed());
        envelope.put("timezone", context.timezone().getId());
        ArrayNode columns = envelope.putArray("columns");
        query.select().forEach(columns::add);
        ArrayNode types = envelope.putArray("types");
        types(selection).forEach(types::add);
        envelope.put("hasMore", hasMore);
        envelope.put("limit", query.rows());
        envelope.put("offset", query.offset());
        return envelope;
    }
}
