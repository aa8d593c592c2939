package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.servlet.chart.Markup;
import dev.hindsight.servlet.http.Reply;
import java.nio.charset.StandardCharsets;

/**
 * The HTML around what is shared: it loads nothing, runs nothing and leads nowhere. The figures are in it as a chart, as a
 * table, and as JSON, as they are at the same address with {@code .json}.
 */
enum SharePage {
    /** A page of its own, which no other page may show in a frame. */
    SHARED("/shared", "scene", "'none'"),
    /** A page for frames, on any site. */
    EMBEDDED("/embedded", "embed", "*");

    /** The type of what is shown before a password was given. */
    static final String UNLOCK = "unlock";

    private static final PageStyle STYLE = PageStyle.load();

    private final String path;
    private final String type;
    private final String ancestors;

    SharePage(String path, String type, String ancestors) {
        this.path = path;
        this.type = type;
        this.ancestors = ancestors;
    }

    /** Where it is, before the token. */
    String path() {
        return path;
    }

    /** What it calls itself in its data. */
    String type() {
        return type;
    }

    /** What a browser may do with the page, and who may show it in a frame. */
    String policy() {
        return "default-src 'none'; style-src " + STYLE.source()
                + "; base-uri 'none'; form-action 'self'; frame-ancestors " + ancestors;
    }

    /** The page for data of {@link SharedRoutes}. */
    Reply show(ObjectNode data, SharedContent content) {
        return data.path("type").asText().equals(UNLOCK)
                ? html(200, "Password", data, "", unlock(""))
                : html(200, content.title(), data, content.preview(), content.body());
    }

    /** The question for the password, again, with the reason why. */
    Reply lock(int status, ObjectNode data, String complaint) {
        return html(status, "Password", data, "", unlock("<p role=\"alert\">" + Markup.escaped(complaint) + "</p>"));
    }

    /** Nothing is shared here, or no longer: which of them is not told. */
    Reply missing() {
        String body = "<main><h1>Not found</h1><p>Nothing is shared at this address.</p></main>";
        return reply(404, document("Not found", "system", "", body));
    }

    private static String unlock(String complaint) {
        return "<main><h1>This page is protected</h1>" + complaint
                + "<form method=\"post\"><label>Password <input type=\"password\" name=\"password\" required"
                + " autocomplete=\"current-password\"></label> <button>Open</button></form></main>";
    }

    private Reply html(int status, String title, ObjectNode data, String head, String body) {
        String json = "<script type=\"application/json\" id=\"shared-data\">" + inScript(data.toString()) + "</script>";
        return reply(status, document(title, data.path("theme").asText("system"), head, body + json));
    }

    private Reply reply(int status, String document) {
        return Reply.bytes(status, "text/html; charset=utf-8", document.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", policy());
    }

    private String document(String title, String theme, String head, String body) {
        String colors = theme.replace("system", "light dark");
        return "<!doctype html><html lang=\"en\" class=\"" + Markup.escaped(theme) + "\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"robots\" content=\"noindex\">"
                + "<meta name=\"color-scheme\" content=\"" + Markup.escaped(colors) + "\">"
                + "<title>" + Markup.escaped(title) + "</title>" + head
                + "<style>" + STYLE.css() + "</style></head><body class=\"" + path.substring(1) + "\">" + body
                + "</body></html>";
    }

    /** JSON that cannot end the element that it is in: these characters occur in its texts only. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
