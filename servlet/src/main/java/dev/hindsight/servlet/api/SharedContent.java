package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.chart.Chart;
import dev.hindsight.servlet.chart.DataTable;
import dev.hindsight.servlet.chart.Markup;
import dev.hindsight.servlet.chart.Pictures;
import dev.hindsight.servlet.chart.Pictures.Look;
import dev.hindsight.servlet.chart.Pictures.Titled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people see of something shared, in HTML and as a picture.
 *
 * @param data of {@link SharedRoutes}, with everything that may be seen
 * @param legend whether charts say what their lines are
 * @param pictureUrl where the picture of it is, for those who show a preview; empty: others may not see it
 */
record SharedContent(Pictures pictures, ObjectNode data, boolean legend, String pictureUrl) {
    /** In pixels, as previews of links are commonly shown. */
    static final int WIDTH = 1200;

    static final int HEIGHT = 630;

    /** More than these are too small to be seen. */
    private static final int MOST_CHARTS = 4;

    private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d,.]*%?( \\([\\d.]+%\\))?");

    private static final Logger LOG = LoggerFactory.getLogger(SharedContent.class);

    /** The thing that is shared, an insight or a dashboard. */
    private JsonNode thing() {
        return data.path(data.has("dashboard") ? "dashboard" : "insight");
    }

    String title() {
        return title(thing(), data.has("dashboard") ? "Dashboard" : "Insight");
    }

    private static String title(JsonNode thing, String otherwise) {
        String name = thing.path("name").asText("");
        String title = name.isBlank() ? thing.path("derived_name").asText("") : name;
        return title.isBlank() ? otherwise : title;
    }

    /** The insights that are to be seen. */
    private List<JsonNode> insights() {
        List<JsonNode> insights = new ArrayList<>();
        if (data.has("insight")) {
            insights.add(data.path("insight"));
        }
        for (JsonNode tile : data.at("/dashboard/tiles")) {
            if (tile.path("insight").isObject()) {
                insights.add(tile.path("insight"));
            }
        }
        return insights;
    }

    /** Whether figures that are to be seen are not there yet. */
    boolean isWaiting() {
        return insights().stream().anyMatch(insight -> new Freshness(insight).isWaiting());
    }

    /** What services that show a preview of links look for, as elements of the head. */
    String preview() {
        String description = thing().path("description").asText("");
        StringBuilder head = new StringBuilder();
        meta(head, "og:type", "website");
        meta(head, "og:title", title());
        if (!description.isBlank()) {
            meta(head, "og:description", description);
        }
        if (!pictureUrl.isEmpty()) {
            meta(head, "og:image", pictureUrl);
            meta(head, "og:image:type", "image/png");
            meta(head, "og:image:width", Integer.toString(WIDTH));
            meta(head, "og:image:height", Integer.toString(HEIGHT));
            meta(head, "twitter:card", "summary_large_image");
        }
        return head.toString();
    }

    private static void meta(StringBuilder head, String name, String content) {
        head.append("<meta property=\"")
                .append(name)
                .append("\" content=\"")
                .append(Markup.escaped(content))
                .append("\">");
    }

    /** What stands in the page. */
    String body() {
        StringBuilder body = new StringBuilder("<main>");
        if (!data.path("noHeader").asBoolean()) {
            body.append(element("h1", "", title())).append(about(thing()));
        }
        if (data.has("insight")) {
            figures(body, data.path("insight"), 0);
        }
        int place = 0;
        for (JsonNode tile : data.at("/dashboard/tiles")) {
            tile(body, tile, place++);
        }
        if (!data.path("whitelabel").asBoolean()) {
            body.append("<footer>Shared with Hindsight</footer>");
        }
        return body.append("</main>").toString();
    }

    private void tile(StringBuilder body, JsonNode tile, int place) {
        JsonNode insight = tile.path("insight");
        body.append("<section>");
        if (insight.isObject()) {
            body.append(element("h2", "", title(insight, "Insight"))).append(about(insight));
            figures(body, insight, place);
        } else {
            body.append(element("p", "text", tile.at("/text/body").asText("")));
        }
        body.append("</section>");
    }

    private static String about(JsonNode thing) {
        String description = thing.path("description").asText("");
        return description.isBlank() ? "" : element("p", "about", description);
    }

    /** A text that finds its own direction, whatever stands around it. */
    private static String element(String tag, String style, String text) {
        return "<" + tag + (style.isEmpty() ? "" : " class=\"" + style + "\"") + " dir=\"auto\">" + Markup.escaped(text)
                + "</" + tag + ">";
    }

    private void figures(StringBuilder body, JsonNode insight, int place) {
        String name = title(insight, "Insight");
        Optional<Chart> found = Chart.of(insight);
        boolean drawn = found.isPresent() && !found.get().isTable() && draw(body, found.get(), name, place);
        body.append("<p class=\"age\">").append(new Freshness(insight).html()).append("</p>");
        if (found.isEmpty()) {
            return;
        }
        DataTable table = found.get().table();
        if (drawn) {
            boolean open = data.path("detailed").asBoolean();
            body.append(open ? "<details open>" : "<details>").append("<summary>The figures as a table</summary>");
        }
        table(body, table, name);
        if (drawn) {
            body.append("</details>");
        }
    }

    /** A page without its picture still has its figures. */
    private boolean draw(StringBuilder body, Chart chart, String name, int place) {
        try {
            String label = "Chart: " + name + ". Its figures are in the table below.";
            String wide = pictures.element(chart, "w" + place, label, "wide", new Look(960, 400, false, legend));
            String narrow = pictures.element(chart, "n" + place, label, "narrow", new Look(400, 300, false, legend));
            body.append("<figure>").append(wide).append(narrow).append("</figure>");
            return true;
        } catch (RuntimeException e) {
            LOG.warn("a chart could not be drawn", e);
            return false;
        }
    }

    private static void table(StringBuilder body, DataTable table, String name) {
        String label = Markup.escaped("Figures of " + name);
        body.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(label)
                .append("\"><table>");
        body.append("<caption>").append(size(table)).append("</caption><thead><tr>");
        for (int i = 0; i < table.head().size(); i++) {
            int column = i;
            boolean numbers = table.rows().stream().anyMatch(row -> isNumber(row, column));
            body.append("<th scope=\"col\" dir=\"auto\"")
                    .append(numbers ? " class=\"n\">" : ">")
                    .append(Markup.escaped(table.head().get(i)))
                    .append("</th>");
        }
        body.append("</tr></thead><tbody>");
        for (List<String> row : table.rows()) {
            row(body, row);
        }
        body.append("</tbody></table></div>");
    }

    private static String size(DataTable table) {
        int rows = table.rows().size();
        int columns = table.head().size();
        String down = rows == 0
                ? "No data"
                : table.left() > 0
                        ? "The first " + rows + " of " + (rows + table.left()) + " rows"
                        : rows + (rows == 1 ? " row" : " rows");
        String across = table.columnsLeft() == 0
                ? ""
                : ", the first " + columns + " of " + (columns + table.columnsLeft()) + " columns";
        return down + across;
    }

    private static void row(StringBuilder body, List<String> row) {
        body.append("<tr>");
        for (int i = 0; i < row.size(); i++) {
            String text = row.get(i);
            String tag = i == 0 ? "th scope=\"row\"" : "td";
            body.append('<')
                    .append(tag)
                    .append(isNumber(row, i) ? " class=\"n\">" : " dir=\"auto\">")
                    .append(Markup.escaped(text))
                    .append(i == 0 ? "</th>" : "</td>");
        }
        body.append("</tr>");
    }

    /** Whether a cell is one that stands at the right; the first names its row. */
    private static boolean isNumber(List<String> row, int column) {
        return column > 0 && NUMBER.matcher(row.get(column)).matches();
    }

    /**
     * A picture of it.
     *
     * @throws HindsightException {@code validation_error}, code {@code no_picture}, when there is nothing to draw, or nothing that
     *     can be drawn; {@code UNAVAILABLE} when this Java draws no letters
     */
    byte[] picture(boolean png, Look look) {
        List<Titled> charts = new ArrayList<>();
        List<JsonNode> insights = insights();
        for (JsonNode insight : insights) {
            Optional<Chart> chart = Chart.of(insight);
            if (chart.isPresent() && charts.size() < MOST_CHARTS) {
                charts.add(new Titled(title(insight, "Insight"), chart.get()));
            }
        }
        if (charts.isEmpty()) {
            throw HindsightException.invalid(null, "no_picture", why(insights));
        }
        String time = insights.stream()
                .map(insight -> new Freshness(insight).time())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        String note = data.has("dashboard") ? title() + (time.isEmpty() ? "" : " – " + time) : time;
        try {
            return png ? pictures.png(charts, note, look) : pictures.svg(charts, note, look);
        } catch (IllegalStateException e) {
            LOG.warn("a picture could not be drawn", e);
            throw HindsightException.of(Failure.UNAVAILABLE, "This server cannot draw pictures.");
        }
    }

    private static String why(List<JsonNode> insights) {
        if (insights.isEmpty()) {
            return "There is nothing on this dashboard to make a picture of.";
        }
        Freshness freshness = new Freshness(insights.get(0));
        return freshness.hasFigures()
                ? "There is no picture for this kind of insight."
                : freshness.isWaiting()
                        ? "There are no figures to make a picture of yet."
                        : "The figures could not be calculated, so there is no picture of them.";
    }
}
