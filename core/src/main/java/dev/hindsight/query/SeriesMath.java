package dev.hindsight.query;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The ways to count (contract queries 3.2 and, for funnels, 4.2). */
public enum SeriesMath implements Wire {
    TOTAL,
    DAU,
    WEEKLY_ACTIVE,
    MONTHLY_ACTIVE,
    UNIQUE_SESSION,
    UNIQUE_GROUP,
    FIRST_TIME_FOR_USER,
    FIRST_TIME_FOR_USER_WITH_FILTERS,
    FIRST_MATCHING_EVENT_FOR_USER,
    FIRST_TIME_FOR_GROUP,
    FIRST_MATCHING_EVENT_FOR_GROUP,
    AVG,
    SUM,
    MIN,
    MAX,
    MEDIAN,
    P75,
    P90,
    P95,
    P99,
    AVG_COUNT_PER_ACTOR,
    MIN_COUNT_PER_ACTOR,
    MAX_COUNT_PER_ACTOR,
    MEDIAN_COUNT_PER_ACTOR,
    P75_COUNT_PER_ACTOR,
    P90_COUNT_PER_ACTOR,
    P95_COUNT_PER_ACTOR,
    P99_COUNT_PER_ACTOR,
    HOGQL;

    /** The statistic over the values of a property, or over the counts of actors; null for the others. */
    public @Nullable Statistic statistic() {
        return switch (this) {
            case AVG, AVG_COUNT_PER_ACTOR -> Statistic.AVG;
            case SUM -> Statistic.SUM;
            case MIN, MIN_COUNT_PER_ACTOR -> Statistic.MIN;
            case MAX, MAX_COUNT_PER_ACTOR -> Statistic.MAX;
            case MEDIAN, MEDIAN_COUNT_PER_ACTOR -> Statistic.MEDIAN;
            case P75, P75_COUNT_PER_ACTOR -> Statistic.P75;
            case P90, P90_COUNT_PER_ACTOR -> Statistic.P90;
            case P95, P95_COUNT_PER_ACTOR -> Statistic.P95;
            case P99, P99_COUNT_PER_ACTOR -> Statistic.P99;
            default -> null;
        };
    }

    /** Whether the statistic is over how often each actor did it, not over a property. */
    public boolean isCountPerActor() {
        return name().endsWith("_COUNT_PER_ACTOR");
    }

    /** Whether only somebody's first event counts. */
    public boolean isFirstTime() {
        return switch (this) {
            case FIRST_TIME_FOR_USER,
                    FIRST_TIME_FOR_USER_WITH_FILTERS,
                    FIRST_MATCHING_EVENT_FOR_USER,
                    FIRST_TIME_FOR_GROUP,
                    FIRST_MATCHING_EVENT_FOR_GROUP -> true;
            default -> false;
        };
    }

    /** How many numbers become one. */
    public enum Statistic {
        AVG,
        SUM,
        MIN,
        MAX,
        MEDIAN,
        P75,
        P90,
        P95,
        P99
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
