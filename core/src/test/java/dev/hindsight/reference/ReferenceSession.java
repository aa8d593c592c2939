package dev.hindsight.reference;

import dev.hindsight.event.PropertyType;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session: all events of a project that carry its id, whatever a query filters (contract queries 3.2 and 7.5).
 *
 * @param events at least one
 */
record ReferenceSession(List<Occurrence> events) {
    private static final Set<String> FIGURES = Set.of(
            "$session_duration",
            "$pageview_count",
            "$screen_count",
            "$autocapture_count",
            "$num_uniq_urls",
            "$is_bounce");

    static boolean hasFigure(String name) {
        return FIGURES.contains(name);
    }

    /** The id of an event's session, null when it has none. */
    static @Nullable String idOf(Occurrence event) {
        String id = Texts.of(event.properties().get("$session_id"));
        return id == null || id.isEmpty() ? null : id;
    }

    static ReferenceSession of(ReferenceProject project, String id) {
        List<Occurrence> events = new ArrayList<>();
        for (Occurrence event : project.events()) {
            if (id.equals(idOf(event))) {
                events.add(event);
            }
        }
        return new ReferenceSession(events);
    }

    /** What an event's session shows of a field; null when it has none of it or the event has no session. */
    static @Nullable String textOf(ReferenceProject project, Occurrence event, String field) {
        String id = idOf(event);
        if (id == null || field.equals("session_id")) {
            return id;
        }
        Double figure = of(project, id).figure(field);
        if (figure == null) {
            return null;
        }
        return typeOf(field) == PropertyType.BOOLEAN
                ? Boolean.toString(figure == 1)
                : Long.toString(figure.longValue());
    }

    /** What filters compare a field as. */
    static PropertyType typeOf(String field) {
        return switch (field) {
            case "session_id" -> PropertyType.STRING;
            case "$is_bounce" -> PropertyType.BOOLEAN;
            default -> PropertyType.NUMERIC;
        };
    }

    /** A figure of the session; null when it has none. */
    @Nullable
    Double figure(String name) {
        return switch (name) {
            case "$session_duration" -> (double) seconds();
            case "$pageview_count" -> count("$pageview");
            case "$screen_count" -> count("$screen");
            case "$autocapture_count" -> count("$autocapture");
            case "$num_uniq_urls" -> {
                Set<String> urls = new HashSet<>();
                for (Occurrence event : events) {
                    String url = Texts.of(event.properties().get("$current_url"));
                    if (url != null && !url.isEmpty()) {
                        urls.add(url);
                    }
                }
                yield (double) urls.size();
            }
            case "$is_bounce" -> {
                double acts = count("$pageview") + count("$screen") + count("$autocapture");
                if (acts == 0) {
                    yield null;
                }
                yield acts <= 1 && seconds() < 10 ? 1.0 : 0.0;
            }
            default -> throw new NotInReference("figure of a session " + name);
        };
    }

    /** How often the second changed; the contract does not say what becomes of fractions. */
    private long seconds() {
        Instant first = events.get(0).timestamp();
        Instant last = first;
        for (Occurrence event : events) {
            first = event.timestamp().isBefore(first) ? event.timestamp() : first;
            last = event.timestamp().isAfter(last) ? event.timestamp() : last;
        }
        return last.getEpochSecond() - first.getEpochSecond();
    }

    private double count(String name) {
        return events.stream().filter(event -> event.event().equals(name)).count();
    }
}
