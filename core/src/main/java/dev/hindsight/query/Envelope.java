package dev.hindsight.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The fields around the results that belong to the calculation (contract queries 8). */
public final class Envelope {
    private Envelope() {}

    /**
     * What every kind has: {@code hogql}, {@code timezone} and {@code resolved_date_range}.
     *
     * @param statements what was run
     * @param from the rounded lower bound
     * @param to the rounded upper bound
     */
    public static ObjectNode of(QueryContext context, List<String> statements, ZonedDateTime from, ZonedDateTime to) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("hogql", String.join("\nUNION ALL\n", statements));
        envelope.put("timezone", context.timezone().getId());
        envelope.set("resolved_date_range", range(from, to));
        return envelope;
    }

    /** A range as clients read it. */
    public static ObjectNode range(ZonedDateTime from, ZonedDateTime to) {
        return JsonNodeFactory.instance.objectNode().put("date_from", iso(from)).put("date_to", iso(to));
    }

    /** A time with its offset: {@code 2024-08-19T00:00:00Z}. */
    public static String iso(ZonedDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
