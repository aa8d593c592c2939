package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Under which values an actor of a funnel counts (contract queries 2.7 and 4.5). A missing value is an empty text. */
record FunnelBreakdown(List<String> keys, String type, int group, int limit, boolean hidesOther) {
    private static final int DEFAULT_LIMIT = 25;
    /** As in trends; the contract says nothing else of funnels. */
    private static final int MAX_LENGTH = 400;

    /** What of an actor counts under a value. */
    record Share(List<String> value, List<FunnelDeed> deeds, FunnelWalk.@Nullable Attributed attributed) {}

    /** Null when the query has none. */
    static @Nullable FunnelBreakdown of(JsonNode query) {
        JsonNode filter = query.path("breakdownFilter");
        if (!filter.path("breakdowns").isEmpty()) {
            throw new NotInReference("breakdowns of a funnel in the form of trends");
        }
        boolean isEmpty =
                filter.path("breakdown").isArray() && filter.path("breakdown").isEmpty();
        if (!filter.hasNonNull("breakdown") || isEmpty) {
            return null;
        }
        String type = filter.path("breakdown_type").asText("event");
        if (!Set.of("event", "person", "session", "group").contains(type)) {
            throw new NotInReference("breakdown of type " + type);
        }
        List<String> keys = new ArrayList<>();
        if (filter.path("breakdown").isArray()) {
            filter.path("breakdown").forEach(key -> keys.add(key.asText()));
        } else {
            keys.add(filter.path("breakdown").asText());
        }
        return new FunnelBreakdown(
                keys,
                type,
                filter.path("breakdown_group_type_index").asInt(0),
                filter.path("breakdown_limit").asInt(DEFAULT_LIMIT),
                filter.path("breakdown_hide_other_aggregation").asBoolean());
    }

    List<String> valueOf(ReferenceProject project, Occurrence event) {
        List<String> value = new ArrayList<>();
        for (String key : keys) {
            String text = switch (type) {
                case "session" -> ReferenceSession.textOf(project, event, key);
                case "group" -> ReferenceGroup.textOf(project, event, group, key);
                case "person" -> Texts.of(project.personOf(event).properties().get(key));
                default -> Texts.of(event.properties().get(key));
            };
            value.add(text == null ? "" : Texts.firstCharacters(text, MAX_LENGTH));
        }
        return value;
    }

    /** @param deeds of one actor, in order of time */
    List<Share> shares(List<FunnelDeed> deeds, JsonNode options) {
        String attribution = options.path("breakdownAttributionType").asText("first_touch");
        List<Share> shares = new ArrayList<>();
        switch (attribution) {
            case "all_events" -> {
                for (List<String> value : values(deeds)) {
                    shares.add(new Share(
                            value,
                            deeds.stream()
                                    .filter(deed -> deed.value().equals(value))
                                    .toList(),
                            null));
                }
            }
            case "step" -> {
                int step = options.path("breakdownAttributionValue").asInt(0) + 1;
                boolean unordered = options.path("funnelOrderType").asText().equals("unordered");
                List<FunnelDeed> ofStep = deeds.stream()
                        .filter(deed -> deed.steps().contains(step))
                        .toList();
                for (List<String> value : values(ofStep)) {
                    shares.add(
                            unordered
                                    ? new Share(value, withoutOthers(deeds, step, value), null)
                                    : new Share(value, deeds, new FunnelWalk.Attributed(step, value)));
                }
            }
            case "first_touch" -> shares.add(new Share(firstOf(byTimeAndValue(deeds)), deeds, null));
            default -> {
                List<FunnelDeed> backwards = byTimeAndValue(deeds);
                Collections.reverse(backwards);
                shares.add(new Share(firstOf(backwards), deeds, null));
            }
        }
        return shares;
    }

    private static Set<List<String>> values(List<FunnelDeed> deeds) {
        Set<List<String>> values = new LinkedHashSet<>();
        deeds.forEach(deed -> values.add(deed.value()));
        return values;
    }

    /** What was done at the same instant is in no order of its own. */
    private static List<FunnelDeed> byTimeAndValue(List<FunnelDeed> deeds) {
        List<FunnelDeed> sorted = new ArrayList<>(deeds);
        sorted.sort(
                Comparator.comparing(FunnelDeed::at).thenComparing(FunnelDeed::value, ReferenceBreakdown.ASCENDING));
        return sorted;
    }

    private List<String> firstOf(List<FunnelDeed> deeds) {
        for (FunnelDeed deed : deeds) {
            if (deed.value().stream().anyMatch(part -> !part.isEmpty())) {
                return deed.value();
            }
        }
        return Collections.nCopies(keys.size(), "");
    }

    /** The step is only done by events that carry the value. */
    private static List<FunnelDeed> withoutOthers(List<FunnelDeed> deeds, int step, List<String> value) {
        List<FunnelDeed> kept = new ArrayList<>();
        for (FunnelDeed deed : deeds) {
            SortedSet<Integer> steps = new TreeSet<>(deed.steps());
            if (!deed.value().equals(value)) {
                steps.remove(step);
            }
            kept.add(new FunnelDeed(deed.number(), deed.at(), steps, deed.exclusions(), deed.value()));
        }
        return kept;
    }
}
