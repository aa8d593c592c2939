package dev.hindsight.query;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a series is split by values (contract queries 2.7).
 *
 * @param parts one to three, never empty
 * @param listValued values are lists, because the client used {@code breakdowns}
 * @param limit how many values are kept; null: the display decides
 * @param hideOther whether the row of all remaining values is left out
 */
public record Breakdown(
        List<Part> parts, boolean listValued, @Nullable Integer limit, boolean hideOther) {
    /** The value of all remaining values (contract queries 2.7, sentinels). */
    public static final String OTHER = "$$_posthog_breakdown_other_$$";

    /** The value of events without a value. */
    public static final String NONE = "$$_posthog_breakdown_null_$$";

    /** The value of all users, beside those of cohorts. */
    public static final String ALL = "all";

    public Breakdown {
        parts = List.copyOf(parts);
    }

    /**
     * One property to split by.
     *
     * @param property its name; the ids of cohorts, separated by commas
     * @param histogramBins null: by value
     */
    public record Part(
            String property,
            Type type,
            @Nullable Integer groupTypeIndex,
            @Nullable Integer histogramBins,
            boolean normalizeUrl,
            boolean pathCleaning) {
        public boolean isCohort() {
            return type == Type.COHORT;
        }

        /** Of cohorts, the values: ids as text, and {@link #ALL}; in the order asked for, each once. */
        public List<String> cohorts() {
            return Stream.of(property.split(",", -1)).distinct().toList();
        }
    }

    /** What is split by. */
    public enum Type implements Wire {
        EVENT,
        PERSON,
        SESSION,
        GROUP,
        COHORT,
        HOGQL,
        EVENT_METADATA,
        DATA_WAREHOUSE,
        DATA_WAREHOUSE_PERSON_PROPERTY,
        ELEMENT;

        @Override
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
