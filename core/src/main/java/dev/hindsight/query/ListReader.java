package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code EventsQuery} and {@code SessionsQuery} (contract queries 7.6). The SQL in them is read when it is asked. */
final class ListReader {
    private static final int MOST_COLUMNS = 100;
    private static final int FARTHEST = 1_000_000_000;
    private static final DateBound YESTERDAY = new DateBound.Relative("-24h", 24, 'h', null);

    private ListReader() {}

    /** @param runnable reads the query of an insight whose events are meant */
    static EventsQuery events(StrictObject object, QueryReader.Source runnable) {
        ActorPoint source = object.raw("source") == null ? null : source(object, runnable);
        EventsQuery query = new EventsQuery(
                select(object),
                texts(object, "where"),
                List.of(FilterReader.read(object), FilterReader.filtersOf(object, "fixedProperties")),
                object.flag("filterTestAccounts"),
                names(object),
                object.integer("actionId"),
                steps(object),
                person(object),
                after(object, source == null ? YESTERDAY : null),
                CommonParts.bound(object, "before"),
                texts(object, "orderBy"),
                object.integer("limit", 1, ListQuery.MOST_ROWS),
                offset(object),
                source);
        object.end();
        return query;
    }

    /** The number of an insight that the events are behind; of other things they cannot be listed. */
    private static ActorPoint source(StrictObject object, QueryReader.Source runnable) {
        StrictObject source = Objects.requireNonNull(object.object("source"));
        String kind = source.requiredText("kind");
        if (!kind.equals("InsightActorsQuery")) {
            throw StrictObject.error(
                    source.at("kind"),
                    "\"" + StrictObject.shortened(kind)
                            + "\" is not InsightActorsQuery, the only source of events that this version knows");
        }
        source.ignoring("version", "response", "modifiers", "tags");
        return ActorsReader.point(source, runnable);
    }

    static SessionsQuery sessions(StrictObject object) {
        SessionsQuery query = new SessionsQuery(
                select(object),
                texts(object, "where"),
                List.of(
                        FilterReader.read(object),
                        FilterReader.filtersOf(object, "fixedProperties"),
                        FilterReader.filtersOf(object, "eventProperties")),
                object.flag("filterTestAccounts"),
                names(object),
                object.integer("actionId"),
                steps(object),
                person(object),
                after(object, YESTERDAY),
                CommonParts.bound(object, "before"),
                texts(object, "orderBy"),
                object.integer("limit", 1, ListQuery.MOST_ROWS),
                offset(object));
        object.end();
        return query;
    }

    private static List<String> select(StrictObject object) {
        if (object.raw("select") == null) {
            throw StrictObject.error(object.at("select"), "is required");
        }
        List<String> select = texts(object, "select");
        return select.isEmpty() ? List.of("*") : select;
    }

    private static @Nullable DateBound after(StrictObject object, @Nullable DateBound usual) {
        DateBound after = CommonParts.bound(object, "after");
        return after == null ? usual : after;
    }

    private static int offset(StrictObject object) {
        Integer offset = object.integer("offset", 0, FARTHEST);
        return offset == null ? 0 : offset;
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

    private static List<String> names(StrictObject object) {
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
