package dev.hindsight.query.actors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.ActorsQuery;
import dev.hindsight.query.Envelope;
import dev.hindsight.query.Interval;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.time.ResolvedRange;
import java.util.List;

/**
 * Lists the people or groups behind a number of an insight, a page at a time (contract queries 7.6, end): first who they are, by the
 * lowering of the insight's own kind, so that there are as many as the chart says; then what is known of those on the page.
 */
public final class ActorsRunner {
    private final Engine engine;
    private final PointLowering lowering;

    /** @param lowering says who is behind a point, for every kind of insight */
    public ActorsRunner(Engine engine, PointLowering lowering) {
        this.engine = engine;
        this.lowering = lowering;
    }

    /**
     * Calculates a page.
     *
     * @return rows with the columns that were asked for; {@code columns}, {@code hasMore}, {@code limit} and {@code offset} in
     *     the envelope
     * @throws dev.hindsight.error.HindsightException {@code validation_error} naming the field, when the chart has no such
     *     point; else as {@link Engine#query}
     */
    public QueryResult run(ActorsQuery query, QueryContext context, Deadline deadline) {
        PointLowering.Actors actors = lowering.of(query.source(), context, deadline);
        Integer groups = actors.groupTypeIndex();
        Listing listing = groups == null
                ? new PeopleListing(engine, context.projectId())
                : new GroupListing(engine, context, groups);
        Sql page = listing.page(query, actors.sql());
        List<ActorRow> found = listing.rows(page, deadline);
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (ActorRow actor : found.subList(0, Math.min(found.size(), query.limit()))) {
            ArrayNode row = results.addArray();
            query.columns().forEach(column -> row.add(actor.cell(column)));
        }
        ResolvedRange range = actors.range();
        ObjectNode envelope = Envelope.of(context, List.of(page.text()), range.from(), range.to());
        ArrayNode columns = envelope.putArray("columns");
        ArrayNode types = envelope.putArray("types");
        for (ActorsQuery.Column column : query.columns()) {
            columns.add(column.wire());
            types.add(listing.type(column));
        }
        envelope.put("hasMore", found.size() > query.limit());
        envelope.put("limit", query.limit());
        envelope.put("offset", query.offset());
        return new QueryResult(results, envelope, Interval.DAY, range.to().toInstant());
    }
}
