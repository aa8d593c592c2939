package dev.hindsight.cases;

import static dev.hindsight.cases.RandomWorld.pick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.reference.ReferenceGroup;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes valid trends queries. */
final class RandomQuery {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TIME_SERIES =
            List.of("ActionsLineGraph", "ActionsBar", "ActionsUnstackedBar", "ActionsStackedBar", "ActionsAreaGraph");
    private static final List<String> TOTAL_VALUE = List.of(
            "BoldNumber",
            "ActionsPie",
            "ActionsBarValue",
            "ActionsTable",
            "WorldMap",
            "ActionsDonut",
            "ActionsProportionBar");
    static final List<String> SESSION_FIELDS = List.of(
            "session_id", "$session_duration", "$pageview_count", "$screen_count", "$num_uniq_urls", "$is_bounce");
    private static final List<String> DATES =
            List.of("2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01 05:30", "-400d", "-7d", "-3h");

    private final Random random;
    private final ZoneId zone;
    private final Instant now;

    RandomQuery(Random random, ZoneId zone, Instant now) {
        this.random = random;
        this.zone = zone;
        this.now = now;
    }

    /** Where all chance comes from. */
    Random random() {
        return random;
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    ArrayNode testAccountFilters() {
        return oneIn(2) ? JSON.arrayNode() : filters(RandomQuery::untyped, 2);
    }

    /** These filters are made before anything is known of the types: without questions that need one. */
    private static PropertyType untyped(PropertyKind kind, String key) {
        return key.equals("plan") ? PropertyType.STRING : PropertyType.BOOLEAN;
    }

    /** Says what the values of a property are. */
    interface Types {
        PropertyType of(PropertyKind kind, String key);
    }

    ObjectNode trends(Types types) {
        ObjectNode query = JSON.objectNode().put("kind", "TrendsQuery");
        ArrayNode series = query.putArray("series");
        for (int i = oneIn(3) ? 2 : 1; i > 0; i--) {
            series.add(series(types));
        }
        String interval = pick(random, List.of("day", "day", "day", "week", "month", "hour", "minute", "second"));
        if (!interval.equals("day") || oneIn(2)) {
            query.put("interval", interval);
        }
        if (!interval.equals("minute") && !interval.equals("second") && oneIn(5)) {
            query.set("dateRange", JSON.nullNode());
        } else {
            query.set("dateRange", dateRange(interval));
        }
        display(query);
        if (oneIn(3)) {
            ObjectNode compare = query.putObject("compareFilter").put("compare", true);
            if (oneIn(3)) {
                compare.put("compare_to", pick(random, List.of("-1d", "-1w", "-14d", "-1m", "-1q", "-1y", "-5h")));
            }
        }
        if (oneIn(2)) {
            query.set("breakdownFilter", breakdown());
        }
        if (oneIn(2)) {
            query.set("properties", oneIn(2) ? filters(types, 3) : group(types, 2));
        }
        if (oneIn(3)) {
            query.put("filterTestAccounts", true);
        }
        return query;
    }

    private ObjectNode series(Types types) {
        ObjectNode series = JSON.objectNode().put("kind", "EventsNode");
        if (oneIn(3)) {
            series.set("event", JSON.nullNode());
        } else {
            series.put("event", pick(random, RandomWorld.EVENTS));
        }
        String math = pick(random, List.of("", "total", "dau", "dau"));
        if (!math.isEmpty()) {
            series.put("math", math);
        }
        if (oneIn(6)) {
            series.put("custom_name", "Mine");
        }
        if (oneIn(3)) {
            series.set("properties", filters(types, 2));
        }
        return series;
    }

    private void display(ObjectNode query) {
        String display = switch (random.nextInt(4)) {
            case 0 -> pick(random, TOTAL_VALUE);
            case 1 -> "ActionsLineGraphCumulative";
            default -> pick(random, TIME_SERIES);
        };
        if (!display.equals("ActionsLineGraph") || oneIn(2)) {
            query.putObject("trendsFilter").put("display", display);
        }
    }

    private ObjectNode dateRange(String interval) {
        ObjectNode range = JSON.objectNode();
        List<String> from = switch (interval) {
            case "second" -> List.of("-90s", "-10M", "hStart");
            case "minute" -> List.of("-30M", "-5h", "-1d", "dStart", "-90s");
            case "hour" -> List.of("-24h", "-3d", "dStart", "-1dStart", "-7d", "hStart", "-90M");
            default ->
                List.of(
                        "-7d",
                        "-14d",
                        "-30d",
                        "7d",
                        "-1w",
                        "-3m",
                        "-1q",
                        "-1y",
                        "-24h",
                        "-36h",
                        "dStart",
                        "wStart",
                        "mStart",
                        "qStart",
                        "yStart",
                        "-1mStart",
                        "-1yStart",
                        "-1dStart",
                        "-30M",
                        "-1hStart",
                        "all",
                        "-1D");
        };
        boolean shortest = interval.equals("second") || interval.equals("minute");
        switch (random.nextInt(4)) {
            case 0 -> range.put("date_from", absolute(shortest ? 900 : 172_800));
            case 1 -> {
                String start = absolute(shortest ? 900 : 172_800);
                range.put("date_from", start);
                if (!shortest) {
                    range.put("date_to", absolute(86_400));
                }
            }
            default -> {
                range.put("date_from", pick(random, from));
                if (!shortest && oneIn(3)) {
                    range.put(
                            "date_to",
                            pick(
                                    random,
                                    interval.equals("minute")
                                            ? List.of("-1h", "-1hEnd", "dEnd")
                                            : List.of(
                                                    "-1d", "-1dEnd", "dStart", "-1h", "-1hEnd", "-1mEnd", "0d",
                                                    "mEnd")));
                }
            }
        }
        if (oneIn(5)) {
            range.put("explicitDate", true);
        }
        if (oneIn(6)) {
            ArrayNode days = range.putArray("daysOfWeek");
            for (int day = 1; day <= 7; day++) {
                if (random.nextBoolean()) {
                    days.add(day);
                }
            }
        }
        if (oneIn(6)) {
            range.put("excludeIncompletePeriods", true);
        }
        return range;
    }

    /** A date or time within {@code seconds} before now, in one of the forms that clients send. */
    private String absolute(int seconds) {
        Instant at = now.minus(random.nextInt(seconds), ChronoUnit.SECONDS);
        if (seconds > 1000 && oneIn(2)) {
            at = at.minus(random.nextInt(20), ChronoUnit.DAYS);
        }
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        List<String> forms = new ArrayList<>(List.of(
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").format(local),
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").format(local),
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").format(local),
                at.truncatedTo(ChronoUnit.SECONDS).toString(),
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        at.truncatedTo(ChronoUnit.SECONDS).atZone(zone))));
        if (seconds > 1000) {
            forms.add(DateTimeFormatter.ofPattern("yyyy-MM-dd").format(local));
            forms.add(DateTimeFormatter.ofPattern("yyyy-MM-dd").format(local));
            forms.add(DateTimeFormatter.ofPattern("yyyy-M-d").format(local));
        }
        return pick(random, forms);
    }

    private ObjectNode breakdown() {
        ObjectNode breakdown = JSON.objectNode();
        String key = pick(random, RandomWorld.PROPERTIES);
        String type = oneIn(3) ? "person" : "event";
        if (oneIn(2)) {
            ObjectNode only = breakdown.putArray("breakdowns").addObject().put("property", key);
            if (type.equals("person") || oneIn(2)) {
                only.put("type", type);
            }
        } else {
            breakdown.put("breakdown", key);
            if (type.equals("person") || oneIn(2)) {
                breakdown.put("breakdown_type", type);
            }
        }
        if (oneIn(2)) {
            breakdown.put("breakdown_limit", random.nextInt(1, 5));
        }
        if (oneIn(4)) {
            breakdown.put("breakdown_hide_other_aggregation", true);
        }
        return breakdown;
    }

    private ArrayNode filters(Types types, int most) {
        ArrayNode filters = JSON.arrayNode();
        for (int i = random.nextInt(1, most + 1); i > 0; i--) {
            filters.add(oneIn(20) ? JSON.objectNode() : filter(types));
        }
        return filters;
    }

    private ObjectNode group(Types types, int depth) {
        ObjectNode group = JSON.objectNode().put("type", oneIn(2) ? "AND" : "OR");
        ArrayNode values = group.putArray("values");
        for (int i = random.nextInt(0, 3); i > 0; i--) {
            if (depth > 0) {
                values.add(group(types, depth - 1));
            } else {
                values.addAll(filters(types, 1));
            }
        }
        return group;
    }

    private ObjectNode filter(Types types) {
        boolean ofPerson = oneIn(3);
        if (ofPerson && oneIn(8)) {
            return distinctId();
        }
        if (oneIn(10)) {
            return ofSession();
        }
        String key = pick(random, RandomWorld.PROPERTIES);
        PropertyType type = types.of(ofPerson ? PropertyKind.PERSON : PropertyKind.EVENT, key);
        ObjectNode filter = JSON.objectNode().put("key", key);
        if (!ofPerson && oneIn(8)) {
            int group = random.nextInt(ReferenceGroup.TYPES.size());
            type = types.of(PropertyKind.EVENT, "$group_set." + ReferenceGroup.TYPES.get(group) + "." + key);
            filter.put("type", "group").put("group_type_index", group);
        } else if (ofPerson || oneIn(2)) {
            filter.put("type", ofPerson ? "person" : "event");
        }
        List<String> operators = new ArrayList<>(List.of(
                "exact",
                "is_not",
                "in",
                "not_in",
                "icontains",
                "not_icontains",
                "regex",
                "not_regex",
                "is_set",
                "is_not_set",
                "between",
                "not_between"));
        if (type != PropertyType.BOOLEAN) {
            operators.addAll(List.of("gt", "gte", "lt", "lte", "min", "max"));
        }
        if (key.equals("when")) {
            operators.addAll(List.of("is_date_exact", "is_date_before", "is_date_after"));
        }
        String operator = pick(random, operators);
        filter.put("operator", operator);
        JsonNode value = value(key, type, operator);
        if (!value.isMissingNode()) {
            filter.set("value", value);
        }
        return filter;
    }

    private ObjectNode ofSession() {
        String key = pick(random, SESSION_FIELDS);
        ObjectNode filter = JSON.objectNode().put("key", key).put("type", "session");
        List<String> operators = new ArrayList<>(List.of("exact", "is_not", "is_set", "is_not_set"));
        List<String> values = List.of("true", "false");
        if (key.equals("session_id")) {
            values = List.of("a", "b", "é", "");
        } else if (!key.equals("$is_bounce")) {
            operators.addAll(List.of("gt", "gte", "lt", "lte", "between", "not_between"));
            values = List.of("0", "1", "2", "40", "4000");
        }
        String operator = pick(random, operators);
        filter.put("operator", operator);
        switch (operator) {
            case "is_set", "is_not_set" -> {}
            case "between", "not_between" -> filter.putArray("value").add(1).add(random.nextInt(1, 90));
            default -> filter.put("value", pick(random, values));
        }
        return filter;
    }

    private ObjectNode distinctId() {
        ObjectNode filter = JSON.objectNode()
                .put("key", "distinct_id")
                .put("type", "person")
                .put("operator", oneIn(2) ? "exact" : "is_not");
        filter.putArray("value").add("id" + random.nextInt(3)).add("id1-2");
        return filter;
    }

    private JsonNode value(String key, PropertyType type, String operator) {
        switch (operator) {
            case "is_set", "is_not_set" -> {
                return oneIn(2) ? JSON.textNode(operator) : JSON.missingNode();
            }
            case "between", "not_between" -> {
                int low = random.nextInt(-3, 10);
                ArrayNode bounds = JSON.arrayNode();
                return oneIn(2)
                        ? bounds.add(low).add(low + random.nextInt(6))
                        : bounds.add(String.valueOf(low)).add(low + 4.5);
            }
            default -> {}
        }
        boolean mustBeList = operator.equals("in") || operator.equals("not_in");
        if (!mustBeList && oneIn(2)) {
            return oneIn(20) ? JSON.nullNode() : scalar(key, type, operator);
        }
        ArrayNode list = JSON.arrayNode();
        for (int i = oneIn(8) ? 0 : random.nextInt(1, 4); i > 0; i--) {
            list.add(scalar(key, type, operator));
        }
        // An empty list of parts to look for is nonsense upstream; elsewhere it is no filter.
        return list;
    }

    private JsonNode scalar(String key, PropertyType type, String operator) {
        switch (operator) {
            case "regex", "not_regex" -> {
                return JSON.textNode(
                        pick(random, List.of("^p", "o$", "[0-9]+", "(?i)PRO", "a|b", "^$", "日", "é.?", "\\d\\.\\d")));
            }
            case "icontains", "not_icontains" -> {
                return JSON.textNode(pick(
                        random, List.of("p", "PRO", "%", "_", "r_", "\\", "É", "本", "5", "r%o", "😀", "TRUE", "\"")));
            }
            case "is_date_exact", "is_date_before", "is_date_after" -> {
                return JSON.textNode(pick(random, DATES));
            }
            default -> {}
        }
        boolean ordering = List.of("gt", "gte", "lt", "lte", "min", "max").contains(operator);
        if (type == PropertyType.DATE_TIME && ordering) {
            return JSON.textNode(pick(random, DATES));
        }
        return switch (key) {
            case "n", "mixed" ->
                switch (random.nextInt(3)) {
                    case 0 -> JSON.numberNode(random.nextInt(-3, 12));
                    case 1 -> JSON.numberNode(random.nextInt(-6, 24) / 2.0);
                    default -> JSON.textNode(pick(random, RandomWorld.textsOf(key)));
                };
            case "flag" ->
                oneIn(2)
                        ? JSON.booleanNode(random.nextBoolean())
                        : JSON.textNode(pick(random, RandomWorld.textsOf(key)));
            default -> JSON.textNode(pick(random, RandomWorld.textsOf(key)));
        };
    }
}
