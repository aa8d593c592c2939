package dev.hindsight.event;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * When what a project keeps changed last: marks, another random number with each change and 0 where nothing ever changed.
 * While the marks of what a question reads stay the same, so does its answer. Marks say nothing about before and after, so
 * that they also tell a database that was restored from one that went on.
 */
public final class Changes {
    /** Nothing ever changed, or nobody says when something does: no answer can be proved to be still current. */
    public static final Changes NONE = new Changes(new TreeMap<>(), 0, 0);

    private final NavigableMap<LocalDate, Long> days;
    private final long persons;
    private final long types;
    /** Of all days together: most questions reach the last one, and there may be thousands. */
    private final long ofAllDays;

    /**
     * Some marks.
     *
     * @param days of the events of each day (UTC): events that came, and events that came to belong to another person; not
     *     changed any more
     * @param persons of the properties of persons, their times of creation and the cohorts that they are in
     * @param types of what is known about the types of properties
     */
    public Changes(NavigableMap<LocalDate, Long> days, long persons, long types) {
        this(Collections.unmodifiableNavigableMap(days), together(days), persons, types);
    }

    private Changes(NavigableMap<LocalDate, Long> days, long ofAllDays, long persons, long types) {
        this.days = days;
        this.ofAllDays = ofAllDays;
        this.persons = persons;
        this.types = types;
    }

    /** With the same days. */
    public Changes with(long persons, long types) {
        return new Changes(days, ofAllDays, persons, types);
    }

    public NavigableMap<LocalDate, Long> days() {
        return days;
    }

    public long persons() {
        return persons;
    }

    public long types() {
        return types;
    }

    /** One number for the marks of all days. */
    public long ofAllDays() {
        return ofAllDays;
    }

    /** One number for the marks of all days up to one, itself included. */
    public long until(LocalDate last) {
        return days.isEmpty() || !days.lastKey().isAfter(last) ? ofAllDays : together(days.headMap(last, true));
    }

    /** The mark of a day. */
    public long ofDay(LocalDate day) {
        return days.getOrDefault(day, 0L);
    }

    private static long together(Map<LocalDate, Long> days) {
        long sum = 0;
        for (Map.Entry<LocalDate, Long> day : days.entrySet()) {
            sum += mixed(day.getKey().toEpochDay(), day.getValue());
        }
        return sum;
    }

    /** Spreads the difference of any bit over all of them: the finalizer of MurmurHash3. */
    private static long mixed(long day, long mark) {
        long mixed = mark ^ (day * 0x9E3779B97F4A7C15L);
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Changes changes
                && days.equals(changes.days)
                && persons == changes.persons
                && types == changes.types;
    }

    @Override
    public int hashCode() {
        return Objects.hash(days, persons, types);
    }

    @Override
    public String toString() {
        return "Changes[days=" + days + ", persons=" + persons + ", types=" + types + "]";
    }
}
