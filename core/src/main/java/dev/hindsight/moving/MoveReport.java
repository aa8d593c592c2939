package dev.hindsight.moving;

import dev.hindsight.engine.Sql;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * What source and target have after a copy, counted in both.
 *
 * @param events of the source
 * @param persons of the source
 * @param differences what the target has another number of, a sentence each; empty when the copy is whole
 */
public record MoveReport(long events, long persons, List<String> differences) {
    private static final Map<String, Sql> COUNTS = Map.of(
            "events of different names", Sql.of("SELECT count(DISTINCT event) AS n FROM events"),
            "persons with events", Sql.of("SELECT count(DISTINCT person_id) AS n FROM events"),
            "persons", Sql.of("SELECT count(*) AS n FROM persons"),
            "distinct ids", Sql.of("SELECT count(*) AS n FROM person_distinct_ids"),
            "members of static cohorts",
                    Sql.of(
                            "SELECT count(*) AS n FROM (SELECT DISTINCT project_id, cohort_id, person_id FROM cohort_people) members"),
            "properties with a known type", Sql.of("SELECT count(*) AS n FROM property_types"));

    public MoveReport {
        differences = List.copyOf(differences);
    }

    static MoveReport of(
            ToLongFunction<Sql> source,
            ToLongFunction<Sql> target,
            Map<LocalDate, Long> sourceDays,
            Map<LocalDate, Long> targetDays) {
        List<String> differences = new ArrayList<>();
        for (String what : new TreeSet<>(COUNTS.keySet())) {
            Sql count = COUNTS.getOrDefault(what, Sql.EMPTY);
            long mine = source.applyAsLong(count);
            long its = target.applyAsLong(count);
            if (mine != its) {
                differences.add(its + " " + what + " instead of " + mine);
            }
        }
        TreeSet<LocalDate> days = new TreeSet<>(sourceDays.keySet());
        days.addAll(targetDays.keySet());
        for (LocalDate day : days) {
            long mine = sourceDays.getOrDefault(day, 0L);
            long its = targetDays.getOrDefault(day, 0L);
            if (mine != its) {
                differences.add(its + " events of " + day + " instead of " + mine);
            }
        }
        return new MoveReport(
                sourceDays.values().stream().mapToLong(Long::longValue).sum(),
                source.applyAsLong(COUNTS.getOrDefault("persons", Sql.EMPTY)),
                differences);
    }

    /** Whether the target has all that the source has, and nothing else. */
    public boolean isWhole() {
        return differences.isEmpty();
    }
}
