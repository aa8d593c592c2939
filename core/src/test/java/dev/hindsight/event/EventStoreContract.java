package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.error.HindsightException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every event store does, seen through the relations that queries read. */
public abstract class EventStoreContract {
    private static final long PROJECT = 1;
    private static final long OTHER_PROJECT = 2;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Numbers by their value, however they are written. */
    private static int compared(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    }

    /** The same store for one test, empty at its start. */
    protected abstract EventStore store();

    /** Runs a query over {@code events}, {@code persons} and {@code person_distinct_ids}: values joined with {@code |}. */
    protected abstract List<String> ask(String sql);

    protected static UUID uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** An event {@code minutes} after noon; its uuid follows from all that is given. */
    protected static Event event(String event, String distinctId, int minutes, String properties) {
        return new Event(
                uuid(event + "/" + distinctId + "/" + minutes + "/" + properties),
                event,
                distinctId,
                NOON.plusSeconds(60L * minutes),
                properties);
    }

    private static Event view(String distinctId, int minutes) {
        return event("view", distinctId, minutes, "{}");
    }

    private int append(Event... events) {
        return store().append(PROJECT, List.of(events));
    }

    /** Persons as their distinct ids, properties and number of events. */
    protected List<String> persons() {
        return ask("""
                select (select string_agg(d.distinct_id, ',' order by d.distinct_id)
                        from person_distinct_ids d where d.project_id = p.project_id and d.person_id = p.id) as ids,
                    p.properties,
                    (select count(*) from events e where e.project_id = p.project_id and e.person_id = p.id)
                from persons p where p.project_id = 1 order by ids
                """);
    }

    private String createdAt(String distinctId) {
        return ask("select cast(p.created_at as varchar) from persons p join person_distinct_ids d on d.person_id = p.id"
                        + " where d.project_id = 1 and d.distinct_id = '" + distinctId + "'")
                .get(0);
    }

    @Test
    void append_keepsEveryField() {
        Event event = new Event(
                uuid("a"), "sign up", "user 1", Instant.parse("2026-03-01T12:00:00.123456Z"), "{\"plan\":\"pro\"}");

        assertThat(append(event)).isEqualTo(1);

        assertThat(
                        ask(
                                "select project_id, uuid, event, distinct_id, cast(\"timestamp\" as varchar), properties from events"))
                .containsExactly("1|" + uuid("a") + "|sign up|user 1|2026-03-01 12:00:00.123456|{\"plan\":\"pro\"}");
    }

    @Test
    void append_nothing_isFine() {
        assertThat(append()).isZero();
    }

    @Test
    void append_sameUuid_isStoredOnce() {
        assertThat(append(view("a", 0), view("a", 0), view("a", 1))).isEqualTo(2);
        assertThat(append(view("a", 1), view("a", 2))).isEqualTo(1);
        assertThat(append(view("a", 0))).isZero();

        assertThat(ask("select count(*), count(distinct uuid) from events")).containsExactly("3|3");
    }

    @Test
    void append_duplicate_changesNothingAboutThePerson() {
        Event first = event("view", "a", 0, "{\"$set\":{\"plan\":\"free\"}}");
        append(first);
        append(event("view", "a", 1, "{\"$set\":{\"plan\":\"pro\"}}"));
        append(first);

        assertThat(persons()).containsExactly("a|{\"plan\":\"pro\"}|2");
    }

    @Test
    void append_twoProjects_neverMix() {
        append(event("$identify", "user", 0, "{\"$anon_distinct_id\":\"anon\",\"$set\":{\"n\":1}}"));
        store().append(
                        OTHER_PROJECT,
                        List.of(
                                event("$identify", "user", 0, "{\"$anon_distinct_id\":\"anon\",\"$set\":{\"n\":1}}"),
                                view("anon", 1)));

        assertThat(ask("select project_id, count(*), count(distinct person_id) from events group by 1 order by 1"))
                .containsExactly("1|1|1", "2|2|1");
        assertThat(ask("select count(distinct id), count(distinct uuid) from persons"))
                .containsExactly("2|2");
        assertThat(ask("select count(*) from events e join persons p on p.id = e.person_id"
                        + " where p.project_id <> e.project_id"))
                .containsExactly("0");
        assertThat(store().earliest(3, Optional.empty())).isEmpty();
    }

    @Test
    void append_newDistinctId_makesAPersonCreatedAtItsEarliestEventInTheBatch() {
        append(view("a", 10), view("a", 5), view("b", 7));

        assertThat(persons()).containsExactly("a|{}|2", "b|{}|1");
        assertThat(createdAt("a")).isEqualTo("2026-03-01 12:05:00");

        append(view("a", 1));
        assertThat(createdAt("a")).as("a later batch with an earlier event").isEqualTo("2026-03-01 12:05:00");
    }

    @Test
    void append_set_takesTheLatestInListOrder_setOnceTheFirst() {
        append(
                event("view", "a", 9, "{\"$set\":{\"x\":1,\"y\":1},\"$set_once\":{\"first\":\"one\"}}"),
                event("view", "a", 1, "{\"$set\":{\"x\":2},\"$set_once\":{\"first\":\"two\",\"x\":9}}"));
        assertThat(persons()).containsExactly("a|{\"first\":\"one\",\"x\":2,\"y\":1}|2");

        append(event("view", "a", 10, "{\"$set\":{\"x\":{\"deep\":[1,null]}},\"$set_once\":{\"first\":3,\"z\":true}}"));
        assertThat(persons()).containsExactly("a|{\"first\":\"one\",\"x\":{\"deep\":[1,null]},\"y\":1,\"z\":true}|3");

        append(event("view", "a", 11, "{\"$unset\":[\"x\",\"unknown\"]}"));
        assertThat(persons()).containsExactly("a|{\"first\":\"one\",\"y\":1,\"z\":true}|4");
    }

    @Test
    void append_setThatIsNoObject_isIgnored() {
        append(event("view", "a", 0, "{\"$set\":\"x\",\"$set_once\":[1],\"$unset\":3}"));

        assertThat(persons()).containsExactly("a|{}|1");
    }

    @Test
    void append_withoutPersonProfile_changesNoPersonButHasOne() {
        append(event("view", "a", 0, "{\"$set\":{\"plan\":\"free\"}}"));
        append(
                event("view", "a", 1, "{\"$process_person_profile\":false,\"$set\":{\"plan\":\"pro\"}}"),
                event("$identify", "a", 2, "{\"$process_person_profile\":false,\"$anon_distinct_id\":\"b\"}"),
                event("view", "c", 2, "{\"$process_person_profile\":false,\"$set\":{\"plan\":\"pro\"}}"));

        assertThat(persons()).containsExactly("a|{\"plan\":\"free\"}|3", "c|{}|1");
    }

    @Test
    void identify_mergesTheAnonymousPerson_inOneBatch() {
        append(
                view("anon", 0),
                event(
                        "$identify",
                        "user",
                        1,
                        "{\"$anon_distinct_id\":\"anon\",\"$set\":{\"email\":\"u@example.com\"}}"),
                view("anon", 2),
                view("user", 3));

        assertThat(persons()).containsExactly("anon,user|{\"email\":\"u@example.com\"}|4");
        assertThat(createdAt("user")).isEqualTo("2026-03-01 12:00:00");
    }

    @Test
    void identify_ofANewUser_keepsTheStoredHistory() {
        append(view("anon", 0));
        append(event("$identify", "user", 1, "{\"$anon_distinct_id\":\"anon\"}"));
        append(view("user", 2));

        assertThat(persons()).containsExactly("anon,user|{}|3");
        assertThat(ask("select is_identified from persons")).containsExactly("true");
    }

    @Test
    void identify_late_movesStoredEventsAndJoinsProperties() {
        append(event("view", "anon", 0, "{\"$set\":{\"both\":\"anon\",\"only_anon\":1}}"));
        append(event("view", "user", 5, "{\"$set\":{\"both\":\"user\",\"only_user\":2}}"));
        append(event("$identify", "user", 6, "{\"$anon_distinct_id\":\"anon\",\"$set\":{\"new\":3}}"));

        assertThat(persons())
                .containsExactly("anon,user|{\"both\":\"user\",\"new\":3,\"only_anon\":1,\"only_user\":2}|3");
        assertThat(createdAt("anon")).isEqualTo("2026-03-01 12:00:00");
        assertThat(ask("select uuid from persons"))
                .as("the identified person goes on")
                .hasSize(1);
    }

    @Test
    void identify_ofAUserThatIsNewInTheBatch_prefersItsProperties() {
        append(event("view", "anon", 0, "{\"$set\":{\"both\":\"anon\",\"only_anon\":1}}"));
        append(
                event("view", "user", 5, "{\"$set\":{\"both\":\"user\"}}"),
                event("$identify", "user", 6, "{\"$anon_distinct_id\":\"anon\"}"));

        assertThat(persons()).containsExactly("anon,user|{\"both\":\"user\",\"only_anon\":1}|3");
    }

    @Test
    void merge_chain_endsInOnePerson() {
        append(view("a", 0), view("b", 1), view("c", 2), view("d", 3));
        append(
                event("$create_alias", "b", 4, "{\"alias\":\"a\"}"),
                event("$merge_dangerously", "c", 5, "{\"alias\":\"b\"}"),
                event("$identify", "d", 6, "{\"$anon_distinct_id\":\"c\"}"),
                view("a", 7));

        assertThat(persons()).containsExactly("a,b,c,d|{}|8");

        append(
                event("$create_alias", "e", 8, "{\"alias\":\"f\"}"),
                event("$create_alias", "a", 9, "{\"alias\":\"f\"}"));
        append(view("e", 10), view("f", 11), view("b", 12));
        assertThat(persons()).containsExactly("a,b,c,d,e,f|{}|13");
    }

    @Test
    void merge_circleAndSelf_areHarmless() {
        append(view("a", 0), view("b", 1));
        append(
                event("$create_alias", "a", 2, "{\"alias\":\"b\"}"),
                event("$create_alias", "b", 3, "{\"alias\":\"a\"}"),
                event("$create_alias", "a", 4, "{\"alias\":\"a\"}"));

        assertThat(persons()).containsExactly("a,b|{}|5");
    }

    @Test
    void merge_ofIdsThatNobodyHas_isIgnored() {
        for (String nobody : List.of(
                "", " ", "null", "NULL", "undefined", "Anonymous", "guest", "0", "[object Object]", "NaN", "'null'")) {
            append(
                    event("$identify", "user", 0, "{\"$anon_distinct_id\":\"" + nobody + "\"}"),
                    event("$create_alias", "user", 1, "{\"alias\":\"" + nobody + "\"}"));
        }
        append(event("$identify", "guest", 0, "{\"$anon_distinct_id\":\"a\"}"));
        append(event("$identify", "user", 3, "{\"$anon_distinct_id\":null}"), event("$create_alias", "user", 3, "{}"));

        assertThat(ask("select distinct_id from person_distinct_ids order by 1"))
                .containsExactly("guest", "user");
    }

    @Test
    void putPerson_createsCompletesAndJoins() {
        store().putPerson(PROJECT, List.of("a", "b"), Map.of("plan", "free", "n", 1), NOON);
        assertThat(persons()).containsExactly("a,b|{\"n\":1,\"plan\":\"free\"}|0");

        append(view("c", -5));
        store().putPerson(PROJECT, List.of("b", "c", "d"), Map.of("plan", "pro"), NOON.plusSeconds(60));
        append(view("d", 1));

        assertThat(persons()).containsExactly("a,b,c,d|{\"n\":1,\"plan\":\"pro\"}|2");
        assertThat(createdAt("c")).isEqualTo("2026-03-01 12:01:00");
    }

    @Test
    void putPerson_withoutUsableId_isRefused() {
        for (List<String> ids : List.of(List.<String>of(), List.of(" "), List.of("a\0b"))) {
            assertThatThrownBy(() -> store().putPerson(PROJECT, ids, Map.of(), NOON))
                    .isInstanceOfSatisfying(
                            HindsightException.class, e -> assertThat(e.attr()).contains("distinct_ids"));
        }
        assertThat(persons()).isEmpty();
    }

    @Test
    void earliest_isOfTheNameOrOfAll() {
        assertThat(store().earliest(PROJECT, Optional.empty())).isEmpty();

        append(view("a", 5), event("buy", "a", 9, "{}"), event("buy", "b", 7, "{}"));

        assertThat(store().earliest(PROJECT, Optional.empty())).contains(NOON.plusSeconds(300));
        assertThat(store().earliest(PROJECT, Optional.of("buy"))).contains(NOON.plusSeconds(420));
        assertThat(store().earliest(PROJECT, Optional.of("sell"))).isEmpty();
    }

    @Test
    void propertyTypes_areLearnedFromValues() {
        append(event("view", "a", 0, """
                        {"number":1,"float":1.5,"yes":true,"text":"5","null":null,"list":[1],"mixed":1,"id":12345678901234567890,
                        "$set":{"age":5,"name":"x"},"$set_once":{"vip":false}}"""), event("view", "a", 1, "{\"number\":-2.5,\"mixed\":true}"));

        PropertyTypes types = store().propertyTypes(PROJECT);
        assertThat(types.of(PropertyKind.EVENT, "number")).isEqualTo(PropertyType.NUMERIC);
        assertThat(types.of(PropertyKind.EVENT, "float")).isEqualTo(PropertyType.NUMERIC);
        assertThat(types.of(PropertyKind.EVENT, "yes")).isEqualTo(PropertyType.BOOLEAN);
        for (String text : List.of("text", "null", "list", "mixed", "id", "unknown", "age")) {
            assertThat(types.of(PropertyKind.EVENT, text)).as(text).isEqualTo(PropertyType.STRING);
        }
        assertThat(types.of(PropertyKind.PERSON, "age")).isEqualTo(PropertyType.NUMERIC);
        assertThat(types.of(PropertyKind.PERSON, "vip")).isEqualTo(PropertyType.BOOLEAN);
        assertThat(types.of(PropertyKind.PERSON, "number")).isEqualTo(PropertyType.STRING);
        assertThat(store().propertyTypes(OTHER_PROJECT).of(PropertyKind.EVENT, "number"))
                .isEqualTo(PropertyType.STRING);
    }

    @Test
    void propertyTypes_contradiction_makesTextForGood() {
        append(event("view", "a", 0, "{\"n\":1,\"m\":1}"));
        append(event("view", "a", 1, "{\"n\":\"1\",\"m\":null}"));
        assertThat(store().propertyTypes(PROJECT).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.STRING);
        assertThat(store().propertyTypes(PROJECT).of(PropertyKind.EVENT, "m")).isEqualTo(PropertyType.NUMERIC);

        append(event("view", "a", 2, "{\"n\":1}"));
        assertThat(store().propertyTypes(PROJECT).of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.STRING);
    }

    @Test
    void propertyTypes_asOfMarks_areNotOlder() {
        append(event("view", "a", 0, "{\"n\":1}"));
        Changes first = changes();
        assertThat(typeOfN(first)).isEqualTo(PropertyType.NUMERIC);
        assertThat(typeOfN(first)).isEqualTo(PropertyType.NUMERIC);

        append(event("view", "a", 1, "{\"n\":\"one\"}"));
        assertThat(typeOfN(changes())).isEqualTo(PropertyType.STRING);

        store().defineProperty(PROJECT, PropertyKind.EVENT, "n", PropertyType.DATE_TIME);
        assertThat(typeOfN(changes())).isEqualTo(PropertyType.DATE_TIME);
        assertThat(typeOfN(Changes.NONE)).isEqualTo(PropertyType.DATE_TIME);
        assertThat(store().propertyTypes(OTHER_PROJECT, changes()).of(PropertyKind.EVENT, "n"))
                .isEqualTo(PropertyType.STRING);
    }

    private PropertyType typeOfN(Changes asOf) {
        return store().propertyTypes(PROJECT, asOf).of(PropertyKind.EVENT, "n");
    }

    @Test
    void defineProperty_isNeverOverruled() {
        append(event("view", "a", 0, "{\"n\":1,\"s\":\"x\"}"));
        store().defineProperty(PROJECT, PropertyKind.EVENT, "n", PropertyType.DATE_TIME);
        store().defineProperty(PROJECT, PropertyKind.EVENT, "new", PropertyType.NUMERIC);
        store().defineProperty(PROJECT, PropertyKind.EVENT, "s", PropertyType.BOOLEAN);
        store().defineProperty(PROJECT, PropertyKind.EVENT, "s", PropertyType.NUMERIC);
        append(event("view", "a", 1, "{\"n\":\"x\",\"new\":true,\"s\":\"x\"}"));

        PropertyTypes types = store().propertyTypes(PROJECT);
        assertThat(types.of(PropertyKind.EVENT, "n")).isEqualTo(PropertyType.DATE_TIME);
        assertThat(types.of(PropertyKind.EVENT, "new")).isEqualTo(PropertyType.NUMERIC);
        assertThat(types.of(PropertyKind.EVENT, "s")).isEqualTo(PropertyType.NUMERIC);
    }

    @Test
    void append_badEvent_storesNothingOfTheBatch() {
        for (String bad :
                List.of("", "[]", "1", "{\"a\":", "{\"a\":1}x", "{\"a\":\"\\ud800\"}", "{\"a\":\"x\\u0000\"}")) {
            assertThatThrownBy(() -> append(view("a", 0), event("view", "b", 1, bad)))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            HindsightException.class, e -> assertThat(e.attr()).contains("properties"));
        }
        assertThat(ask("select count(*) from events")).containsExactly("0");
        assertThat(persons()).isEmpty();
        assertThat(append(view("a", 0))).isEqualTo(1);
    }

    @Test
    void append_oddJson_isKept() throws Exception {
        String[] odd = {
            "{\"\":1,\"a.b\":2,\"a\\\"b\":3,\"$\":4}",
            "{\"n\":-0,\"e\":1e400,\"big\":123456789012345678901234567890,\"small\":1e-400}",
            "{\"same\":1,\"same\":2}",
            "{\"u\":\"h\u00e9llo \ud83d\ude00 \u4e2d \u200f\",\"esc\":\"\\ud83d\\ude00\\n\"}",
            "{\"deep\":" + "[".repeat(90) + "]".repeat(90) + "}",
            "{\"sql\":\"'; drop table events; --\"}"
        };
        List<Event> events = new ArrayList<>();
        for (String properties : odd) {
            events.add(event("o'dd\u00e9", "\ud83d\ude00", 0, properties));
        }
        assertThat(store().append(PROJECT, events)).isEqualTo(odd.length);

        List<JsonNode> kept = new ArrayList<>();
        for (String properties : ask("select properties from events")) {
            kept.add(EXACT.readTree(properties));
        }
        for (String properties : odd) {
            JsonNode sent = EXACT.readTree(properties);
            assertThat(kept).as(properties).anyMatch(node -> node.equals(EventStoreContract::compared, sent));
        }
        assertThat(ask("select distinct event, distinct_id from events")).containsExactly("o'dd\u00e9|\ud83d\ude00");
    }

    /** Indexes hold some of them, and no entry of an index can be long. */
    @Test
    void append_longTexts_areKept() throws Exception {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < 20_000) {
            text.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
        }
        List<Event> events = new ArrayList<>();
        for (String key : List.of("$process_person_profile", "$session_id", "$group_0", "plan")) {
            events.add(event("view", "a", events.size(), "{\"" + key + "\":\"" + text + "\"}"));
        }
        assertThat(store().append(PROJECT, events)).isEqualTo(events.size());
        assertThat(store().append(PROJECT, List.of(event("key", "a", 0, "{\"" + text + "\":1}"))))
                .isEqualTo(1);
        assertThat(ask("select properties from events where event = 'view' order by timestamp"))
                .extracting(properties ->
                        EXACT.readTree(properties).elements().next().textValue())
                .containsOnly(text.toString())
                .hasSize(events.size());
    }

    @Test
    void append_fromManyThreads_losesAndDoublesNothing() throws Exception {
        int threads = 8;
        int appends = 25;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                calls.add(() -> {
                    int stored = 0;
                    for (int i = 0; i < appends; i++) {
                        // One event of the thread's own, one that all threads send, and persons that all share.
                        stored += append(
                                event("own", "shared " + i % 5, i, "{\"t\":" + thread + "}"),
                                event("common", "shared " + i % 7, i, "{\"$set\":{\"n\":" + i + "}}"),
                                event("$identify", "user", i, "{\"$anon_distinct_id\":\"anon " + thread + "\"}"));
                        assertThat(ask("select count(*) from events where event = 'own' and \"timestamp\" = '"
                                                + NOON.plusSeconds(60L * i)
                                                        .toString()
                                                        .replace("T", " ")
                                                        .replace("Z", "")
                                                + "'")
                                        .get(0))
                                .isNotEqualTo("0");
                    }
                    return stored;
                });
            }
            int stored = 0;
            for (Future<Integer> call : pool.invokeAll(calls)) {
                stored += call.get();
            }
            assertThat(stored).isEqualTo(threads * appends + appends + threads * appends);
        } finally {
            pool.shutdownNow();
        }
        assertThat(ask("select count(*), count(distinct uuid) from events")).containsExactly("425|425");
        assertThat(ask("select count(*) from persons")).containsExactly("8");
        assertThat(ask("select count(*), count(distinct distinct_id) from person_distinct_ids"))
                .containsExactly("16|16");
        assertThat(ask("select count(*) from events e left join persons p on p.id = e.person_id where p.id is null"))
                .containsExactly("0");
    }

    @Test
    void append_oneCallsBadEvents_failOnlyThatCall() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int n = i;
                calls.add(() -> append(event("view", "a", n, n % 4 == 0 ? "{" : "{}")));
            }
            Set<String> outcomes = new HashSet<>();
            int stored = 0;
            for (Future<Integer> call : pool.invokeAll(calls)) {
                try {
                    stored += call.get();
                } catch (ExecutionException e) {
                    outcomes.add(String.valueOf(e.getCause()));
                }
            }
            assertThat(stored).isEqualTo(30);
            assertThat(outcomes)
                    .containsExactly(HindsightException.class.getName() + ": properties must be valid JSON.");
        } finally {
            pool.shutdownNow();
        }
    }

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

    private Changes changes() {
        return store().changes(PROJECT);
    }

    @Test
    void changes_ofEvents_areThoseOfTheirDays() {
        assertThat(changes()).isEqualTo(Changes.NONE);

        append(view("a", 0), view("a", -24 * 60));
        Changes first = changes();
        append(view("a", 1));
        Changes second = changes();

        assertThat(first.days().keySet()).containsExactly(TODAY.minusDays(1), TODAY);
        assertThat(second.ofDay(TODAY)).isNotEqualTo(first.ofDay(TODAY));
        assertThat(second.ofDay(TODAY.minusDays(1))).isEqualTo(first.ofDay(TODAY.minusDays(1)));
        assertThat(second.until(TODAY)).isNotEqualTo(first.until(TODAY));
        assertThat(second.until(TODAY.minusDays(1))).isEqualTo(first.until(TODAY.minusDays(1)));
        assertThat(second.persons()).isEqualTo(first.persons());
        assertThat(store().changes(OTHER_PROJECT)).isEqualTo(Changes.NONE);
    }

    @Test
    void changes_ofTheSameDays_areSeenEachTime() {
        List<Changes> seen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            append(view("a", i), view("a", i - 24 * 60));
            seen.add(changes());
        }

        assertThat(seen.stream().map(each -> each.ofDay(TODAY))).doesNotHaveDuplicates();
        assertThat(seen.stream().map(each -> each.ofDay(TODAY.minusDays(1)))).doesNotHaveDuplicates();
        assertThat(seen.stream().map(Changes::ofAllDays)).doesNotHaveDuplicates();
        assertThat(changes()).isEqualTo(seen.get(3));
        assertThat(changes().ofAllDays()).isEqualTo(seen.get(3).ofAllDays());
    }

    @Test
    void changes_ofNothingNew_areNone() {
        append(view("a", 0));
        Changes before = changes();

        append(view("a", 0));
        assertThatThrownBy(() -> append(event("view", "a", 5, "{}"), event("view", "a", 6, "no object")))
                .isInstanceOf(HindsightException.class);

        assertThat(changes()).isEqualTo(before);
    }

    @Test
    void changes_ofPersons_areToldFromThoseOfEvents() {
        append(view("a", 0));
        Changes before = changes();

        append(event("set", "a", 48 * 60, "{\"$set\":{\"plan\":\"pro\"}}"));

        assertThat(changes().persons()).isNotEqualTo(before.persons());
        assertThat(changes().until(TODAY)).isEqualTo(before.until(TODAY));
    }

    @Test
    void changes_ofTwoPersonsThatAreOne_areThoseOfTheDaysOfTheOneThatIsNoMore() {
        append(view("visitor", -72 * 60), view("known", -48 * 60), view("somebody", -24 * 60));
        Changes before = changes();

        append(event("$identify", "known", 0, "{\"$anon_distinct_id\":\"visitor\"}"));

        Changes after = changes();
        assertThat(after.ofDay(TODAY.minusDays(3))).isNotEqualTo(before.ofDay(TODAY.minusDays(3)));
        assertThat(after.ofDay(TODAY.minusDays(2))).isEqualTo(before.ofDay(TODAY.minusDays(2)));
        assertThat(after.ofDay(TODAY.minusDays(1))).isEqualTo(before.ofDay(TODAY.minusDays(1)));
        assertThat(after.persons()).isNotEqualTo(before.persons());
    }

    @Test
    void changes_ofTypesAndCohorts() {
        append(event("view", "a", 0, "{\"n\":1}"));
        Changes first = changes();

        append(event("view", "a", 1, "{\"n\":\"one\"}"));
        Changes second = changes();
        store().defineProperty(PROJECT, PropertyKind.EVENT, "n", PropertyType.NUMERIC);
        Changes third = changes();
        store().addToCohort(PROJECT, 1, List.of(uuid("nobody")));

        assertThat(first.types()).isNotZero();
        assertThat(second.types()).isNotEqualTo(first.types());
        assertThat(third.types()).isNotEqualTo(second.types());
        assertThat(third.days()).isEqualTo(second.days());
        assertThat(changes().persons()).isNotEqualTo(third.persons());
    }
}
