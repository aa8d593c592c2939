package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code EventsQuery} (contract queries 7.6). The SQL in it is read when it is asked. */
final class EventsReader {
    private static final int MOST_COLUMNS = 100;
    private static final int FARTHEST = 1_000_000_000;
    private static final DateBound YESTERDAY = new DateBound.Relative("-24h", 24, 'h', null);

    private EventsReader() {}

    static EventsQuery read(StrictObject object) {
        if (object.raw("select") == null) {
            throw StrictObject.error(object.at("select"), "is required");
        }
        if (object.raw("source") != null) {
            throw StrictObject.error(
                    object.at("source"), "the events behind a number of an insight cannot be listed by this version");
        }
        List<String> select = texts(object, "select");
        Integer limit = object.integer("limit", 1, EventsQuery.MOST_ROWS);
        Integer offset = object.integer("offset", 0, FARTHEST);
        DateBound after = CommonParts.bound(object, "after");
        EventsQuery query = new EventsQuery(
                select.isEmpty() ? List.of("*") : select,
                texts(object, "where"),
                List.of(FilterReader.read(object), FilterReader.filtersOf(object, "fixedProperties")),
                object.flag("filterTestAccounts"),
                events(object),
                object.integer("actionId"),
                steps(object),
                person(object),
                after == null ? YESTERDAY : after,
                CommonParts.bound(object, "before"),
                texts(object, "orderBy"),
                limit,
                offset == null ? 0 : offset);
        object.end();
        return query;
    }

    private static List<String> texts(StrictObject object, String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : object.list(key, MOST_COLUMNS)) {
            if (!element.isTextual()) {
                throw StrictObject.error(object.at(key), "expected texts, got " + StrictObject.typeOf(element));
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    private static List<String> events(StrictObject object) {
        List<String> events = new ArrayList<>(texts(object, "events"));
        String event = object.text("event");
        if (event != null && !events.contains(event)) {
            events.add(event);
        }
        return events;
    }

    private static @Nullable Action steps(StrictObject object) {
        JsonNode steps = object.raw("actionSteps");
        if (steps == null) {
            return null;
        }
        if (steps.isEmpty()) {
            throw StrictObject.error(object.at("actionSteps"), "has no steps");
        }
        return new Action(0, "", ActionReader.steps(steps, object.at("actionSteps")));
    }

    private static @Nullable String person(StrictObject object) {
        String id = object.text("personId");
        if (id == null) {
            return null;
        }
        try {
            return UUID.fromString(id).toString();
        } catch (IllegalArgumentException e) {
            throw StrictObject.error(object.at("personId"), "is not the id of a person");
        }
    }
}
