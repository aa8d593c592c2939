package dev.hindsight.query.actors;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists the people behind a number of an insight, a page at a time (contract queries 7.6, end): first who they are, by the
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
        Sql page = page(query, context, actors.sql());
        List<PersonRow> found = new ArrayList<>(engine.query(page, PersonRow::read, deadline));
        boolean hasMore = found.size() > query.limit();
        if (hasMore) {
            found.remove(found.size() - 1);
        }
        Map<Long, List<String>> distinctIds = distinctIds(context.projectId(), found, deadline);
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (PersonRow person : found) {
            ArrayNode row = results.addArray();
            List<String> ids = distinctIds.getOrDefault(person.id(), List.of());
            query.columns().forEach(column -> row.add(cell(column, person, ids)));
        }
        return new QueryResult(
                results,
                envelope(query, context, page, actors.range(), hasMore),
                Interval.DAY,
                actors.range().to().toInstant());
    }

    private Sql page(ActorsQuery query, QueryContext context, Sql actors) {
        Sql page = Sql.format(
                "SELECT a.person_id, a.events, p.uuid, p.created_at, p.is_identified, p.properties FROM ({}) a"
                        + " JOIN persons p ON p.project_id = {} AND p.id = a.person_id",
                actors,
                Sql.value(context.projectId()));
        String search = query.search();
        if (search != null) {
            page = page.then(Sql.format(
                    "WHERE ({} OR {} OR p.id IN (SELECT d.person_id FROM person_distinct_ids d WHERE d.project_id = {} AND {}))",
                    engine.dialect().containsIgnoringCase(engine.dialect().personProperty("email"), search),
                    engine.dialect().containsIgnoringCase(engine.dialect().personProperty("name"), search),
                    Sql.value(context.projectId()),
                    engine.dialect().containsIgnoringCase(Sql.of("d.distinct_id"), search)));
        }
        String by = switch (query.order().column()) {
            case CREATED_AT -> "p.created_at";
            case EVENT_COUNT -> "a.events";
            default -> "p.uuid";
        };
        return page.then("ORDER BY " + by + (query.order().descending() ? " DESC" : "") + ", a.person_id LIMIT "
                + (query.limit() + 1) + " OFFSET " + query.offset());
    }

    private Map<Long, List<String>> distinctIds(long projectId, List<PersonRow> persons, Deadline deadline) {
        Map<Long, List<String>> byPerson = new HashMap<>();
        if (persons.isEmpty()) {
            return byPerson;
        }
        List<Sql> ids = persons.stream().map(person -> Sql.value(person.id())).toList();
        Sql sql = Sql.format(
                "SELECT d.person_id, d.distinct_id FROM person_distinct_ids d WHERE d.project_id = {} AND d.person_id IN ({})"
                        + " ORDER BY d.person_id, d.distinct_id",
                Sql.value(projectId),
                Sql.join(", ", ids));
        engine.query(
                sql,
                row -> byPerson.computeIfAbsent(row.getLong(1), any -> new ArrayList<>())
                        .add(row.getString(2)),
                deadline);
        return byPerson;
    }

    private static JsonNode cell(ActorsQuery.Column column, PersonRow person, List<String> distinctIds) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (column) {
            case ACTOR -> actor(person, distinctIds);
            case ID -> json.textNode(person.uuid());
            case DISTINCT_IDS -> texts(distinctIds);
            case PROPERTIES -> person.properties();
            case CREATED_AT -> json.textNode(Envelope.iso(person.createdAt().atZone(ZoneOffset.UTC)));
            case IS_IDENTIFIED -> json.booleanNode(person.identified());
            case EVENT_COUNT -> json.numberNode(person.events());
        };
    }

    private static ObjectNode actor(PersonRow person, List<String> distinctIds) {
        ObjectNode actor = JsonNodeFactory.instance.objectNode();
        actor.put("type", "person");
        actor.put("id", person.uuid());
        actor.put("uuid", person.uuid());
        actor.put("name", person.name(distinctIds));
        actor.set("distinct_ids", texts(distinctIds));
        actor.set("properties", person.properties());
        actor.put("created_at", Envelope.iso(person.createdAt().atZone(ZoneOffset.UTC)));
        actor.put("is_identified", person.identified());
        return actor;
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** What the cells of a column are, as SQL clients know it. */
    private static String type(ActorsQuery.Column column) {
        return switch (column) {
            case ACTOR, PROPERTIES -> "JSON";
            case ID -> "UUID";
            case DISTINCT_IDS -> "Array(String)";
            case CREATED_AT -> "DateTime";
            case IS_IDENTIFIED -> "Bool";
            case EVENT_COUNT -> "UInt64";
        };
    }

    private static ObjectNode envelope(
            ActorsQuery query, QueryContext context, Sql sql, ResolvedRange range, boolean hasMore) {
        ObjectNode envelope = Envelope.of(context, List.of(sql.text()), range.from(), range.to());
        ArrayNode columns = envelope.putArray("columns");
        ArrayNode types = envelope.putArray("types");
        for (ActorsQuery.Column column : query.columns()) {
            columns.add(column.wire());
            types.add(type(column));
        }
        envelope.put("hasMore", hasMore);
        envelope.put("limit", query.limit());
        envelope.put("offset", query.offset());
        return envelope;
    }
}
