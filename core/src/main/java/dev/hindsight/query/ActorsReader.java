package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.ActorsQuery.Column;
import dev.hindsight.query.ActorsQuery.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code ActorsQuery}, and {@code InsightActorsQuery} and {@code FunnelsActorsQuery} by themselves (contract queries 7.6, end). */
final class ActorsReader {
    private static final int DEFAULT_LIMIT = 100;
    private static final List<Column> DEFAULT_COLUMNS =
            List.of(Column.ACTOR, Column.ID, Column.CREATED_AT, Column.EVENT_COUNT);
    private static final Order BY_EVENTS = new Order(Column.EVENT_COUNT, true);

    private ActorsReader() {}

    /** @param runnable reads the insight's query */
    static ActorsQuery read(StrictObject object, QueryReader.Source runnable) {
        StrictObject source = object.object("source");
        if (source == null) {
            throw StrictObject.error(
                    object.at("source"), "is required: people are those behind a number of an insight");
        }
        String kind = source.requiredText("kind");
        source.ignoring("version", "response", "modifiers", "tags");
        ActorPoint point = switch (kind) {
            case "InsightActorsQuery" -> point(source, runnable);
            case "FunnelsActorsQuery" -> funnelPoint(source, runnable);
            case "EventsQuery" -> ofEvents(ListReader.events(source, runnable));
            default ->
                throw StrictObject.error(
                        source.at("kind"),
                        "\"" + StrictObject.shortened(kind)
                                + "\" is none of InsightActorsQuery, FunnelsActorsQuery and EventsQuery");
        };
        object.list("properties", 0);
        object.list("fixedProperties", 0);
        Integer limit = object.integer("limit", 1, ActorsQuery.MAX_LIMIT);
        Integer offset = object.integer("offset", 0, Integer.MAX_VALUE);
        String search = object.text("search");
        ActorsQuery query = new ActorsQuery(
                point,
                columns(object),
                search == null || search.isBlank() ? null : search.strip(),
                order(object),
                limit == null ? DEFAULT_LIMIT : limit,
                offset == null ? 0 : offset);
        object.end();
        return query;
    }

    /** A point asked for by itself. */
    static ActorsQuery bare(StrictObject object, QueryReader.Source runnable) {
        return bare(point(object, runnable));
    }

    /** A step of a funnel asked for by itself. */
    static ActorsQuery bareFunnel(StrictObject object, QueryReader.Source runnable) {
        return bare(funnelPoint(object, runnable));
    }

    private static ActorsQuery bare(ActorPoint point) {
        return new ActorsQuery(point, DEFAULT_COLUMNS, null, BY_EVENTS, DEFAULT_LIMIT, 0);
    }

    private static ActorPoint funnelPoint(StrictObject object, QueryReader.Source runnable) {
        JsonNode source = object.raw("source");
        if (source == null) {
            throw StrictObject.error(object.at("source"), "is required");
        }
        if (!(runnable.read(source, object.at("source")) instanceof FunnelsQuery funnel)) {
            throw StrictObject.error(object.at("source.kind"), "is not FunnelsQuery");
        }
        object.flag("includeRecordings");
        Integer step = object.integer("funnelStep");
        int last = funnel.steps().size();
        FunnelPoint point = new FunnelPoint(
                step == null ? 1 : step,
                scalar(object, "funnelTrendsEntrancePeriodStart"),
                object.flag("funnelTrendsDropOff"));
        if (!point.isIn(last)) {
            throw StrictObject.error(
                    object.at("funnelStep"),
                    "must be 1 to " + last + ", or -2 to -" + last + " for those who got no further");
        }
        List<String> value = breakdown(object, "funnelStepBreakdown");
        object.end();
        return new ActorPoint(funnel, null, null, 0, value, false, null, point);
    }

    /** A point; its kind was read. */
    static ActorPoint point(StrictObject object, QueryReader.Source runnable) {
        JsonNode source = object.raw("source");
        if (source == null) {
            throw StrictObject.error(object.at("source"), "is required");
        }
        object.flag("includeRecordings");
        Integer series = object.integer("series", 0, 100);
        ActorPoint point = new ActorPoint(
                runnable.read(source, object.at("source")),
                scalar(object, "day"),
                object.integer("interval", 0, 10_000),
                series == null ? 0 : series,
                breakdown(object, "breakdown"),
                isPrevious(object),
                object.text("status"),
                null);
        object.end();
        return point;
    }

    /** Whoever did any of the events, on whatever page of their list. */
    private static ActorPoint ofEvents(RunnableQuery events) {
        return new ActorPoint(events, null, null, 0, List.of(), false, null, null);
    }

    private static boolean isPrevious(StrictObject object) {
        String compare = object.text("compare");
        if (compare == null || compare.equals("current")) {
            return false;
        }
        if (compare.equals("previous")) {
            return true;
        }
        throw StrictObject.error(object.at("compare"), "is neither current nor previous");
    }

    private static @Nullable String scalar(StrictObject object, String key) {
        JsonNode value = object.raw(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw StrictObject.error(
                    object.at(key), "expected text or a whole number, got " + StrictObject.typeOf(value));
        }
        return value.asText();
    }

    private static List<String> breakdown(StrictObject object, String key) {
        JsonNode value = object.raw(key);
        if (value == null || !value.isArray()) {
            String single = scalar(object, key);
            return single == null ? List.of() : List.of(single);
        }
        List<String> values = new ArrayList<>();
        for (JsonNode each : object.list(key, 3)) {
            values.add(each.asText());
        }
        return values;
    }

    private static List<Column> columns(StrictObject object) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode each : object.list("select", 20)) {
            columns.add(column(each.asText(), object.at("select")));
        }
        return columns.isEmpty() ? DEFAULT_COLUMNS : columns;
    }

    private static Order order(StrictObject object) {
        List<JsonNode> listed = object.list("orderBy", 1);
        if (listed.isEmpty()) {
            return BY_EVENTS;
        }
        String text = listed.get(0).asText().strip();
        boolean descending = text.toUpperCase(Locale.ROOT).endsWith(" DESC");
        String name = text.replaceFirst("(?i) (ASC|DESC)$", "").strip();
        Column column = column(name, object.at("orderBy"));
        return switch (column) {
            case ID, CREATED_AT, EVENT_COUNT -> new Order(column, descending);
            default -> throw StrictObject.error(object.at("orderBy"), "takes id, created_at or event_count");
        };
    }

    private static Column column(String name, String path) {
        String wanted = name.equals("person") ? "actor" : name;
        for (Column column : Column.values()) {
            if (column.wire().equals(wanted)) {
                return column;
            }
        }
        throw HindsightException.unparsable("query." + path + ": \"" + StrictObject.shortened(name)
                + "\" is not one of actor, id, distinct_ids, properties, created_at, is_identified, event_count");
    }
}
