package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hindsight.event.Event;
import dev.hindsight.servlet.Answered;
import dev.hindsight.servlet.TestApp;
import dev.hindsight.servlet.TestClient;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What people see of a share: the page with its chart, its table and its age, and the pictures. */
@NullUnmarked // fields are set before each test
class SharedPagesTest {
    private static final String SIGN_UPS = "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\","
            + "\"event\":\"signed up\"}],\"dateRange\":{\"date_from\":\"-7d\"}}";

    /** What people could call things. */
    private static final String HOSTILE =
            "</text></svg><script>alert(1)</script>\"'>&amp;<img src=x onerror=alert(1)> \u202Eevil \u200Fשלום 🙂";

    private TestApp app;
    private TestClient client;
    private TestClient visitor;
    private String insights;

    @BeforeEach
    void start() throws Exception {
        app = TestApp.start();
        client = app.client();
        visitor = app.anonymous();
        insights = "/api/projects/" + app.project().id() + "/insights/";
        event("signed up", "ada", "2025-03-13T09:00:00Z", "pro");
        event("signed up", "ada", "2025-03-14T10:00:00Z", "pro");
        event("signed up", "bob", "2025-03-14T11:00:00Z", HOSTILE);
        event("paid", "ada", "2025-03-14T12:00:00Z", "pro");
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void event(String name, String person, String time, String plan) {
        String properties =
                JsonNodeFactory.instance.objectNode().put("plan", plan).toString();
        app.hindsight()
                .events()
                .append(
                        app.project().id(),
                        List.of(new Event(UUID.randomUUID(), name, person, Instant.parse(time), properties)));
    }

    private String insight(String name, String source) throws Exception {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("name", name).put("description", "About " + name);
        String wrapper = source.contains("HogQLQuery")
                ? "DataVisualizationNode"
                : source.contains("EventsQuery") ? "DataTableNode" : "InsightVizNode";
        if (source.contains("GroupsQuery")) {
            body.putRawValue("query", new RawValue(source));
        } else {
            body.putObject("query").put("kind", wrapper).putRawValue("source", new RawValue(source));
        }
        return client.post(insights, body.toString()).has(201).json().path("id").asText();
    }

    private String share(String id, String patch) throws Exception {
        return client.patch(insights + id + "/sharing/", patch.replace('\'', '"'))
                .has(200)
                .json()
                .path("access_token")
                .asText();
    }

    private String shared(String name, String source) throws Exception {
        return share(insight(name, source), "{'enabled': true}");
    }

    private HttpResponse<byte[]> bytes(String target) throws Exception {
        return HttpClient.newHttpClient().send(visitor.to(target).build(), BodyHandlers.ofByteArray());
    }

    private BufferedImage png(String target) throws Exception {
        HttpResponse<byte[]> response = bytes(target);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("image/png");
        return ImageIO.read(new ByteArrayInputStream(response.body()));
    }

    private static Document xml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static List<String> matches(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void page_hasChartTableAndAge_atTheFirstVisit() throws Exception {
        String token = shared("Sign-ups", SIGN_UPS);

        String page = visitor.get("/shared/" + token).has(200).body();

        assertThat(page)
                .contains("<h1 dir=\"auto\">Sign-ups</h1>", "<svg class=\"wide\"", "<svg class=\"narrow\"")
                .contains(
                        "As of <time datetime=\"2025-03-15T12:00:00Z\">15 Mar 2025, 12:00 UTC</time>, just calculated.")
                .contains("<th scope=\"col\" dir=\"auto\">Time</th>", ">signed up</th>")
                .contains("<th scope=\"row\" dir=\"auto\">14-Mar-2025</th><td class=\"n\">2</td>");
        app.forward(Duration.ofHours(5));
        assertThat(visitor.get("/shared/" + token).has(200).body())
                .contains("15 Mar 2025, 12:00 UTC</time>, exact: nothing has changed since.");
    }

    @Test
    void page_allowsItsOwnStyleAlone_andNothingThatRuns() throws Exception {
        Answered answered = visitor.get("/shared/" + shared(HOSTILE, SIGN_UPS)).has(200);

        String style = matches(answered.body(), "<style>(.*?)</style>").get(0);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        assertThat(answered.header("Content-Security-Policy").orElseThrow())
                .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        assertThat(matches(answered.body(), "(<script[^>]*>)"))
                .containsExactly("<script type=\"application/json\" id=\"shared-data\">");
        assertThat(answered.body()).doesNotContain(" style=\"", "<img", "<a ", "<link");
    }

    @Test
    void names_areText_whateverTheyAre() throws Exception {
        String series = "\"series\":[{\"kind\":\"EventsNode\",\"event\":\"signed up\",\"custom_name\":"
                + JsonNodeFactory.instance.textNode(HOSTILE) + "}],\"dateRange\":{\"date_from\":\"-7d\"}";
        List<String> sources = List.of(
                "{\"kind\":\"TrendsQuery\"," + series + "}",
                SIGN_UPS.replace("\"dateRange\"", "\"breakdownFilter\":{\"breakdown\":\"plan\"},\"dateRange\""),
                "{\"kind\":\"HogQLQuery\",\"query\":\"select properties.plan as plan, 1 from events order by plan\"}");
        for (String source : sources) {
            String token = shared(HOSTILE + "🙂".repeat(100), source);
            String page = visitor.get("/shared/" + token).has(200).body();
            String html = page.replaceFirst("(?s)<script type=\"application/json\".*?</script>", "");

            assertThat(html).doesNotContain("<script", "<img", "</text></svg><").contains("&lt;script&gt;alert(1)");
            for (String svg : matches(html, "(<svg.*?</svg>)")) {
                assertThat(xml(svg).getDocumentElement().getTextContent()).isNotEmpty();
            }
            Answered file = visitor.get("/shared/" + token + ".svg").has(200);
            Document drawing = xml(file.body());
            assertThat(drawing.getDocumentElement().getTextContent()).contains("<script>alert(1)</script>");
            assertThat(drawing.getElementsByTagName("script").getLength()).isZero();
            assertThat(file.body()).doesNotContain("\u202E");
            assertThat(png("/shared/" + token + ".png").getWidth()).isEqualTo(1200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'kind':'TrendsQuery','series':[S],R,'trendsFilter':{'display':'ActionsBar'}",
                "'kind':'TrendsQuery','series':[S,P],R,'trendsFilter':{'display':'ActionsUnstackedBar'}",
                "'kind':'TrendsQuery','series':[S,P],R,'trendsFilter':{'display':'ActionsAreaGraph'}",
                "'kind':'TrendsQuery','series':[S,P],R,'compareFilter':{'compare':true}",
                "'kind':'TrendsQuery','series':[S],R,B,'trendsFilter':{'display':'ActionsPie'}",
                "'kind':'TrendsQuery','series':[S],R,B,'trendsFilter':{'display':'ActionsDonut'}",
                "'kind':'TrendsQuery','series':[S],R,B,'trendsFilter':{'display':'WorldMap'}",
                "'kind':'TrendsQuery','series':[S],R,B,'trendsFilter':{'display':'ActionsTable'}",
                "'kind':'TrendsQuery','series':[S],R,'trendsFilter':{'display':'BoldNumber'}",
                "'kind':'TrendsQuery','series':[S],R,'trendsFilter':{'display':'CalendarHeatmap'}",
                "'kind':'TrendsQuery','series':[{'kind':'EventsNode','event':'none'}],R,B",
                "'kind':'FunnelsQuery','series':[S,P],R",
                "'kind':'FunnelsQuery','series':[S,P],R,B",
                "'kind':'FunnelsQuery','series':[S,P],R,'funnelsFilter':{'funnelVizType':'time_to_convert'}",
                "'kind':'FunnelsQuery','series':[S,P],R,'funnelsFilter':{'funnelVizType':'trends'}",
                "'kind':'RetentionQuery',R,'retentionFilter':{'period':'Day','totalIntervals':5,"
                        + "'targetEntity':{'id':'signed up','type':'events'},'returningEntity':{'id':'paid','type':'events'}}",
                "'kind':'LifecycleQuery','series':[S],R",
                "'kind':'StickinessQuery','series':[S],R",
                "'kind':'PathsQuery',R,'pathsFilter':{'includeEventTypes':['custom_event']}",
                "'kind':'HogQLQuery','query':'select event, count() from events group by event'",
                "'kind':'EventsQuery','select':['event','timestamp'],'after':'-7d'"
            })
    void kind_hasPageAndPictures(String query) throws Exception {
        String source = "{"
                + query.replace("[S", "[{'kind':'EventsNode','event':'signed up'}")
                        .replace("P]", "{'kind':'EventsNode','event':'paid'}]")
                        .replace(",R", ",'dateRange':{'date_from':'-7d'}")
                        .replace(",B", ",'breakdownFilter':{'breakdown':'plan','breakdown_type':'event'}")
                        .replace('\'', '"')
                + "}";
        String token = shared("One of a kind", source);

        String page = visitor.get("/embedded/" + token).has(200).body();

        assertThat(page).contains("<table>", "As of <time");
        for (String svg : matches(page, "(<svg.*?</svg>)")) {
            assertThat(matches(svg, "(?:fill|stroke)=\"(#[^\"]*)\""))
                    .as("colors of its own")
                    .isSubsetOf("#000000");
            xml(svg);
        }
        Document drawing = xml(visitor.get("/shared/" + token + ".svg").has(200).body());
        assertThat(drawing.getDocumentElement().getTextContent()).contains("One of a kind", "As of 15 Mar 2025");
        assertThat(png("/embedded/" + token + ".png").getHeight()).isEqualTo(630);
    }

    @Test
    void picture_isOfTheSizeThatIsAskedFor_withinBounds() throws Exception {
        String token = shared("Sign-ups", SIGN_UPS);

        BufferedImage small = png("/shared/" + token + ".png?width=300&height=200");
        assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(300, 200);
        assertThat(visitor.get("/shared/" + token + ".svg?width=2400").has(200).body())
                .contains("width=\"2400\" height=\"630\" viewBox=\"0 0 2400 630\"");
        for (String bad : List.of("width=199", "width=2401", "width=x", "width=-300", "width=99999999999")) {
            visitor.get("/shared/" + token + ".png?" + bad).isError(400, "validation_error", "invalid_input", "width");
        }
    }

    @Test
    void picture_goesOutLikeThePage() throws Exception {
        String token = shared("Sign-ups", SIGN_UPS);

        for (String suffix : List.of(".svg", ".png")) {
            HttpResponse<byte[]> own = bytes("/shared/" + token + suffix);
            assertThat(own.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(own.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(own.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(own.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'")
                    .endsWith("frame-ancestors 'none'");
            assertThat(bytes("/embedded/" + token + suffix)
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElseThrow())
                    .endsWith("frame-ancestors *");
        }
    }

    @Test
    void picture_isForThoseWhoMaySeeTheShare() throws Exception {
        String id = insight("Sign-ups", SIGN_UPS);
        String token = share(id, "{'enabled': true, 'valid_until': '2025-03-15T13:00:00Z', 'password_required': true}");
        client.post(insights + id + "/sharing/passwords/", "{\"raw_password\":\"open sesame\"}")
                .has(201);

        for (String suffix : List.of(".svg", ".png")) {
            visitor.get("/shared/" + token + suffix + "?width=1")
                    .isError(401, "authentication_error", "authentication_failed", "null");
        }
        String session = visitor.post("/shared/" + token, "{\"password\":\"open sesame\"}")
                .json()
                .path("shareToken")
                .asText();
        visitor.withKey(session).get("/shared/" + token + ".svg").has(200);
        assertThat(visitor.withKey(session).get("/shared/" + token).has(200).body())
                .as("others get no picture to preview")
                .contains("og:title")
                .doesNotContain("og:image");
        app.forward(Duration.ofHours(1));
        for (String suffix : List.of(".svg", ".png")) {
            assertThat(visitor.withKey(session)
                            .get("/shared/" + token + suffix)
                            .has(404)
                            .body())
                    .contains("Nothing is shared at this address");
        }
    }

    @Test
    void page_namesItsPictureForPreviews() throws Exception {
        String token = shared("Sign-ups \"now\"", SIGN_UPS);

        assertThat(visitor.get("/shared/" + token + "/").has(200).body())
                .contains("<meta property=\"og:title\" content=\"Sign-ups &quot;now&quot;\">")
                .contains("<meta property=\"og:image\" content=\"" + app.url() + "/shared/" + token + ".png\">")
                .contains("<meta property=\"og:image:width\" content=\"1200\">");
    }

    @Test
    void settings_changeLooks() throws Exception {
        String id = insight("Sign-ups", SIGN_UPS);
        String token = share(id, "{'enabled': true}");
        assertThat(visitor.get("/shared/" + token).body())
                .contains("class=\"system\"", "<details>", "Shared with Hindsight");
        assertThat(visitor.get("/shared/" + token + ".svg").body()).contains(">signed up</text>");
        assertThat(png("/shared/" + token + ".png").getRGB(0, 0)).isEqualTo(0xFFFFFFFF);

        share(id, "{'settings': {'legend': false, 'theme': 'dark', 'detailed': true, 'whitelabel': true}}");

        assertThat(visitor.get("/shared/" + token).body())
                .contains("class=\"dark\"", "<details open>")
                .doesNotContain("Shared with Hindsight");
        assertThat(visitor.get("/shared/" + token + ".svg").body()).doesNotContain(">signed up</text>");
        assertThat(png("/shared/" + token + ".png").getRGB(0, 0)).isEqualTo(0xFF15181D);
    }

    @Test
    void picture_ofWhatHasNoFigures_isRefusedWithTheReason() throws Exception {
        String waiting = shared("Sign-ups", SIGN_UPS);
        assertThat(visitor.get("/shared/" + waiting + ".png?refresh=force_cache")
                        .isError(400, "validation_error", "no_picture", "null")
                        .detail())
                .isEqualTo("There are no figures to make a picture of yet.");
        assertThat(visitor.get("/shared/" + shared("Later", SIGN_UPS.replace("-7d", "-6d")) + "?refresh=force_cache")
                        .body())
                .contains("There are no figures yet.");

        String failing = shared("Groups", "{\"kind\":\"GroupsQuery\"}");
        assertThat(visitor.get("/shared/" + failing + ".svg")
                        .isError(400, "validation_error", "no_picture", "null")
                        .detail())
                .isEqualTo("The figures could not be calculated, so there is no picture of them.");
        assertThat(visitor.get("/shared/" + failing).has(200).body()).contains("could not be calculated");
    }

    @Test
    void dashboard_isAPageOfItsCharts_andAPictureOfTheFirst() throws Exception {
        String dashboards = "/api/projects/" + app.project().id() + "/dashboards/";
        String dashboard = client.post(dashboards, "{\"name\":\"Growth <i>\"}")
                .has(201)
                .json()
                .path("id")
                .asText();
        String token = client.patch(dashboards + dashboard + "/sharing/", "{\"enabled\":true}")
                .has(200)
                .json()
                .path("access_token")
                .asText();
        assertThat(visitor.get("/shared/" + token + ".png")
                        .isError(400, "validation_error", "no_picture", "null")
                        .detail())
                .contains("nothing on this dashboard");
        for (String name : List.of("first", "second")) {
            client.patch(insights + insight(name, SIGN_UPS) + "/", "{\"dashboards\":[" + dashboard + "]}")
                    .has(200);
        }

        String page = visitor.get("/shared/" + token).has(200).body();

        assertThat(matches(page, "(<svg class=\"wide\")")).hasSize(2);
        assertThat(matches(page, "(<table>)")).hasSize(2);
        assertThat(matches(page, " id=\"([^\"]*)\"")).doesNotHaveDuplicates();
        String drawing = visitor.get("/shared/" + token + ".svg").has(200).body();
        assertThat(drawing).contains(">first</text>", ">second</text>", "Growth &lt;i&gt;");
        assertThat(png("/shared/" + token + ".png").getWidth()).isEqualTo(1200);
    }
}
