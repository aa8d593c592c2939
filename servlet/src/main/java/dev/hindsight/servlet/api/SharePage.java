package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.servlet.http.Reply;
import java.nio.charset.StandardCharsets;

/**
 * The HTML around what is shared: it loads nothing, runs nothing and leads nowhere. The figures are in it as JSON, as they are at
 * the same address with {@code .json}.
 */
enum SharePage {
    /** A page of its own, which no other page may show in a frame. */
    SHARED("/shared", "scene", "'none'"),
    /** A page for frames, on any site. */
    EMBEDDED("/embedded", "embed", "*");

    /** The type of what is shown before a password was given. */
    static final String UNLOCK = "unlock";

    private final String path;
    private final String type;
    private final String policy;

    SharePage(String path, String type, String ancestors) {
        this.path = path;
        this.type = type;
        this.policy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors " + ancestors;
    }

    /** Where it is, before the token. */
    String path() {
        return path;
    }

    /** What it calls itself in its data. */
    String type() {
        return type;
    }

    /** The page for data of {@link SharedRoutes}. */
    Reply show(ObjectNode data) {
        return data.path("type").asText().equals(UNLOCK)
                ? html(200, "Password", data, unlock(""))
                : data.has("dashboard")
                        ? html(200, title(data.path("dashboard"), "Dashboard"), data, dashboard(data))
                        : html(200, title(data.path("insight"), "Insight"), data, insight(data));
    }

    /** The question for the password, again, with the reason why. */
    Reply lock(int status, ObjectNode data, String complaint) {
        return html(status, "Password", data, unlock("<p role=\"alert\">" + escaped(complaint) + "</p>"));
    }

    /** Nothing is shared here, or no longer: which of them is not told. */
    Reply missing() {
        return reply(404, document("Not found", "", "<h1>Not found</h1><p>Nothing is shared at this address.</p>"));
    }

    private static String unlock(String complaint) {
        return "<h1>This page is protected</h1>" + complaint
                + "<form method=\"post\"><label>Password <input type=\"password\" name=\"password\" required"
                + " autocomplete=\"current-password\"></label> <button>Open</button></form>";
    }

    private static String title(JsonNode thing, String otherwise) {
        String name = thing.path("name").asText("");
        String title = name.isBlank() ? thing.path("derived_name").asText("") : name;
        return title.isBlank() ? otherwise : title;
    }

    private static String dashboard(ObjectNode data) {
        JsonNode dashboard = data.path("dashboard");
        StringBuilder body = new StringBuilder(header(data, dashboard, "Dashboard"));
        for (JsonNode tile : dashboard.path("tiles")) {
            JsonNode insight = tile.path("insight");
            if (insight.isObject()) {
                body.append("<section><h2>")
                        .append(escaped(title(insight, "Insight")))
                        .append("</h2>")
                        .append(calculated(insight))
                        .append("</section>");
            } else {
                body.append("<section><p>")
                        .append(escaped(tile.at("/text/body").asText("")))
                        .append("</p></section>");
            }
        }
        return body.toString();
    }

    private static String insight(ObjectNode data) {
        JsonNode insight = data.path("insight");
        return header(data, insight, "Insight") + calculated(insight);
    }

    private static String header(ObjectNode data, JsonNode thing, String otherwise) {
        if (data.path("noHeader").asBoolean()) {
            return "";
        }
        String description = thing.path("description").asText("");
        return "<h1>" + escaped(title(thing, otherwise)) + "</h1>"
                + (description.isBlank() ? "" : "<p>" + escaped(description) + "</p>");
    }

    private static String calculated(JsonNode insight) {
        String calculated = insight.path("last_refresh").asText("");
        return "<p>"
                + (calculated.isEmpty()
                        ? "There are no figures yet. Load the page again in a moment."
                        : "Calculated <time>" + escaped(calculated) + "</time>")
                + "</p>";
    }

    private Reply html(int status, String title, ObjectNode data, String body) {
        String colors = data.path("theme").asText("system").replace("system", "light dark");
        String json = "<script type=\"application/json\" id=\"shared-data\">" + inScript(data.toString()) + "</script>";
        return reply(status, document(title, "<meta name=\"color-scheme\" content=\"" + colors + "\">", body + json));
    }

    private Reply reply(int status, String document) {
        return Reply.bytes(status, "text/html; charset=utf-8", document.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", policy);
    }

    private static String document(String title, String head, String body) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">"
                + head + "<title>" + escaped(title) + "</title></head><body>" + body + "</body></html>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** JSON that cannot end the element that it is in: these characters occur in its texts only. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
