package dev.hindsight.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A group of persons, stored under a name.
 *
 * @param id its number within the project
 * @param members a static one's persons are listed; of others, whoever fulfils the criterion is one
 */
public record Cohort(int id, String name, Members members) {
    /** Who is in a cohort. */
    public sealed interface Members {}

    /**
     * The persons that somebody put into the cohort.
     *
     * @param version another one after each change
     */
    public record Listed(long version) implements Members {}

    /** What a person has to fulfil. */
    public sealed interface Criterion extends Members {}

    /** Several criteria, all or any of which have to be fulfilled. */
    public record Criteria(FilterGroup.Join join, List<Criterion> criteria) implements Criterion {
        public Criteria {
            criteria = List.copyOf(criteria);
        }
    }

    /** The opposite of a criterion. */
    public record Not(Criterion opposite) implements Criterion {}

    /** A property of the person. */
    public record OfPerson(PropertyFilter filter) implements Criterion {}

    /** Being in another cohort. */
    public record InCohort(int cohort) implements Criterion {}

    /**
     * Events that the person has done.
     *
     * @param path where the criterion stands, for error messages
     * @param event a name; null when an action says which events are meant
     * @param action an action's id; null when the events have a name
     * @param properties what the events have to pass
     * @param from when they begin to count
     * @param until when they no longer count; null: now
     * @param times how many of them there have to be
     */
    public record Performed(
            @JsonIgnore String path,
            @Nullable String event,
            @Nullable Integer action,
            FilterGroup properties,
            DateBound from,
            @Nullable DateBound until,
            Count count,
            int times)
            implements Criterion {}

    /** How a number of events is compared. */
    public enum Count implements Wire {
        GTE,
        LTE,
        GT,
        LT,
        EQ,
        EXACT;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
