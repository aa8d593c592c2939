package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.chart.Markup;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How old the figures of an insight are and why they are shown, in words.
 *
 * @param insight as the API spells it, with its answer
 */
record Freshness(JsonNode insight) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    /** Whether there are figures. */
    boolean hasFigures() {
        return !insight.path("result").isNull() && insight.path("last_refresh").isTextual();
    }

    /** Whether there will be figures soon, as nothing says that there will be none. */
    boolean isWaiting() {
        return !hasFigures() && !insight.at("/query_status/error").asBoolean();
    }

    /** A sentence or two, as HTML. */
    String html() {
        if (!hasFigures()) {
            return isWaiting()
                    ? "There are no figures yet. Load the page again in a moment."
                    : "These figures could not be calculated: "
                            + Markup.escaped(
                                    insight.at("/query_status/error_message").asText("an error occurred"));
        }
        String time = insight.path("last_refresh").asText();
        String coming = insight.path("query_status").isObject()
                        && !insight.at("/query_status/complete").asBoolean(true)
                ? " New figures are being calculated."
                : "";
        return "As of <time datetime=\"" + Markup.escaped(time) + "\">" + Markup.escaped(words(time)) + "</time>"
                + reason() + coming;
    }

    /** The time alone, as plain text; empty without figures. */
    String time() {
        return hasFigures() ? "As of " + words(insight.path("last_refresh").asText()) : "";
    }

    private String reason() {
        JsonNode until = insight.path("cache_target_age");
        return switch (insight.path("cache_reason").asText("")) {
            case "calculated" -> ", just calculated.";
            case "exact" -> ", exact: nothing has changed since.";
            case "stale_allowed" -> ". Newer figures may be available.";
            default -> until.isTextual() ? ", fresh until " + Markup.escaped(words(until.asText())) + "." : ".";
        };
    }

    private String words(String time) {
        ZoneId zone = zone();
        String name = zone.equals(ZoneOffset.UTC) ? " UTC" : " (" + zone + ")";
        return MINUTE.format(Instant.parse(time).atZone(zone)) + name;
    }

    /** The project's; UTC when the answer does not tell it. */
    private ZoneId zone() {
        try {
            ZoneId zone = ZoneId.of(insight.path("timezone").asText("UTC"));
            return zone.getId().equals("UTC") ? ZoneOffset.UTC : zone;
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
