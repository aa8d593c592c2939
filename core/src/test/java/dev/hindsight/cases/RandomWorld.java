package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.cases.QueryCase.DefinedProperty;
import dev.hindsight.cases.QueryCase.ListedEvent;
import dev.hindsight.cases.QueryCase.ListedPerson;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A project of random events: ties and repeats, times at the edges of days and of clock changes, values of every JSON type
 * and values that are missing, persons of several ids, and ids that join a person late.
 */
record RandomWorld(
        ZoneId zone,
        DayOfWeek weekStart,
        Instant now,
        List<DefinedProperty> propertyTypes,
        ArrayNode testAccountFilters,
        List<ListedPerson> persons,
        List<ListedEvent> events) {
    static final List<String> EVENTS = List.of("signup", "page view", "支払い");
    static final List<String> PROPERTIES = List.of("plan", "n", "flag", "when", "mixed", "$browser", "a.b \"c\"/d~e'");

    /** Distinct ids that no person lists. */
    private static final List<String> NOBODYS = List.of("nobody", "né", "no-one");

    private static final List<String> ZONES = List.of(
            "UTC",
            "America/New_York",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "America/Sao_Paulo",
            "Pacific/Apia",
            "Europe/Berlin",
            "Africa/Casablanca",
            "America/St_Johns");
    private static final List<String> TEXTS = List.of(
            "pro",
            "Pro",
            "free",
            "",
            " pro",
            "é",
            "É",
            "日本",
            "😀",
            "\uff5e",
            "100%",
            "a_b",
            "a\\b",
            "O'Hara",
            "\"quoted\"",
            "x".repeat(399) + "é1",
            "x".repeat(399) + "é2");
    private static final List<String> NUMBER_TEXTS =
            List.of("5", "5.0", "05", "-3", "9", "10", "1e1", "abc", "", "5 apples", ".5");
    private static final List<String> DATE_TEXTS = List.of(
            "2024-01-01",
            "2024-01-01T00:00:00Z",
            "2024-01-01 00:00:00",
            "2024-01-01T05:30:00+05:30",
            "2024-03-10T12:00:00.123456Z",
            "2023-12-31T19:00:00",
            "2024-02-30",
            "never",
            "");

    static RandomWorld of(Random random) {
        ZoneId zone = ZoneId.of(pick(random, ZONES));
        Instant now = now(random, zone);
        List<ListedPerson> persons = persons(random);
        return new RandomWorld(
                zone,
                random.nextBoolean() ? DayOfWeek.SUNDAY : DayOfWeek.MONDAY,
                now,
                types(random),
                new RandomQuery(random, zone, now).testAccountFilters(),
                persons,
                withGroups(random, now, joined(random, now, persons, events(random, zone, now))));
    }

    RandomWorld withEvents(List<ListedEvent> fewer) {
        return new RandomWorld(zone, weekStart, now, propertyTypes, testAccountFilters, persons, fewer);
    }

    RandomWorld withPersons(List<ListedPerson> others) {
        return new RandomWorld(zone, weekStart, now, propertyTypes, testAccountFilters, others, events);
    }

    /** The rules that the project cleans paths by, where a query asks for it. */
    static ArrayNode pathCleaning() {
        ArrayNode rules = JsonNodeFactory.instance.arrayNode();
        rules.addObject().put("regex", "/\\d+").put("alias", "/:id");
        rules.addObject().put("regex", "(r)(o)").put("alias", "[\\2\\1]");
        rules.addObject().put("regex", "^free$").put("alias", "");
        rules.addObject().put("regex", "\\?.*").put("alias", "");
        return rules;
    }

    /** The actions of the project, with the ids from 1 on. */
    static ArrayNode actions() {
        ArrayNode actions = JsonNodeFactory.instance.arrayNode();
        ArrayNode steps = action(actions, "Signed up");
        steps.addObject().put("event", "signup");
        steps.addObject()
                .put("event", "page view")
                .putArray("properties")
                .addObject()
                .put("key", "plan")
                .put("operator", "icontains")
                .put("value", "pro");
        action(actions, "").addObject().put("url", "/a");
        action(actions, "Everything");
        steps = action(actions, "支払い");
        steps.addObject().put("event", "$pageview").put("url", "/\\d").put("url_matching", "regex");
        steps.addObject().put("url", "/").put("url_matching", "exact");
        steps.addObject().put("event", "支払い");
        action(actions, "Anything").addObject();
        return actions;
    }

    private static ArrayNode action(ArrayNode actions, String name) {
        return actions.addObject().put("id", actions.size()).put("name", name).putArray("steps");
    }

    CaseData data() {
        return new CaseData(Optional.empty(), persons, events);
    }

    /**
     * The persons after all that the events say of them: {@code $identify} and {@code $create_alias} add an id. One that was a
     * person before then brings its time of creation with it: the earlier one holds.
     */
    List<ListedPerson> personsAfterAll() {
        List<ListedPerson> after = new ArrayList<>();
        for (ListedPerson person : persons) {
            List<String> ids = new ArrayList<>(person.distinctIds());
            Instant created = person.createdAt().orElseThrow();
            for (int i = 0; i < events.size(); i++) {
                ListedEvent event = events.get(i);
                String joins = event.properties()
                        .path(event.event().equals("$identify") ? "$anon_distinct_id" : "alias")
                        .asText("");
                if (!joins.isEmpty() && person.distinctIds().contains(event.distinctId())) {
                    ids.add(joins);
                    boolean wasAPerson = events.subList(0, i).stream()
                            .anyMatch(before -> before.distinctId().equals(joins));
                    for (ListedEvent other : events) {
                        if (wasAPerson
                                && other.distinctId().equals(joins)
                                && other.timestamp().isBefore(created)) {
                            created = other.timestamp();
                        }
                    }
                }
            }
            after.add(new ListedPerson(ids, person.properties(), Optional.of(created)));
        }
        return after;
    }

    /** Lets ids that belonged to nobody join a person, somewhere among the other events. */
    private static List<ListedEvent> joined(
            Random random, Instant now, List<ListedPerson> persons, List<ListedEvent> events) {
        List<ListedEvent> all = new ArrayList<>(events);
        for (String id : NOBODYS) {
            if (persons.isEmpty() || random.nextInt(3) == 0) {
                continue;
            }
            String of = pick(random, pick(random, persons).distinctIds());
            boolean identify = random.nextBoolean();
            ObjectNode properties =
                    JsonNodeFactory.instance.objectNode().put(identify ? "$anon_distinct_id" : "alias", id);
            ListedEvent join = new ListedEvent(
                    identify ? "$identify" : "$create_alias",
                    of,
                    events.isEmpty() ? now : pick(random, events).timestamp(),
                    properties);
            all.add(random.nextInt(all.size() + 1), join);
        }
        return all;
    }

    /** Adds what is told of groups: no two at the same time, since then nobody says which of them holds. */
    private static List<ListedEvent> withGroups(Random random, Instant now, List<ListedEvent> events) {
        List<ListedEvent> all = new ArrayList<>(events);
        int told = random.nextInt(10);
        for (int i = 0; i < told; i++) {
            ObjectNode properties = JsonNodeFactory.instance
                    .objectNode()
                    .put("$group_type", pick(random, List.of("company", "company", "team", "other")))
                    .put("$group_key", pick(random, List.of("acme", "é", "a", "b", "")));
            properties.set("$group_set", properties(random));
            Instant time = now.minus(random.nextInt(40 * 86_400), ChronoUnit.SECONDS)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .plus(100 + i, ChronoUnit.MICROS);
            all.add(new ListedEvent("$groupidentify", pick(random, NOBODYS), time, properties));
        }
        return all;
    }

    static <T> T pick(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Mostly a few days after the clocks changed, so that ranges reach over the change. */
    private static Instant now(Random random, ZoneId zone) {
        Instant at = Instant.parse("2010-01-01T00:00:00Z").plus(random.nextInt(15 * 365), ChronoUnit.DAYS);
        ZoneOffsetTransition change = zone.getRules().nextTransition(at);
        if (change != null
                && change.getInstant().isBefore(Instant.parse("2026-01-01T00:00:00Z"))
                && random.nextInt(4) > 0) {
            at = change.getInstant().plus(random.nextInt(10), ChronoUnit.DAYS);
            at = random.nextInt(3) == 0 ? change.getInstant() : at;
        }
        return at.plus(random.nextLong(-7_200_000_000L, 86_400_000_000L), ChronoUnit.MICROS);
    }

    private static List<DefinedProperty> types(Random random) {
        List<DefinedProperty> types = new ArrayList<>();
        for (PropertyKind kind : PropertyKind.values()) {
            if (random.nextBoolean()) {
                types.add(new DefinedProperty(kind, "n", PropertyType.NUMERIC));
            }
            if (random.nextBoolean()) {
                types.add(new DefinedProperty(kind, "flag", PropertyType.BOOLEAN));
            }
            if (random.nextBoolean()) {
                types.add(new DefinedProperty(kind, "when", PropertyType.DATE_TIME));
            }
        }
        return types;
    }

    private static List<ListedPerson> persons(Random random) {
        List<ListedPerson> persons = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            List<String> ids = new ArrayList<>(List.of("id" + i));
            for (int j = random.nextInt(3); j > 0; j--) {
                ids.add("id" + i + "-" + j);
            }
            persons.add(new ListedPerson(ids, properties(random), Optional.of(Instant.parse("2010-01-01T00:00:00Z"))));
        }
        return persons;
    }

    private static List<ListedEvent> events(Random random, ZoneId zone, Instant now) {
        List<ListedEvent> events = new ArrayList<>();
        int count = random.nextInt(8) == 0 ? 0 : random.nextInt(90);
        for (int i = 0; i < count; i++) {
            if (!events.isEmpty() && random.nextInt(6) == 0) {
                events.add(pick(random, events));
                continue;
            }
            Instant time = !events.isEmpty() && random.nextInt(6) == 0
                    ? pick(random, events).timestamp()
                    : time(random, zone, now);
            int person = random.nextInt(6);
            int alias = random.nextInt(4);
            String id = alias == 0 ? "id" + person : "id" + person + "-" + alias;
            events.add(new ListedEvent(
                    pick(random, EVENTS),
                    random.nextInt(4) == 0 ? pick(random, NOBODYS) : id,
                    time,
                    properties(random)));
        }
        return events;
    }

    private static Instant time(Random random, ZoneId zone, Instant now) {
        Instant time = switch (random.nextInt(6)) {
            case 0 -> now.minus(random.nextLong(7_200_000_000L), ChronoUnit.MICROS);
            case 1 -> now.minus(random.nextInt(700), ChronoUnit.DAYS);
            case 2 -> now.plus(random.nextInt(48), ChronoUnit.HOURS);
            default -> now.minus(random.nextLong(20 * 86_400_000_000L), ChronoUnit.MICROS);
        };
        if (random.nextInt(4) == 0) {
            ZoneOffsetTransition change = zone.getRules().previousTransition(now.plus(2, ChronoUnit.DAYS));
            if (change != null && change.getInstant().isAfter(Instant.parse("2009-01-01T00:00:00Z"))) {
                time = change.getInstant().plus(random.nextInt(-12, 13) * 15L, ChronoUnit.MINUTES);
            }
        }
        if (random.nextInt(4) == 0) {
            time = time.atZone(zone).truncatedTo(ChronoUnit.DAYS).toInstant();
        } else if (random.nextInt(4) == 0) {
            time = time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        }
        // An edge is a place to be one microsecond off.
        return time.plus(random.nextInt(-1, 2), ChronoUnit.MICROS).truncatedTo(ChronoUnit.MICROS);
    }

    private static ObjectNode properties(Random random) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        for (String key : PROPERTIES) {
            if (random.nextInt(3) > 0) {
                properties.set(key, value(random, key));
            }
        }
        return properties;
    }

    private static JsonNode value(Random random, String key) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (random.nextInt(10) == 0) {
            return json.nullNode();
        }
        return switch (key) {
            case "n" ->
                switch (random.nextInt(3)) {
                    case 0 -> json.numberNode(random.nextInt(-3, 12));
                    case 1 -> json.numberNode(random.nextInt(-6, 24) / 2.0);
                    default -> json.textNode(pick(random, NUMBER_TEXTS));
                };
            case "flag" ->
                random.nextInt(3) > 0
                        ? json.booleanNode(random.nextBoolean())
                        : json.textNode(pick(random, List.of("true", "false", "maybe", "")));
            case "when" -> json.textNode(pick(random, DATE_TEXTS));
            case "mixed" ->
                switch (random.nextInt(5)) {
                    case 0 -> json.arrayNode().add(1).add("a");
                    case 1 -> json.objectNode().put("a", 1).put("b", "é");
                    case 2 -> json.numberNode(random.nextInt(20));
                    case 3 -> json.booleanNode(random.nextBoolean());
                    default -> json.textNode(pick(random, NUMBER_TEXTS));
                };
            default -> json.textNode(pick(random, TEXTS));
        };
    }

    static List<String> textsOf(String key) {
        return switch (key) {
            case "n", "mixed" -> NUMBER_TEXTS;
            case "when" -> DATE_TEXTS;
            case "flag" -> List.of("true", "false");
            default -> TEXTS;
        };
    }
}
