package dev.hindsight.event;

import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;

/** What one transaction changes of a project, while it is found out. Not thread-safe. */
public final class Changed {
    private final Set<LocalDate> days = new TreeSet<>();
    private boolean persons;
    private boolean types;

    public void addDay(LocalDate day) {
        days.add(day);
    }

    public void addPersons() {
        persons = true;
    }

    public void addTypes() {
        types = true;
    }

    /** The days (UTC) whose events are no longer what they were. */
    public Set<LocalDate> days() {
        return days;
    }

    public boolean persons() {
        return persons;
    }

    public boolean types() {
        return types;
    }
}
