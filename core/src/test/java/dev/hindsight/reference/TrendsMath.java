package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceRange.Interval;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one series makes of a list of events (contract queries 3.2). */
final class TrendsMath {
    private static final String PER_ACTOR = "_count_per_actor";
    private static final Set<String> FIRST_TIMES = Set.of(
            "first_time_for_user",
            "first_matching_event_for_user",
            "first_time_for_group",
            "first_matching_event_for_group");
    private static final Set<String> OF_GROUPS =
            Set.of("unique_group", "first_time_for_group", "first_matching_event_for_group");
    private static final Set<String> OF_GROUPS_WITH_INDEX = Set.of("dau", "weekly_active", "monthly_active");

    private final ReferenceProject project;
    private final JsonNode series;
    private final String name;

    TrendsMath(ReferenceProject project, JsonNode series, Interval interval, boolean totalValue) {
        this.project = project;
        this.series = series;
        String asked = series.path("math").isTextual() ? series.path("math").textValue() : "total";
        name = inFact(asked, interval, totalValue);
    }

    private String inFact(String asked, Interval interval, boolean totalValue) {
        // Without a property, property math is a plain event count (contract queries 1.5).
        if (Statistics.knows(asked) && !series.hasNonNull("math_property")) {
            return "total";
        }
        boolean weeks = interval.compareTo(Interval.WEEK) >= 0;
        boolean months = interval.compareTo(Interval.MONTH) >= 0;
        boolean asLongAsAWindow =
                (asked.equals("weekly_active") && weeks) || (asked.equals("monthly_active") && months);
        return asLongAsAWindow && !totalValue ? "dau" : asked;
    }

    /** The length of the window of active users in days, 0 when this is another math. */
    int activeDays() {
        return switch (name) {
            case "weekly_active" -> 7;
            case "monthly_active" -> 30;
            default -> 0;
        };
    }

    /** The name of the math that is in fact done. */
    String name() {
        return name;
    }

    boolean isFirstTime() {
        return FIRST_TIMES.contains(name);
    }

    /** Whether somebody who did it in several buckets counts in the first of them alone, when figures are running totals. */
    boolean countsOnceWhenCumulative() {
        return name.equals("dau") || name.equals("unique_group");
    }

    /** Whether filters come before the search for somebody's first event. */
    boolean filtersBeforeFirstTime() {
        return name.startsWith("first_matching_event");
    }

    private boolean isOfGroups() {
        return OF_GROUPS.contains(name)
                || (OF_GROUPS_WITH_INDEX.contains(name) && series.hasNonNull("math_group_type_index"));
    }

    /** Whether the statistic is over figures of sessions, which the duration always is. */
    private boolean isOfSessions() {
        String property = series.path("math_property").asText();
        boolean asked = series.path("math_property_type").asText().equals("session_properties");
        if (asked && !ReferenceSession.hasFigure(property)) {
            throw new NotInReference("math of " + property + " of sessions");
        }
        return Statistics.knows(name) && (asked || property.equals("$session_duration"));
    }

    /**
     * Whether an event has nothing to count, being of no session where their figures are. The contract does not say that its
     * breakdown value has no row; its number still takes part in laying out bins.
     */
    boolean leavesOut(ReferenceProject.Occurrence event) {
        return isOfSessions() && ReferenceSession.idOf(event) == null;
    }

    /** Who did it: a person, a group or a session; null for an event that does not count, having no group. */
    @Nullable
    String actorOf(ReferenceProject.Occurrence event) {
        if (isOfGroups()) {
            String property = "$group_" + series.path("math_group_type_index").asInt();
            String group = Texts.of(event.properties().get(property));
            return "".equals(group) ? null : group;
        }
        if (name.equals("unique_session")) {
            String session = Texts.of(event.properties().get("$session_id"));
            return session == null ? "" : session;
        }
        return project.personKey(event);
    }

    private double distinctActors(List<ReferenceProject.Occurrence> events) {
        return events.stream().map(this::actorOf).distinct().count();
    }

    /** The figure of these events, which are those of one bucket or of the whole range. */
    double of(List<ReferenceProject.Occurrence> events) {
        if (name.equals("total")) {
            return events.size();
        }
        if (name.equals("dau")
                || name.equals("unique_group")
                || name.equals("unique_session")
                || activeDays() > 0
                || isFirstTime()) {
            return distinctActors(events);
        }
        if (name.endsWith(PER_ACTOR)) {
            Map<String, Double> counts = new HashMap<>();
            for (ReferenceProject.Occurrence event : events) {
                counts.merge(project.personKey(event), 1.0, Double::sum);
            }
            String statistic = name.substring(0, name.length() - PER_ACTOR.length());
            return Statistics.of(statistic, List.copyOf(counts.values()));
        }
        if (isOfSessions()) {
            return Statistics.of(name, figuresOfSessions(events));
        }
        if (Statistics.knows(name)) {
            List<Double> numbers = new ArrayList<>();
            for (ReferenceProject.Occurrence event : events) {
                Double number = numberOf(event);
                if (number != null) {
                    numbers.add(number);
                }
            }
            return Statistics.of(name, numbers);
        }
        throw new NotInReference("math " + name);
    }

    /** One figure for each session that any of the events is of. */
    private List<Double> figuresOfSessions(List<ReferenceProject.Occurrence> events) {
        Set<@Nullable String> ids = new HashSet<>();
        events.forEach(event -> ids.add(ReferenceSession.idOf(event)));
        List<Double> figures = new ArrayList<>();
        for (String id : ids) {
            Double figure = id == null
                    ? null
                    : ReferenceSession.of(project, id)
                            .figure(series.path("math_property").asText());
            if (figure != null) {
                figures.add(figure * multiplier());
            }
        }
        return figures;
    }

    private double multiplier() {
        return series.path("math_multiplier").asDouble(1);
    }

    /** The property as a number, times the multiplier; null when it is none. */
    @Nullable
    Double numberOf(ReferenceProject.Occurrence event) {
        String property = series.path("math_property").asText();
        String type = series.path("math_property_type").asText("event_properties");
        JsonNode properties = switch (type) {
            case "event_properties", "null" -> event.properties();
            case "person_properties" -> project.personOf(event).properties();
            default -> throw new NotInReference("math_property_type " + type);
        };
        String text = Texts.of(properties.get(property));
        Double number = Texts.number(text);
        if (number == null && text != null && property.equals("$time")) {
            ZonedDateTime time = ReferenceDates.absolute(text, ZoneOffset.UTC);
            // The unix time in seconds, with their fractions.
            number = time == null ? null : time.toEpochSecond() + time.getNano() / 1e9;
        }
        return number == null ? null : number * multiplier();
    }
}
