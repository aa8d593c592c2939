package dev.hindsight.query;

import java.util.Locale;

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

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
