package dev.hindsight.engine.duckdb;

import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;

/** What one transaction changes of a project, while it is found out. Not thread-safe. */
final class Changed {
    private final Set<LocalDate> days = new TreeSet<>();
    private boolean persons;
    private boolean types;

    void addDay(LocalDate day) {
        days.add(day);
    }

    void addPersons() {
        persons = true;
    }

    void addTypes() {
        types = true;
    }

    /** The days (UTC) whose events are no longer what they were. */
    Set<LocalDate> days() {
        return days;
    }

    boolean persons() {
        return persons;
    }

    boolean types() {
        return types;
    }
}
