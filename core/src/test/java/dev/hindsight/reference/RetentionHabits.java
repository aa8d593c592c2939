package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which cells of a retention table somebody is in (contract queries 5.3 and 5.4). */
record RetentionHabits(
        ReferenceProject project, JsonNode options, ReferenceFilter filter, ReferenceRange range, List<Bucket> rows) {
    /** Somebody in a cell, or no more than an amount that they add to it. */
    record Cell(int row, int column, int people, double amount) {}

    /**
     * What somebody did.
     *
     * @param firstStarts the earliest starts, several when they are of the same microsecond
     */
    record Habit(List<Occurrence> firstStarts, List<Cell> cells) {}

    /** Eight when the field is absent, seven when it says nothing (contract queries 5.1). */
    static int intervals(JsonNode options) {
        int given =
                options.has("totalIntervals") ? options.path("totalIntervals").asInt(0) : 8;
        return given == 0 ? 7 : given;
    }

    int columns() {
        JsonNode brackets = options.path("retentionCustomBrackets");
        return brackets.isEmpty() ? intervals(options) : brackets.size() + 1;
    }

    String label(int column) {
        JsonNode brackets = options.path("retentionCustomBrackets");
        if (column == 0 || brackets.isEmpty()) {
            return String.valueOf(column);
        }
        int first = 1;
        for (int i = 0; i < column - 1; i++) {
            first += brackets.get(i).asInt();
        }
        int last = first + brackets.get(column - 1).asInt() - 1;
        return first == last ? String.valueOf(first) : first + "-" + last;
    }

    boolean firstEver() {
        return options.path("retentionType").asText("").equals("retention_first_ever_occurrence");
    }

    private boolean recurring() {
        return options.path("retentionType").asText("retention_recurring").equals("retention_recurring");
    }

    private boolean rolling() {
        return options.path("timeWindowMode").asText("").equals("24_hour_windows");
    }

    /** Which column a distance of one period or more belongs to; one that is no column when it is too far. */
    private int column(int distance) {
        // A bracket is as far from each cohort: the contract marks a distance from the first one as an accident.
        JsonNode brackets = options.path("retentionCustomBrackets");
        if (brackets.isEmpty()) {
            return distance;
        }
        int reach = 0;
        for (int i = 0; i < brackets.size(); i++) {
            reach += brackets.get(i).asInt();
            if (distance <= reach) {
                return i + 1;
            }
        }
        return brackets.size() + 1;
    }

    /** The habit that shows in the events of somebody, empty for who is in no cohort. */
    Optional<Habit> of(List<Occurrence> events) {
        List<Occurrence> starts = starts(events);
        if (starts.isEmpty()) {
            return Optional.empty();
        }
        Instant first = earliest(starts);
        List<Occurrence> firsts =
                starts.stream().filter(start -> start.timestamp().equals(first)).toList();
        Set<Integer> cohorts = new TreeSet<>();
        for (Occurrence start : rolling() ? firsts : starts) {
            cohorts.add(rolling() ? windows(rows.get(0).start().toInstant(), start.timestamp()) : index(start));
        }
        cohorts.removeIf(cohort -> cohort >= rows.size());
        if (cohorts.isEmpty()) {
            return Optional.empty();
        }
        List<Cell> cells = new ArrayList<>();
        Map<Integer, List<Occurrence>> returns = returns(events, first);
        for (int cohort : cohorts) {
            cells.add(new Cell(cohort, 0, 1, rolling() ? 0 : sum(returns.getOrDefault(cohort, List.of()))));
            addReturns(cells, cohort, returns);
        }
        return Optional.of(new Habit(firsts, cells));
    }

    private void addReturns(List<Cell> cells, int cohort, Map<Integer, List<Occurrence>> returns) {
        boolean cumulative = options.path("cumulative").asBoolean(false);
        Set<Integer> reached = new TreeSet<>();
        for (Map.Entry<Integer, List<Occurrence>> inPeriod : returns.entrySet()) {
            int distance = rolling() ? inPeriod.getKey() : inPeriod.getKey() - cohort;
            if (distance < 1 || column(distance) >= columns()) {
                continue;
            }
            int column = column(distance);
            for (int k = cumulative ? 1 : column; k <= column; k++) {
                reached.add(k);
                cells.add(new Cell(cohort, k, 0, sum(inPeriod.getValue())));
            }
        }
        reached.forEach(k -> cells.add(new Cell(cohort, k, 1, 0)));
    }

    /** The starts that put somebody into a cohort, all of them in a row of the table. */
    private List<Occurrence> starts(List<Occurrence> events) {
        List<Occurrence> starts = new ArrayList<>();
        for (Occurrence event : events) {
            if (isNamed("targetEntity", event) && (firstEver() || passesOwn("targetEntity", event))) {
                starts.add(event);
            }
        }
        if (!recurring() && !starts.isEmpty()) {
            Instant first = earliest(starts);
            starts.removeIf(event -> !event.timestamp().equals(first));
        }
        // What was done at the same microsecond was done first alike: any of it may pass.
        starts.removeIf(event -> !passesOwn("targetEntity", event) || index(event) < 0);
        return starts;
    }

    private static Instant earliest(List<Occurrence> events) {
        return events.stream()
                .map(Occurrence::timestamp)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** The returns by row, or by window since the first start: only where they are often enough. */
    private Map<Integer, List<Occurrence>> returns(List<Occurrence> events, Instant first) {
        Map<Integer, List<Occurrence>> returns = new TreeMap<>();
        for (Occurrence event : events) {
            if (!isNamed("returningEntity", event) || !passesOwn("returningEntity", event) || index(event) < 0) {
                continue;
            }
            // Sums of other events than the start leave out those before it. What is counted lies in later periods
            // anyhow.
            boolean tooEarly = rolling()
                    ? event.timestamp().isBefore(first)
                    : !event.timestamp().isAfter(first);
            if (tooEarly && (rolling() || !sameEntity())) {
                continue;
            }
            int at = rolling() ? windows(first, event.timestamp()) : index(event);
            returns.computeIfAbsent(at, any -> new ArrayList<>()).add(event);
        }
        // The contract leaves open whether sums of the cohort's own period need as many: they do.
        int enough = options.path("minimumOccurrences").asInt(1);
        returns.values().removeIf(inPeriod -> inPeriod.size() < enough);
        return returns;
    }

    private double sum(List<Occurrence> events) {
        String property = options.path("aggregationProperty").asText();
        boolean ofPersons = options.path("aggregationPropertyType").asText("").equals("person");
        double sum = 0;
        for (Occurrence event : events) {
            JsonNode properties = ofPersons ? project.personOf(event).properties() : event.properties();
            Double number = Texts.number(Texts.of(properties.get(property)));
            sum += number == null ? 0 : number;
        }
        return sum;
    }

    private int index(Occurrence event) {
        return rows.indexOf(range.start(event.timestamp().atZone(project.zone())));
    }

    /** How many windows lie between two times, by the hours or days of the wall clock that begin between them. */
    private int windows(Instant from, Instant to) {
        LocalDateTime start = LocalDateTime.ofInstant(from, project.zone());
        LocalDateTime end = LocalDateTime.ofInstant(to, project.zone());
        long hours = ChronoUnit.HOURS.between(start.truncatedTo(ChronoUnit.HOURS), end.truncatedTo(ChronoUnit.HOURS));
        long days = ChronoUnit.DAYS.between(start.toLocalDate(), end.toLocalDate());
        return (int)
                switch (options.path("period").asText("Day")) {
                    case "Hour" -> hours;
                    case "Week" -> Math.floorDiv(days, 7L);
                    case "Month" -> Math.floorDiv(days, 30L);
                    default -> Math.floorDiv(hours, 24L);
                };
    }

    private JsonNode entity(String field) {
        JsonNode entity = options.path(field);
        return entity.isObject()
                ? entity
                : JsonNodeFactory.instance.objectNode().put("id", "$pageview");
    }

    private boolean sameEntity() {
        return bare("targetEntity").equals(bare("returningEntity"));
    }

    /** What an entity means: without filters that filter nothing, with the id and the type that a missing one stands for. */
    private JsonNode bare(String field) {
        ObjectNode entity = entity(field).deepCopy();
        if (!entity.has("id")) {
            entity.putNull("id");
        }
        if (!entity.has("type")) {
            entity.put("type", "events");
        }
        ArrayNode filters = JsonNodeFactory.instance.arrayNode();
        entity.path("properties").forEach(each -> {
            boolean needsNoValue = each.path("operator").asText().endsWith("_set");
            JsonNode wanted = each.path("value");
            boolean wants = !wanted.isMissingNode() && !wanted.isNull() && !(wanted.isArray() && wanted.isEmpty());
            if (wants || needsNoValue) {
                filters.add(each);
            }
        });
        return entity.set("properties", filters);
    }

    private boolean isNamed(String field, Occurrence event) {
        JsonNode entity = entity(field);
        if (entity.path("type").asText("events").equals("actions")) {
            JsonNode action = project.actions().of(entity);
            if (action == null) {
                throw new NotInReference("an action that is not stored");
            }
            return ReferenceActions.has(action, event, filter);
        }
        return !entity.hasNonNull("id") || entity.path("id").asText().equals(event.event());
    }

    private boolean passesOwn(String field, Occurrence event) {
        return filter.passes(entity(field).path("properties"), event);
    }
}
