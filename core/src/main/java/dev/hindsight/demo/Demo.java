package dev.hindsight.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Caller;
import dev.hindsight.dashboard.DashboardBody;
import dev.hindsight.dashboard.DashboardDraft;
import dev.hindsight.dashboard.Dashboards;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.insight.InsightDraft;
import dev.hindsight.insight.Insights;
import dev.hindsight.project.Bootstrap.FirstStart;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's content: events of an imaginary product, and insights that make sense of them. */
public final class Demo {
    private static final int CHUNK = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    private Demo() {}

    /** An insight to save. */
    public record SampleInsight(String name, String description, JsonNode query) {
        InsightDraft draft() {
            return InsightBody.draft(JsonNodeFactory.instance
                    .objectNode()
                    .put("name", name)
                    .put("description", description)
                    .set("query", query));
        }
    }

    /**
     * What a first start begins with: one insight that shows whatever happens, or the whole demo with a dashboard.
     *
     * @return the insights, already saved by the owner
     */
    public static List<Insight> start(
            EventStore store,
            Insights insights,
            Dashboards dashboards,
            FirstStart first,
            Instant now,
            boolean wholeDemo) {
        if (wholeDemo) {
            int stored = fill(store, first.project().id(), now);
            LOG.info(
                    "The demo has {} events in project {}",
                    stored,
                    first.project().id());
        }
        Caller owner = Caller.of(first.owner());
        List<Insight> saved = (wholeDemo ? insights() : List.of(everything()))
                .stream()
                        .map(sample -> insights.create(owner, first.project().id(), sample.draft()))
                        .toList();
        if (wholeDemo) {
            dashboards.create(owner, first.project().id(), overview(saved));
        }
        return saved;
    }

    /** A dashboard with a text above all insights, two in a row. */
    private static DashboardDraft overview(List<Insight> insights) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", "Product overview")
                .put("description", "How Lantern, an imaginary product, is doing.")
                .put("pinned", true);
        ArrayNode tiles = json.putArray("tiles");
        ObjectNode text = tiles.addObject();
        text.putObject("text").put("body", "Weekends are quiet. The last day and the last week are not over yet.");
        place(text, 0, 0, 12, 1);
        for (int i = 0; i < insights.size(); i++) {
            ObjectNode tile = tiles.addObject().put("insight", insights.get(i).id());
            place(tile, i % 2 * 6, 1 + i / 2 * 5, 6, 5);
        }
        return DashboardBody.draft(json);
    }

    /** Where a tile stands on a wide screen, which has twelve columns. */
    private static void place(ObjectNode tile, int x, int y, int width, int height) {
        tile.putObject("layouts")
                .putObject("sm")
                .put("x", x)
                .put("y", y)
                .put("w", width)
                .put("h", height);
    }

    /**
     * Stores the demo's events, all of which lie in the ninety days before {@code now}.
     *
     * @return how many were stored
     */
    public static int fill(EventStore store, long projectId, Instant now) {
        List<Event> events = DemoEvents.until(now);
        int stored = 0;
        for (int from = 0; from < events.size(); from += CHUNK) {
            stored += store.append(projectId, events.subList(from, Math.min(events.size(), from + CHUNK)));
        }
        return stored;
    }

    /** Insights of every kind. */
    public static List<SampleInsight> insights() {
        return List.of(
                trend(
                        "Daily active people",
                        "How many people looked at a page on each of the last 30 days.",
                        series("$pageview", "dau") + ",'dateRange':{'date_from':'-30d'}"),
                trend(
                        "Page views by browser",
                        "Page views of the last two weeks, by what people browse with.",
                        series("$pageview", "total")
                                + ",'dateRange':{'date_from':'-14d'},'breakdownFilter':{'breakdown':'$browser',"
                                + "'breakdown_type':'event'},'trendsFilter':{'display':'ActionsBar'}"),
                trend(
                        "Sign-ups per week",
                        "New accounts per week, beside the eight weeks before.",
                        series("signed up", "total")
                                + ",'interval':'week','dateRange':{'date_from':'-8w'},'compareFilter':{'compare':true}"),
                trend(
                        "Where people come from",
                        "People of the last 30 days by country.",
                        series("$pageview", "dau")
                                + ",'dateRange':{'date_from':'-30d'},'breakdownFilter':{'breakdown':'$geoip_country_code'},"
                                + "'trendsFilter':{'display':'WorldMap'}"),
                trend(
                        "People who ever upgraded",
                        "How many different people have started to pay in the last 90 days.",
                        series("plan upgraded", "dau")
                                + ",'dateRange':{'date_from':'-90d'},'trendsFilter':{'display':'ActionsLineGraphCumulative'}"),
                insight(
                        "From the first page to a paid plan",
                        "Who signs up and who upgrades, within 30 days of a page view.",
                        "FunnelsQuery",
                        "'series':[" + event("$pageview") + "," + event("signed up") + "," + event("plan upgraded")
                                + "],'dateRange':{'date_from':'-60d'},'funnelsFilter':{'funnelWindowInterval':30,"
                                + "'funnelWindowIntervalUnit':'day'}"),
                insight(
                        "Who comes back",
                        "Of those who came for the first time in a week, how many came back in the weeks after.",
                        "RetentionQuery",
                        "'dateRange':{'date_from':'-8w'},'retentionFilter':{'period':'Week','totalIntervals':8,"
                                + "'retentionType':'retention_first_time','targetEntity':{'id':'$pageview','type':'events'},"
                                + "'returningEntity':{'id':'$pageview','type':'events'}}"),
                insight(
                        "New, returning and lost people",
                        "People of each of the last eight weeks by what the weeks before say of them.",
                        "LifecycleQuery",
                        "'series':[" + event("$pageview") + "],'interval':'week','dateRange':{'date_from':'-8w'}"),
                insight(
                        "Days with notes",
                        "On how many of the last 14 days people wrote notes.",
                        "StickinessQuery",
                        "'series':[" + event("note created") + "],'dateRange':{'date_from':'-14d'}"),
                insight(
                        "Ways from the pricing page",
                        "Which pages people open after the pricing page.",
                        "PathsQuery",
                        "'dateRange':{'date_from':'-14d'},'pathsFilter':{'includeEventTypes':['$pageview'],"
                                + "'startPoint':'https://lantern.example/pricing','stepLimit':4}"));
    }

    private static SampleInsight everything() {
        return trend(
                "Everything that happened",
                "All events of the last week by day.",
                "'series':[{'kind':'EventsNode','event':null}],'dateRange':{'date_from':'-7d'}");
    }

    private static String series(String event, String math) {
        return "'series':[{'kind':'EventsNode','event':'" + event + "','math':'" + math + "'}]";
    }

    private static String event(String name) {
        return "{'kind':'EventsNode','event':'" + name + "'}";
    }

    private static SampleInsight trend(String name, String description, String fields) {
        return insight(name, description, "TrendsQuery", fields);
    }

    private static SampleInsight insight(String name, String description, String kind, String fields) {
        String json = "{'kind':'InsightVizNode','source':{'kind':'" + kind + "'," + fields + "}}";
        try {
            return new SampleInsight(name, description, new JsonMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
