package dev.hindsight.query.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.QueryContext;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** A DuckDB with a few events, for tests of conditions on them. An event is told by its distinct id. */
public final class FilteredEvents implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant AT = Instant.parse("2024-08-21T10:00:00Z");

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final DuckDbEngine engine = new DuckDbEngine(database, EngineLimits.ofThisMachine());
    private final EventStore store = new DuckDbEventStore(database, Clock.systemUTC());

    /** Adds an event; properties are JSON with apostrophes in place of quotes. */
    public void add(String distinctId, String event, String properties) {
        store.append(
                1,
                List.of(new Event(
                        UUID.randomUUID(),
                        event,
                        distinctId,
                        AT,
                        json(properties).toString())));
    }

    public EventStore store() {
        return store;
    }

    public DuckDbEngine engine() {
        return engine;
    }

    /** A context of project 1. */
    public QueryContext context(Definitions definitions) {
        return new QueryContext(
                1,
                ZoneId.of("UTC"),
                DayOfWeek.SUNDAY,
                JSON.createArrayNode(),
                List.of(),
                store.propertyTypes(1),
                definitions,
                Instant.parse("2024-08-21T15:30:00Z"));
    }

    /** The distinct ids of the events of project 1 that a condition holds for. */
    public List<String> where(Definitions definitions, Function<EventConditions, Sql> condition) {
        EventConditions conditions = new EventConditions(engine.dialect(), context(definitions));
        Sql sql = Sql.of("SELECT e.distinct_id FROM events e WHERE")
                .then(conditions.ofProject())
                .then("AND")
                .then(condition.apply(conditions).parenthesised())
                .then("ORDER BY 1");
        return engine.query(sql, row -> row.getString(1), Deadline.in(Duration.ofSeconds(10)));
    }

    /** JSON with apostrophes in place of quotes. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    @Override
    public void close() {
        engine.close();
        database.close();
    }
}
