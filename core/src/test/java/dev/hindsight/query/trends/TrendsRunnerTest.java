package dev.hindsight.query.trends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryReader;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.TrendsQuery;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrendsRunnerTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final DuckDbEngine engine = new DuckDbEngine(database, EngineLimits.ofThisMachine());

    private final EventStore store = new DuckDbEventStore(database, Clock.systemUTC());

    @BeforeEach
    void events() {
        person(1, "ada", Map.of("plan", "pro"));
        person(1, "bob", Map.of());
        person(2, "cyd", Map.of("plan", "pro"));
        event(1, "signup", "2024-08-19T10:00:00", "ada", "{\"$browser\":\"Chrome\",\"amount\":5}");
        event(1, "signup", "2024-08-19T23:30:00", "ada", "{\"$browser\":\"Chrome\",\"amount\":10}");
        event(1, "signup", "2024-08-21T03:00:00", "bob", "{\"$browser\":\"Firefox\"}");
        event(1, "signup", "2024-08-21T23:59:59.999999", "bob", "{\"$browser\":\"\"}");
        event(1, "signup", "2024-08-22T00:00:00", "bob", "{}");
        event(1, "other", "2024-08-20T00:00:00", "bob", "{}");
        event(2, "signup", "2024-08-20T00:00:00", "cyd", "{\"$browser\":\"Chrome\"}");
    }

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void run_countsPerDay_zeroFilled_insideTheRangeAndProjectOnly() throws Exception {
        JsonNode row =
                one("{'series':[{'kind':'EventsNode','event':'signup'}],'dateRange':{'date_from':'-2d'}}", "UTC");

        assertThat(row.get("data").toString()).isEqualTo("[2,0,2]");
        assertThat(row.get("days").toString()).isEqualTo("[\"2024-08-19\",\"2024-08-20\",\"2024-08-21\"]");
        assertThat(row.get("labels").toString()).isEqualTo("[\"19-Aug-2024\",\"20-Aug-2024\",\"21-Aug-2024\"]");
        assertThat(row.get("count").toString()).isEqualTo("4.0");
        assertThat(row.get("label").asText()).isEqualTo("signup");
        assertThat(row.get("action").get("days").get(0).asText()).isEqualTo("2024-08-19T00:00:00Z");
    }

    @Test
    void run_countsPersonsOncePerDay_andDaysOfTheProjectsZone() throws Exception {
        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'signup','math':'dau'}],'dateRange':{'date_from':'-2d'}}",
                "Asia/Tokyo");

        // now is 22 August 00:30 in Tokyo; 23:30 UTC is the next day there
        assertThat(row.get("days").toString()).isEqualTo("[\"2024-08-20\",\"2024-08-21\",\"2024-08-22\"]");
        assertThat(row.get("data").toString()).isEqualTo("[1,1,1]");
    }

    @Test
    void run_takesOverWhatIsKnown() throws Exception {
        String query = "{'series':[{'kind':'EventsNode','event':'signup'}],'dateRange':{'date_from':'-2d'}}";
        QueryResult full = run(query, KnownBuckets.NONE);
        Instant second = Instant.parse("2024-08-20T00:00:00Z");
        Instant third = Instant.parse("2024-08-21T00:00:00Z");

        // Numbers that no event stands for show what was taken over and what was calculated.
        assertThat(data(run(query, bucket -> OptionalDouble.of(100)))).isEqualTo("[100,100,100]");
        assertThat(data(run(query, bucket -> until(bucket, third)))).isEqualTo("[100,100,2]");
        assertThat(data(run(
                        query,
                        bucket -> bucket.from().equals(second) ? OptionalDouble.empty() : OptionalDouble.of(100))))
                .isEqualTo("[100,0,100]");
        assertThat(data(run(
                        query,
                        bucket -> bucket.from().equals(second) ? OptionalDouble.of(100) : OptionalDouble.empty())))
                .isEqualTo(data(full).replace(",0,", ",100,"));
        assertThat(run(query, bucket -> until(bucket, third)).buckets())
                .containsOnlyKeys(full.buckets().keySet())
                .containsEntry(new KnownBuckets.Bucket(0, second, third), 100.0)
                .containsEntry(new KnownBuckets.Bucket(0, third, Instant.parse("2024-08-22T00:00:00Z")), 2.0);
    }

    @Test
    void run_takesNothingOver_whereBucketsDependOnOthers() throws Exception {
        for (String rest : List.of(
                "'series':[{'kind':'EventsNode','event':'signup','math':'weekly_active'}]",
                "'series':[{'kind':'EventsNode','event':'signup','math':'first_time_for_user'}]",
                "'series':[{'kind':'EventsNode','event':'signup','math':'dau'}],'trendsFilter':{'display':'ActionsLineGraphCumulative'}",
                "'series':[{'kind':'EventsNode','event':'signup'}],'trendsFilter':{'display':'BoldNumber'}",
                "'series':[{'kind':'EventsNode','event':'signup'}],'breakdownFilter':{'breakdown':'$browser'}")) {
            String query = "{" + rest + ",'dateRange':{'date_from':'-2d'}}";

            QueryResult result = run(query, bucket -> OptionalDouble.of(100));

            assertThat(result.results())
                    .as(rest)
                    .isEqualTo(run(query, KnownBuckets.NONE).results());
            assertThat(result.buckets()).as(rest).isEmpty();
        }
    }

    /** Whichever of them are known, the whole is what a full calculation brings: also where a day comes again within the next. */
    @ParameterizedTest
    @ValueSource(strings = {"hour", "day", "week", "month"})
    void run_withAnyBucketsKnown_isThatOfAFullCalculation(String interval) throws Exception {
        Instant start = Instant.parse("2010-11-05T00:00:00Z");
        store.append(
                1,
                IntStream.range(0, 300)
                        .mapToObj(i -> new Event(
                                UUID.randomUUID(), "again", "ada", start.plus(Duration.ofMinutes(20L * i)), "{}"))
                        .toList());
        // In St. John's the clocks of 7 November 2010 went back by an hour a minute after midnight.
        String query = "{'series':[{'kind':'EventsNode','event':'again'}],'interval':'" + interval
                + "','dateRange':{'date_from':'2010-11-04','date_to':'2010-11-09'}}";
        QueryResult full = run(query, "America/St_Johns", KnownBuckets.NONE);
        List<KnownBuckets.Bucket> all = full.buckets().keySet().stream()
                .sorted(Comparator.comparing(KnownBuckets.Bucket::from))
                .toList();
        List<Set<KnownBuckets.Bucket>> parts = new ArrayList<>();
        for (KnownBuckets.Bucket unknown : all) {
            parts.add(all.stream().filter(bucket -> !bucket.equals(unknown)).collect(Collectors.toSet()));
        }
        Random random = new Random(17);
        for (int i = 0; i < 60; i++) {
            double share = random.nextDouble();
            parts.add(all.stream().filter(bucket -> random.nextDouble() < share).collect(Collectors.toSet()));
        }
        for (Set<KnownBuckets.Bucket> known : parts) {
            QueryResult part = run(
                    query,
                    "America/St_Johns",
                    bucket -> known.contains(bucket)
                            ? OptionalDouble.of(full.buckets().getOrDefault(bucket, 0.0))
                            : OptionalDouble.empty());

            assertThat(part.results()).as(known.toString()).isEqualTo(full.results());
            assertThat(part.buckets()).isEqualTo(full.buckets());
        }
    }

    private static OptionalDouble until(KnownBuckets.Bucket bucket, Instant time) {
        return bucket.until().isAfter(time) ? OptionalDouble.empty() : OptionalDouble.of(100);
    }

    private static String data(QueryResult result) {
        return result.results().get(0).get("data").toString();
    }

    @Test
    void run_breaksDown_realValuesFirst_thenNone() throws Exception {
        JsonNode rows = run(
                        "{'series':[{'kind':'EventsNode','event':'signup'}],'dateRange':{'date_from':'-2d'},"
                                + "'breakdownFilter':{'breakdown':'$browser'}}",
                        "UTC")
                .results();

        assertThat(texts(rows, "breakdown_value")).containsExactly("Chrome", "Firefox", "$$_posthog_breakdown_null_$$");
        assertThat(rows.get(0).get("data").toString()).isEqualTo("[2,0,0]");
    }

    @Test
    void run_breaksDownByPerson_andMergesTheRest() throws Exception {
        QueryResult result = run(
                "{'series':[{'kind':'EventsNode','event':null}],'dateRange':{'date_from':'-2d'},"
                        + "'breakdownFilter':{'breakdown':'plan','breakdown_type':'person','breakdown_limit':1}}",
                "UTC");

        assertThat(texts(result.results(), "breakdown_value")).containsExactly("pro", "$$_posthog_breakdown_other_$$");
        assertThat(result.envelope().get("hasMore").asBoolean()).isTrue();
    }

    @Test
    void run_totalValue_countsPersonsOverTheWholeRange() throws Exception {
        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'signup','math':'dau'}],"
                        + "'trendsFilter':{'display':'BoldNumber'}}",
                "UTC");

        assertThat(row.get("aggregated_value").asInt()).isEqualTo(2);
        assertThat(row.get("data").isEmpty()).isTrue();
    }

    @Test
    void run_filtersPersonsAndNumbersInText() throws Exception {
        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'signup'}],'dateRange':{'date_from':'-2d'},'properties':["
                        + "{'type':'person','key':'plan','operator':'exact','value':['pro']},"
                        + "{'type':'event','key':'amount','operator':'gt','value':'9'}]}",
                "UTC");

        assertThat(row.get("data").toString()).isEqualTo("[1,0,0]");
    }

    @Test
    void run_refusesAnExpressionThatIsMissingOrWrong_namingIt() {
        refused(
                "{'series':[{'kind':'EventsNode','event':'signup','math':'hogql'}]}",
                "invalid_input",
                "series__0__math_hogql");
        refused(
                "{'series':[{'kind':'EventsNode','math':'hogql','math_hogql':'sum(amount)'}]}",
                "invalid_expression",
                "series__math_hogql");
        refused(
                "{'series':[{'kind':'EventsNode'}],'breakdownFilter':{'breakdown':'lowr(event)','breakdown_type':'hogql'}}",
                "invalid_expression",
                "breakdownFilter__breakdown");
    }

    @Test
    void run_countsByAnExpression_ofEachValueOfAnother() throws Exception {
        JsonNode rows = run(
                        "{`series`:[{`kind`:`EventsNode`,`event`:`signup`,`math`:`hogql`,"
                                + "`math_hogql`:`sum(properties.amount) / count()`}],`dateRange`:{`date_from`:`-2d`},"
                                + "`breakdownFilter`:{`breakdown`:`coalesce(person.properties.plan, 'none')`,"
                                + "`breakdown_type`:`hogql`}}",
                        "UTC")
                .results();

        assertThat(texts(rows, "breakdown_value")).containsExactly("pro", "none");
        assertThat(rows.get(0).get("data").toString()).isEqualTo("[7.5,0,0]");
        assertThat(rows.get(1).get("data").toString()).isEqualTo("[0,0,0]");
    }

    @Test
    void run_refusesARegexThatTheEngineDoesNotTake() {
        assertThatThrownBy(() -> run(
                        "{'series':[{'kind':'EventsNode','event':'signup'}],'properties':["
                                + "{'type':'event','key':'amount','operator':'regex','value':'('}]}",
                        "UTC"))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.code()).isEqualTo("invalid_regex"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b",
                "$",
                "a[0]",
                "x\\\"y",
                "~/",
                "a%b",
                "'; drop table events; --",
                "\\ud83d\\ude00",
                "\\ud83d",
                "\\u0001",
                "*"
            })
    void run_takesAnyTextAsKeyAndValue(String text) throws Exception {
        JsonNode row = one(
                "{`series`:[{`kind`:`EventsNode`,`event`:`signup`}],`dateRange`:{`date_from`:`-2d`},`properties`:["
                        + "{`type`:`event`,`key`:`" + text + "`,`operator`:`is_not`,`value`:`" + text + "`},"
                        + "{`type`:`event`,`key`:`$browser`,`operator`:`not_icontains`,`value`:`" + text + "`},"
                        + "{`type`:`event`,`key`:`$browser`,`operator`:`not_icontains`,`value`:[`zz`,`" + text + "`]},"
                        + "{`type`:`person`,`key`:`" + text + "`,`operator`:`is_not_set`}],"
                        + "`breakdownFilter`:{`breakdown`:`" + text + "`}}",
                "UTC");

        assertThat(row.get("count").asDouble()).isBetween(0.0, 4.0);
    }

    @Test
    void run_takesDatesOutsideEveryCalendarForNone() throws Exception {
        event(1, "dated", "2024-08-21T10:00:00", "ada", "{\"d\":\"290309-12-22 (BC) 00:00:00\"}");
        event(1, "dated", "2024-08-21T10:00:00", "ada", "{\"d\":\"infinity\"}");
        event(1, "dated", "2024-08-21T10:00:00", "ada", "{\"d\":\"2024-08-02T00:00:00+02:00\"}");

        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'dated'}],'properties':["
                        + "{'type':'event','key':'d','operator':'is_date_after','value':'2024-08-01'}]}",
                "Europe/Berlin");

        assertThat(row.get("count").asInt()).isEqualTo(1);
    }

    @Test
    void run_givesNullForASumBeyondADouble() throws Exception {
        event(1, "large", "2024-08-21T10:00:00", "ada", "{\"n\":1.5e308}");
        event(1, "large", "2024-08-21T10:00:00", "ada", "{\"n\":1.5e308}");

        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'large','math':'sum','math_property':'n'}],"
                        + "'dateRange':{'date_from':'dStart'}}",
                "UTC");

        assertThat(row.get("data").toString()).isEqualTo("[null]");
        assertThat(row.get("count").isNull()).isTrue();
    }

    @Test
    void run_calendarHeatmap_countsPeopleOncePerCellRowColumnAndInAll() throws Exception {
        JsonNode map = one(
                        "{'series':[{'kind':'EventsNode','event':'signup','math':'dau'}],'dateRange':{'date_from':'-2d'},"
                                + "'trendsFilter':{'display':'CalendarHeatmap'}}",
                        "UTC")
                .get("calendar_heatmap_data");

        // Monday the 19th: ada at 10 and 23; Wednesday the 21st: bob at 3 and 23.
        assertThat(map.get("data").toString())
                .isEqualTo("[{\"row\":1,\"column\":10,\"value\":1},{\"row\":1,\"column\":23,\"value\":1},"
                        + "{\"row\":3,\"column\":3,\"value\":1},{\"row\":3,\"column\":23,\"value\":1}]");
        assertThat(map.get("rowAggregations").toString())
                .isEqualTo("[{\"row\":1,\"value\":1},{\"row\":3,\"value\":1}]");
        assertThat(map.get("columnAggregations").toString())
                .isEqualTo("[{\"column\":3,\"value\":1},{\"column\":10,\"value\":1},{\"column\":23,\"value\":2}]");
        assertThat(map.get("allAggregations").asInt()).isEqualTo(2);
    }

    @Test
    void run_calendarHeatmap_bySessionStart_countsASessionWhereItBegan() throws Exception {
        event(1, "view", "2024-08-21T09:59:00", "ada", "{\"$session_id\":\"s\"}");
        event(1, "view", "2024-08-21T10:01:00", "ada", "{\"$session_id\":\"s\"}");
        event(1, "view", "2024-08-21T11:01:00", "ada", "{}");

        JsonNode map = one(
                        "{'series':[{'kind':'EventsNode','event':'view'}],'trendsFilter':{'display':'CalendarHeatmap'},"
                                + "'calendarHeatmapFilter':{'bucketBySessionStart':true}}",
                        "UTC")
                .get("calendar_heatmap_data");

        assertThat(map.get("columnAggregations").toString())
                .isEqualTo("[{\"column\":9,\"value\":2},{\"column\":11,\"value\":1}]");
    }

    @Test
    void run_boxPlot_givesTheSpreadOfEachBucket() throws Exception {
        JsonNode boxes = run(
                        "{'series':[{'kind':'EventsNode','event':'signup','math_property':'amount'}],"
                                + "'dateRange':{'date_from':'-2d'},'trendsFilter':{'display':'BoxPlot'}}",
                        "UTC")
                .results();

        assertThat(boxes).hasSize(3);
        assertThat(boxes.get(0).toString())
                .isEqualTo("{\"day\":\"2024-08-19\",\"label\":\"19-Aug-2024\",\"min\":5,\"p25\":6.25,\"median\":7.5,"
                        + "\"p75\":8.75,\"max\":10,\"mean\":7.5,\"series_index\":0,"
                        + "\"series_label\":\"signup - amount\"}");
        assertThat(boxes.get(1).get("max").asInt()).isZero();
    }

    @Test
    void run_boxPlotWithoutAProperty_saysSo() throws Exception {
        QueryResult result =
                run("{'series':[{'kind':'EventsNode','event':'signup'}],'trendsFilter':{'display':'BoxPlot'}}", "UTC");

        assertThat(result.results()).isEmpty();
        assertThat(result.envelope().get("error").asText()).contains("math_property");
    }

    @Test
    void run_slopeGraph_showsTheEndsAndWhetherTheLastIsOver() throws Exception {
        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'signup'}],'dateRange':{'date_from':'-2d'},"
                        + "'compareFilter':{'compare':true},'trendsFilter':{'display':'SlopeGraph'}}",
                "UTC");

        assertThat(row.get("data").toString()).isEqualTo("[2,2]");
        assertThat(row.get("days").toString()).isEqualTo("[\"2024-08-19\",\"2024-08-21\"]");
        assertThat(row.get("incomplete_end").asBoolean()).isTrue();
    }

    @Test
    void run_metric_compares_unlessItShowsNoChange() throws Exception {
        String metric = "{'series':[{'kind':'EventsNode','event':'signup'}],'trendsFilter':{'display':'Metric'%s}}";

        assertThat(run(metric.formatted(""), "UTC").results()).hasSize(2);
        assertThat(run(metric.formatted(",'metricShowChange':false"), "UTC").results())
                .hasSize(1);
    }

    @Test
    void run_smooths_roundingDown_withShorterWindowsAtTheStart() throws Exception {
        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'signup'}],'dateRange':{'date_from':'-3d'},"
                        + "'trendsFilter':{'smoothingIntervals':3}}",
                "UTC");

        assertThat(row.get("data").toString()).isEqualTo("[0,1,0,1]"); // of 0, 2, 0, 2
        assertThat(row.get("count").asInt()).isEqualTo(2);
    }

    @Test
    void run_countsGroupsAndSessions() throws Exception {
        event(1, "seen", "2024-08-21T10:00:00", "ada", "{\"$group_0\":\"acme\",\"$session_id\":\"s\"}");
        event(1, "seen", "2024-08-21T11:00:00", "bob", "{\"$group_0\":\"acme\"}");
        event(1, "seen", "2024-08-21T12:00:00", "bob", "{\"$group_0\":\"\"}");
        String query = "{'series':[{'kind':'EventsNode','event':'seen','math':'%s','math_group_type_index':0}],"
                + "'dateRange':{'date_from':'dStart'}}";

        assertThat(one(query.formatted("unique_group"), "UTC").get("count").asInt())
                .isEqualTo(1);
        assertThat(one(query.formatted("dau"), "UTC").get("count").asInt()).isEqualTo(1);
        // The two events without a session share one.
        assertThat(one(query.formatted("unique_session"), "UTC").get("count").asInt())
                .isEqualTo(2);
    }

    @Test
    void run_aggregatesFiguresOfSessions_overAllTheirEvents() throws Exception {
        event(1, "$pageview", "2024-08-21T10:00:00", "ada", "{\"$session_id\":\"s\",\"$current_url\":\"/a\"}");
        event(1, "buy", "2024-08-21T10:01:00.9", "ada", "{\"$session_id\":\"s\",\"$current_url\":\"/b\"}");
        event(1, "buy", "2024-08-21T10:01:30", "ada", "{\"$session_id\":\"s\"}");
        event(1, "$pageview", "2024-08-21T10:00:00", "bob", "{\"$session_id\":\"t\"}");
        event(1, "buy", "2024-08-21T10:00:04", "bob", "{\"$session_id\":\"t\"}");
        event(1, "buy", "2024-08-21T10:00:04", "bob", "{}");
        String query = "{'series':[{'kind':'EventsNode','event':'buy','math':'%s','math_property':'%s',"
                + "'math_property_type':'session_properties'}],'dateRange':{'date_from':'dStart'}}";

        assertThat(one(query.formatted("avg", "$session_duration"), "UTC")
                        .get("data")
                        .toString())
                .isEqualTo("[47]"); // of 90 and 4 seconds
        assertThat(one(query.formatted("max", "$num_uniq_urls"), "UTC")
                        .get("data")
                        .toString())
                .isEqualTo("[2]");
        assertThat(one(query.formatted("avg", "$is_bounce"), "UTC").get("data").toString())
                .isEqualTo("[0.5]");
        assertThat(one(query.formatted("sum", "$pageview_count"), "UTC")
                        .get("data")
                        .toString())
                .isEqualTo("[2]");
    }

    private void visits() {
        event(
                1,
                "$pageview",
                "2024-08-21T09:59:00",
                "ada",
                "{\"$session_id\":\"s\",\"$current_url\":\"https://a.example/in?x=1\",\"utm_source\":\"news\"}");
        event(1, "buy", "2024-08-21T10:01:00", "ada", "{\"$session_id\":\"s\"}");
        event(1, "buy", "2024-08-21T10:02:00", "ada", "{\"$session_id\":\"s\"}");
        event(
                1,
                "$pageview",
                "2024-08-21T10:00:00",
                "bob",
                "{\"$session_id\":\"t\",\"$current_url\":\"https://a.example/other\",\"$referring_domain\":\"$direct\"}");
        event(1, "buy", "2024-08-21T10:00:04", "bob", "{\"$session_id\":\"t\"}");
        event(1, "buy", "2024-08-21T10:00:05", "cyd", "{}");
    }

    /** How many events of those who bought pass a filter. */
    private int bought(String filter) throws Exception {
        return one(
                        "{'series':[{'kind':'EventsNode','event':'buy'}],'dateRange':{'date_from':'dStart'},"
                                + "'properties':[{'type':'session'," + filter + "}]}",
                        "Asia/Kolkata")
                .get("count")
                .asInt();
    }

    @Test
    void run_filtersBySessions_ofWhichOtherEventsTell() throws Exception {
        visits();

        assertThat(bought("'key':'$entry_pathname','value':'/in'")).isEqualTo(2);
        assertThat(bought("'key':'$entry_pathname','operator':'is_not','value':'/in'"))
                .isEqualTo(2);
        assertThat(bought("'key':'$entry_utm_source','operator':'is_not_set','value':'is_not_set'"))
                .isEqualTo(2);
        assertThat(bought("'key':'$session_duration','operator':'gt','value':100"))
                .isEqualTo(2);
        assertThat(bought("'key':'$session_duration','operator':'lt','value':'100'"))
                .isEqualTo(1);
        assertThat(bought("'key':'$is_bounce','value':['true']")).isEqualTo(1);
        assertThat(bought("'key':'$channel_type','value':'Direct'")).isEqualTo(1);
        assertThat(bought("'key':'$start_timestamp','operator':'is_date_before','value':'2024-08-21 15:30'"))
                .isEqualTo(2);
        assertThat(bought("'key':'session_id','operator':'in','value':['t','none']"))
                .isEqualTo(1);
    }

    @Test
    void run_breaksDownBySessions() throws Exception {
        visits();
        String query = "{'series':[{'kind':'EventsNode','event':'buy'}],'dateRange':{'date_from':'dStart'},"
                + "'breakdownFilter':{'breakdown':'%s','breakdown_type':'session'}}";

        QueryResult paths = run(query.formatted("$entry_pathname"), "UTC");
        assertThat(texts(paths.results(), "breakdown_value"))
                .containsExactly("/in", "/other", "$$_posthog_breakdown_null_$$");
        assertThat(texts(paths.results(), "count")).containsExactly("2.0", "1.0", "1.0");
        QueryResult starts = run(query.formatted("$start_timestamp"), "Asia/Kolkata");
        assertThat(texts(starts.results(), "breakdown_value"))
                .containsExactly("2024-08-21 15:29:00", "2024-08-21 15:30:00", "$$_posthog_breakdown_null_$$");
        QueryResult bins =
                run(query.formatted("$session_duration").replace("}}", ",'breakdown_histogram_bin_count':2}}"), "UTC");
        assertThat(texts(bins.results(), "breakdown_value"))
                .containsExactly("[92,180.01]", "[4,92]", "$$_posthog_breakdown_null_$$");
    }

    @Test
    void run_namesWhatSessionsHave_whenAskedForAnythingElse() {
        assertThatThrownBy(() -> bought("'key':'$browser','value':'x'"))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("$entry_pathname")
                .extracting("attr")
                .isEqualTo("properties__0");
    }

    @Test
    void run_breaksDownByTheEventItself() throws Exception {
        QueryResult result = run(
                "{'series':[{'kind':'EventsNode'}],'dateRange':{'date_from':'-2d'},"
                        + "'breakdownFilter':{'breakdown':'event','breakdown_type':'event_metadata'}}",
                "UTC");

        assertThat(texts(result.results(), "breakdown_value")).containsExactly("signup", "other");
    }

    @Test
    void run_activeUsersAsATotal_endAtDateTo_whereverTheRangeBegins() throws Exception {
        JsonNode row = one(
                "{'series':[{'kind':'EventsNode','event':'signup','math':'weekly_active'}],"
                        + "'dateRange':{'date_from':'2024-08-22','date_to':'2024-08-20'},"
                        + "'trendsFilter':{'display':'BoldNumber'}}",
                "UTC");

        assertThat(row.get("aggregated_value").asInt()).isEqualTo(1); // ada; bob came after the 20th
    }

    @Test
    void run_activeUsersInBins_takeNoNumberFromEventsAfterTheLastWindow() throws Exception {
        event(1, "signup", "2024-08-10T12:00:00", "ada", "{\"amount\":40}");
        event(1, "signup", "2024-08-11T12:00:00", "ada", "{\"amount\":50}");
        event(1, "signup", "2024-08-21T12:00:00", "ada", "{\"amount\":100}"); // a week is counted at its first day

        JsonNode rows = run(
                        "{'series':[{'kind':'EventsNode','event':'signup','math':'monthly_active'}],"
                                + "'interval':'week','dateRange':{'date_from':'2024-08-18','date_to':'2024-08-21'},"
                                + "'breakdownFilter':{'breakdown':'amount','breakdown_histogram_bin_count':2}}",
                        "UTC")
                .results();

        assertThat(texts(rows, "breakdown_value")).containsExactly("[40,45]", "[45,50.01]");
    }

    @Test
    void run_refusesByCode() {
        String series = "{'series':[{'kind':'EventsNode','event':'signup','math':'median','math_property':'amount'}],";
        refused(
                series + "'breakdownFilter':{'breakdown':'amount','breakdown_histogram_bin_count':3}}",
                "property_math_unsupported_with_histogram_breakdown",
                "series__0__math");
        refused(
                series + "'dateRange':{'daysOfWeek':[1]},'trendsFilter':{'smoothingIntervals':2}}",
                "days_of_week_unsupported_with_smoothing",
                "trendsFilter__smoothingIntervals");
        String one = "{'kind':'EventsNode','event':'signup'},";
        refused(
                "{'series':[" + one.repeat(49) + "{'kind':'EventsNode'}],'compareFilter':{'compare':true},"
                        + "'breakdownFilter':{'breakdown':'$browser','breakdown_limit':1000}}",
                "too_many_results",
                "breakdownFilter__breakdown_limit");
        refused("{'series':[]}", "insight_requires_at_least_one_series", "series");
        refused(series + "'trendsFilter':{'formula':'A/B'}}", "invalid_input", "trendsFilter__formulaNodes__0");
    }

    private void refused(String query, String code, String attr) {
        assertThatThrownBy(() -> run(query, "UTC")).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.attr()).contains(attr);
        });
    }

    private JsonNode one(String query, String zone) throws Exception {
        JsonNode results = run(query, zone).results();
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private QueryResult run(String query, String zone) throws Exception {
        return run(query, zone, KnownBuckets.NONE);
    }

    private QueryResult run(String query, KnownBuckets known) throws Exception {
        return run(query, "UTC", known);
    }

    private QueryResult run(String query, String zone, KnownBuckets known) throws Exception {
        JsonNode node = JSON.readTree(
                ("{\"kind\":\"TrendsQuery\"," + query.substring(1)).replace(query.indexOf('`') < 0 ? '\'' : '`', '"'));
        QueryContext context = new QueryContext(
                1,
                ZoneId.of(zone),
                DayOfWeek.SUNDAY,
                JSON.createArrayNode(),
                List.of(),
                PropertyTypes.NONE,
                Instant.parse("2024-08-21T15:30:00Z"));
        return new TrendsRunner(engine)
                .run((TrendsQuery) QueryReader.read(node).toRun(), context, known, Deadline.in(Duration.ofSeconds(10)));
    }

    private static List<String> texts(JsonNode rows, String field) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.get(field).asText()));
        return texts;
    }

    private void person(long project, String id, Map<String, Object> properties) {
        store.putPerson(project, List.of(id), properties, Instant.parse("2024-01-01T00:00:00Z"));
    }

    private void event(long project, String event, String time, String person, String properties) {
        store.append(
                project, List.of(new Event(UUID.randomUUID(), event, person, Instant.parse(time + "Z"), properties)));
    }

    /** Clocks went back at a minute past midnight, so the end of November 6 came again. */
    @ParameterizedTest
    @ValueSource(ints = {24, 48})
    void knownBuckets_areThoseOfAFullRun_whereADayThatComesAgainEndsAPeriod(int later) throws Exception {
        Instant start = Instant.parse("2010-11-01T00:00:00Z");
        store.append(
                1,
                IntStream.range(0, 900)
                        .mapToObj(i -> new Event(
                                UUID.randomUUID(), "again", "ada", start.plus(Duration.ofMinutes(20L * i)), "{}"))
                        .toList());
        for (int hour = 0; hour < 24 * 8; hour += 6) {
            Instant first = Instant.parse("2010-11-06T12:00:00Z").plus(Duration.ofHours(hour));
            Map<KnownBuckets.Bucket, Double> kept =
                    inStJohns(first, KnownBuckets.NONE).buckets();

            Instant second = first.plus(Duration.ofHours(later));
            QueryResult part = inStJohns(
                    second,
                    bucket -> kept.containsKey(bucket) ? OptionalDouble.of(kept.get(bucket)) : OptionalDouble.empty());

            assertThat(part.results())
                    .as(first.toString())
                    .isEqualTo(inStJohns(second, KnownBuckets.NONE).results());
        }
    }

    private QueryResult inStJohns(Instant now, KnownBuckets known) throws Exception {
        QueryContext context = new QueryContext(
                1,
                ZoneId.of("America/St_Johns"),
                DayOfWeek.SUNDAY,
                JSON.createArrayNode(),
                List.of(),
                PropertyTypes.NONE,
                now);
        TrendsQuery query = (TrendsQuery) QueryReader.read(JSON.readTree(
                        "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"again\"}],"
                                + "\"compareFilter\":{\"compare\":true},\"dateRange\":{\"date_from\":\"-1d\"}}"))
                .toRun();
        return new TrendsRunner(engine).run(query, context, known, Deadline.in(Duration.ofSeconds(30)));
    }
}
