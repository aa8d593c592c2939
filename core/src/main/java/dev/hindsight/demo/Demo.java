package dev.hindsight.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.event.Event;
import dev.hindsight.event.EventStore;
import java.time.Instant;
import java.util.List;

/** The demo's content: events of an imaginary product, and insights that make sense of them. */
public final class Demo {
    private static final int CHUNK = 10_000;

    private Demo() {}

    /** An insight to save. */
    public record SampleInsight(String name, String description, JsonNode query) {}

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

    /** Five insights, each of another shape. */
    public static List<SampleInsight> insights() {
        return List.of(
                insight(
                        "Daily active people",
                        "How many people looked at a page on each of the last 30 days.",
                        series("$pageview", "dau") + ",'dateRange':{'date_from':'-30d'}"),
                insight(
                        "Page views by browser",
                        "Page views of the last two weeks, by what people browse with.",
                        series("$pageview", "total")
                                + ",'dateRange':{'date_from':'-14d'},'breakdownFilter':{'breakdown':'$browser',"
                                + "'breakdown_type':'event'},'trendsFilter':{'display':'ActionsBar'}"),
                insight(
                        "Sign-ups per week",
                        "New accounts per week, beside the eight weeks before.",
                        series("signed up", "total")
                                + ",'interval':'week','dateRange':{'date_from':'-8w'},'compareFilter':{'compare':true}"),
                insight(
                        "Where people come from",
                        "People of the last 30 days by country.",
                        series("$pageview", "dau")
                                + ",'dateRange':{'date_from':'-30d'},'breakdownFilter':{'breakdown':'$geoip_country_code'},"
                                + "'trendsFilter':{'display':'WorldMap'}"),
                insight(
                        "People who ever upgraded",
                        "How many different people have started to pay in the last 90 days.",
                        series("plan upgraded", "dau")
                                + ",'dateRange':{'date_from':'-90d'},'trendsFilter':{'display':'ActionsLineGraphCumulative'}"));
    }

    private static String series(String event, String math) {
        return "'series':[{'kind':'EventsNode','event':'" + event + "','math':'" + math + "'}]";
    }

    private static SampleInsight insight(String name, String description, String fields) {
        String json = "{'kind':'InsightVizNode','source':{'kind':'TrendsQuery'," + fields + "}}";
        try {
            return new SampleInsight(name, description, new JsonMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
