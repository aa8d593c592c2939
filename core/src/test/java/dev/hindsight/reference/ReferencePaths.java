package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers a paths query person by person (contract queries 6.3). Expects a query that is valid. */
public final class ReferencePaths {
    private static final Duration GAP = Duration.ofMinutes(30);

    private final ReferenceProject project;
    private final JsonNode query;
    private final JsonNode options;
    private final ReferenceFilter filter;
    private final ReferenceRange range;

    private ReferencePaths(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        this.query = query;
        options = query.path("pathsFilter");
        if (query.hasNonNull("funnelPathsFilter")
                || options.path("pathReplacements").asBoolean()
                || query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("paths around a funnel, rules of the project, sampling");
        }
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        filter = new ReferenceFilter(project, dates);
        range = ReferenceRange.current(dates, ReferenceRange.Interval.DAY, query.path("dateRange"), project.earliest());
    }

    /** The {@code results} list of the query at the time {@code now}. */
    public static ArrayNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferencePaths(project, query, now).results();
    }

    private record Stop(String item, Instant at) {}

    private record Edge(String source, String target) {}

    private ArrayNode results() {
        Map<String, List<Stop>> byPerson = new HashMap<>();
        for (Occurrence event : project.events()) {
            String item = isWanted(event) ? item(event) : null;
            if (item != null) {
                byPerson.computeIfAbsent(project.personKey(event), any -> new ArrayList<>())
                        .add(new Stop(item, event.timestamp()));
            }
        }
        Map<Edge, List<Duration>> passages = new HashMap<>();
        for (List<Stop> stops : byPerson.values()) {
            stops.sort(Comparator.comparing(Stop::at).thenComparing(Stop::item, Texts::compare));
            for (List<Stop> visit : visits(stops)) {
                addEdges(cut(collapsed(visit)), passages);
            }
        }
        return shaped(passages);
    }

    private boolean isWanted(Occurrence event) {
        ZonedDateTime at = event.timestamp().atZone(project.zone());
        ZonedDateTime from = range.from.toLocalDate().atStartOfDay(project.zone());
        if (range.from.isAfter(range.to) || at.isBefore(from) || at.isAfter(range.to)) {
            return false;
        }
        JsonNode days = query.path("dateRange").path("daysOfWeek");
        if (!days.isEmpty()
                && !texts(days).contains(Integer.toString(at.getDayOfWeek().getValue()))) {
            return false;
        }
        List<String> kinds = texts(options.path("includeEventTypes"));
        boolean named = false;
        boolean included = false;
        for (String kind : kinds) {
            switch (kind) {
                case "hogql" -> throw new NotInReference("items by an expression");
                case "custom_event" -> included |= !event.event().startsWith("$");
                default -> included |= event.event().equals(kind);
            }
            named = true;
        }
        return (!named || included)
                && filter.passes(query.path("properties"), event)
                && (!query.path("filterTestAccounts").asBoolean(false)
                        || filter.passes(project.testAccountFilters(), event));
    }

    /** What an event is called; null when it is left out. */
    private @Nullable String item(Occurrence event) {
        String item = switch (event.event()) {
            case "$pageview" -> property(event, "$current_url");
            case "$screen" -> property(event, "$screen_name");
            default -> event.event();
        };
        if (event.event().equals("$pageview")) {
            item = withoutSlash(item);
        }
        for (JsonNode rule : options.path("localPathCleaningFilters")) {
            item = Pattern.compile(rule.path("regex").asText())
                    .matcher(item)
                    .replaceAll(rule.path("alias").asText().replaceAll("\\\\([0-9])", "\\$$1"));
        }
        String cleaned = item;
        for (String pattern : texts(options.path("pathGroupings"))) {
            if (hasWildcard(cleaned, pattern)) {
                item = pattern;
                break;
            }
        }
        boolean excluding = !options.path("includeEventTypes").isEmpty();
        return excluding && texts(options.path("excludeEvents")).contains(item) ? null : item;
    }

    /** Whether the literal parts of a pattern occur one after the other. */
    private static boolean hasWildcard(String item, String pattern) {
        int at = 0;
        for (String literal : pattern.split("\\*")) {
            int found = item.indexOf(literal, at);
            if (found < 0) {
                return false;
            }
            at = found + literal.length();
        }
        return true;
    }

    private static String property(Occurrence event, String key) {
        String text = Texts.of(event.properties().path(key));
        return text == null ? "" : text;
    }

    private static String withoutSlash(String text) {
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static List<List<Stop>> visits(List<Stop> stops) {
        List<List<Stop>> visits = new ArrayList<>();
        Instant before = null;
        for (Stop stop : stops) {
            if (before == null || Duration.between(before, stop.at()).compareTo(GAP) >= 0) {
                visits.add(new ArrayList<>());
            }
            visits.get(visits.size() - 1).add(stop);
            before = stop.at();
        }
        return visits;
    }

    private static List<Stop> collapsed(List<Stop> visit) {
        List<Stop> kept = new ArrayList<>();
        for (Stop stop : visit) {
            if (!kept.isEmpty() && kept.get(kept.size() - 1).item().equals(stop.item())) {
                kept.remove(kept.size() - 1);
            }
            kept.add(stop);
        }
        return kept;
    }

    /** The items of a visit that are its path; empty when it has none. */
    private List<Stop> cut(List<Stop> visit) {
        String start = withoutSlash(options.path("startPoint").asText(""));
        String end = withoutSlash(options.path("endPoint").asText(""));
        int limit = options.path("stepLimit").asInt(5);
        List<Stop> path = visit;
        if (!start.isEmpty()) {
            int at = indexOf(path, start, 0);
            if (at < 0) {
                return List.of();
            }
            path = path.subList(at, path.size());
        }
        if (end.isEmpty()) {
            return path.subList(0, Math.min(limit, path.size()));
        }
        // An end is after the start: a path from an item to itself is a round trip.
        int last = indexOf(path, end, start.isEmpty() ? 0 : 1);
        if (last < 0) {
            return List.of();
        }
        path = path.subList(0, last + 1);
        if (path.size() <= limit) {
            return path;
        }
        if (start.isEmpty()) {
            return path.subList(path.size() - limit, path.size());
        }
        int half = limit / 2;
        List<Stop> shortened = new ArrayList<>(path.subList(0, half));
        shortened.add(new Stop("...", path.get(half).at()));
        shortened.addAll(path.subList(path.size() - half, path.size()));
        return shortened;
    }

    private static int indexOf(List<Stop> path, String item, int from) {
        for (int i = from; i < path.size(); i++) {
            if (path.get(i).item().equals(item)) {
                return i;
            }
        }
        return -1;
    }

    private static void addEdges(List<Stop> path, Map<Edge, List<Duration>> passages) {
        for (int i = 1; i < path.size(); i++) {
            Stop from = path.get(i - 1);
            Stop to = path.get(i);
            passages.computeIfAbsent(
                            new Edge(i + "_" + from.item(), (i + 1) + "_" + to.item()), any -> new ArrayList<>())
                    .add(Duration.between(from.at(), to.at()));
        }
    }

    private ArrayNode shaped(Map<Edge, List<Duration>> passages) {
        List<Edge> edges = new ArrayList<>(passages.keySet());
        int least = options.path("minEdgeWeight").asInt(0);
        int most = options.path("maxEdgeWeight").asInt(0);
        edges.removeIf(edge -> {
            int weight = times(passages, edge).size();
            return (least > 0 && weight < least) || (most > 0 && weight > most);
        });
        edges.sort(Comparator.<Edge>comparingInt(edge -> -times(passages, edge).size())
                .thenComparing(Edge::source, Texts::compare)
                .thenComparing(Edge::target, Texts::compare));
        List<Edge> heaviest =
                edges.subList(0, Math.min(options.path("edgeLimit").asInt(50), edges.size()));
        Set<String> reached = new HashSet<>();
        heaviest.stream().filter(edge -> edge.source().startsWith("1_")).forEach(edge -> reached.add(edge.source()));
        for (int round = 0; round < 50; round++) {
            heaviest.stream()
                    .filter(edge -> reached.contains(edge.source()))
                    .forEach(edge -> reached.add(edge.target()));
        }
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Edge edge : heaviest) {
            List<Duration> times = times(passages, edge);
            if (reached.contains(edge.source())) {
                long micros =
                        times.stream().mapToLong(time -> time.toNanos() / 1_000).sum();
                rows.addObject()
                        .put("source", edge.source())
                        .put("target", edge.target())
                        .put("value", times.size())
                        .put("average_conversion_time", (double) micros / times.size() / 1_000);
            }
        }
        return rows;
    }

    private static List<Duration> times(Map<Edge, List<Duration>> passages, Edge edge) {
        return passages.getOrDefault(edge, List.of());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
