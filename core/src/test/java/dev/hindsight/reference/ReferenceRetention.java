package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import dev.hindsight.reference.ReferenceRange.Bucket;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers a retention query actor by actor (contract queries 5). Expects a query that is valid. */
public final class ReferenceRetention {
    private final ReferenceProject project;
    private final JsonNode query;
    private final JsonNode options;
    private final String period;
    private final ReferenceRange range;
    private final List<Bucket> rows;
    private final ReferenceSeries shared;
    private final RetentionHabits habits;
    private final @Nullable ReferenceBreakdown breakdown;

    /** The table of one value; amounts are sums of the property. */
    private final class Table {
        final String value;
        final long[][] counts = new long[rows.size()][habits.columns()];
        final double[][] amounts = new double[rows.size()][habits.columns()];

        Table(String value) {
            this.value = value;
        }

        String value() {
            return value;
        }

        long size() {
            long size = 0;
            for (long[] row : counts) {
                size += row[0];
            }
            return size;
        }
    }

    private ReferenceRetention(ReferenceProject project, JsonNode query, Instant now) {
        this.project = project;
        this.query = query;
        options = query.path("retentionFilter");
        if (query.path("samplingFactor").asDouble(1) < 1) {
            throw new NotInReference("sampling of retention");
        }
        period = options.path("period").asText("Day");
        ReferenceDates dates = new ReferenceDates(project.zone(), project.weekStart(), now);
        ReferenceFilter filter = new ReferenceFilter(project, dates);
        shared = new ReferenceSeries(project, filter, query);
        ReferenceRange asked = ReferenceRange.current(
                dates,
                ReferenceRange.Interval.valueOf(period.toUpperCase(Locale.ROOT)),
                query.path("dateRange"),
                project.earliest());
        // Rows are whole periods: dates of one period are a row of it, even when the later one comes first.
        range = asked.with(asked.start(asked.from).start(), asked.to);
        rows = query.path("dateRange").hasNonNull("date_from") ? range.allBuckets() : lastOnes();
        habits = new RetentionHabits(project, options, filter, range, rows);
        breakdown = ReferenceBreakdown.of(query.path("breakdownFilter"), "");
    }

    /** The {@code results} list of the query at the time {@code now}. */
    public static ArrayNode results(ReferenceProject project, JsonNode query, Instant now) {
        return new ReferenceRetention(project, query, now).results();
    }

    /**
     * As many periods as there are columns, up to the one of date_to (contract queries 5.2). They are counted by the
     * calendar: a date that never was is one of them, and no row.
     */
    private List<Bucket> lastOnes() {
        Bucket last = range.start(range.to);
        int before = RetentionHabits.intervals(options) - 1;
        ZonedDateTime first = switch (range.interval()) {
            case HOUR -> last.start().minusHours(before);
            case WEEK -> midnight(last.day().minusWeeks(before));
            case MONTH -> midnight(last.day().minusMonths(before));
            default -> midnight(last.day().minusDays(before));
        };
        return range.with(range.start(first).start(), range.to).allBuckets();
    }

    private ZonedDateTime midnight(LocalDate day) {
        return day.atStartOfDay(project.zone());
    }

    private ArrayNode results() {
        Map<String, Table> tables = new HashMap<>();
        if (breakdown == null) {
            table(tables, "");
        }
        for (List<Occurrence> events : byActor().values()) {
            if (breakdown == null) {
                habits.of(events).ifPresent(habit -> add(table(tables, ""), habit));
            } else if (habits.firstEver()) {
                // The first start alone says which value somebody is of: the least one when there are several firsts.
                habits.of(events).ifPresent(habit -> {
                    String value = habit.firstStarts().stream()
                            .map(this::value)
                            .min(Texts::compare)
                            .orElseThrow();
                    add(table(tables, value), habit);
                });
            } else {
                // Somebody of two values is like two people, one of each: also for who was there first.
                byValue(events)
                        .forEach((value, ofValue) ->
                                habits.of(ofValue).ifPresent(habit -> add(table(tables, value), habit)));
            }
        }
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        kept(tables.values()).forEach(table -> addRows(result, table));
        return result;
    }

    private Map<String, List<Occurrence>> byActor() {
        Map<String, List<Occurrence>> byActor = new HashMap<>();
        for (Occurrence event : project.events()) {
            String actor = actor(event);
            if (actor != null
                    && range.isWithin(rows, event.timestamp())
                    && range.isOnWantedWeekday(event.timestamp())
                    && shared.passesQuery(event)) {
                byActor.computeIfAbsent(actor, any -> new ArrayList<>()).add(event);
            }
        }
        return byActor;
    }

    private @Nullable String actor(Occurrence event) {
        if (!query.hasNonNull("aggregation_group_type_index")) {
            return project.personKey(event);
        }
        String group = Texts.of(event.properties()
                .get("$group_" + query.path("aggregation_group_type_index").asInt()));
        return "".equals(group) ? null : group;
    }

    private Map<String, List<Occurrence>> byValue(List<Occurrence> events) {
        Map<String, List<Occurrence>> byValue = new HashMap<>();
        for (Occurrence event : events) {
            byValue.computeIfAbsent(value(event), any -> new ArrayList<>()).add(event);
        }
        return byValue;
    }

    /** Only the first part counts; a value that is missing is an empty text (contract queries 5.4). */
    private String value(Occurrence event) {
        if (breakdown == null) {
            throw new IllegalStateException("nothing to break down by");
        }
        String value = breakdown.parts().get(0).valueOf(project, event);
        return value == null ? "" : value;
    }

    private Table table(Map<String, Table> tables, String value) {
        return tables.computeIfAbsent(value, Table::new);
    }

    private static void add(Table table, RetentionHabits.Habit habit) {
        for (RetentionHabits.Cell cell : habit.cells()) {
            table.counts[cell.row()][cell.column()] += cell.people();
            table.amounts[cell.row()][cell.column()] += cell.amount();
        }
    }

    /** Those with the largest cohorts first, the remaining ones together (contract queries 5.4). */
    private List<Table> kept(Collection<Table> tables) {
        List<Table> ranked = new ArrayList<>(tables);
        ranked.sort(Comparator.comparing(Table::size).reversed().thenComparing(Table::value, Texts::compare));
        if (breakdown == null || ranked.size() <= breakdown.limit()) {
            return ranked;
        }
        List<Table> kept = new ArrayList<>(ranked.subList(0, breakdown.limit()));
        if (!breakdown.hideOther()) {
            Table other = new Table(ReferenceBreakdown.OTHER);
            for (Table rest : ranked.subList(breakdown.limit(), ranked.size())) {
                for (int i = 0; i < rows.size(); i++) {
                    for (int k = 0; k < habits.columns(); k++) {
                        other.counts[i][k] += rest.counts[i][k];
                        other.amounts[i][k] += rest.amounts[i][k];
                    }
                }
            }
            kept.add(other);
        }
        return kept;
    }

    private void addRows(ArrayNode result, Table table) {
        String aggregation = options.path("aggregationType").asText("count");
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode row = result.addObject();
            row.put(
                    "date",
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(rows.get(i).start()));
            row.put("label", period + " " + i).put("breakdown_value", breakdown == null ? null : table.value);
            ArrayNode values = row.putArray("values");
            for (int k = 0; k < habits.columns(); k++) {
                long count = table.counts[i][k];
                double amount = table.amounts[i][k];
                ObjectNode value = values.addObject().put("count", count).put("label", period + " " + habits.label(k));
                if (aggregation.equals("sum")) {
                    value.put("aggregation_value", amount);
                } else if (aggregation.equals("avg")) {
                    value.put("aggregation_value", count == 0 ? 0 : amount / count);
                }
            }
        }
    }
}
