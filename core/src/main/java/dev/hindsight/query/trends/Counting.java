package dev.hindsight.query.trends;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Measure;
import dev.hindsight.query.SeriesMath;

/** What is counted of a group of events (contract queries 3.2). */
enum Counting {
    /** The events themselves. */
    EVENTS,
    /** Different persons. */
    PERSONS,
    /** A statistic over a property. */
    PROPERTY,
    /** A statistic over how many events each person has. */
    EVENTS_OF_EACH_PERSON;

    static Counting of(Measure measure) {
        SeriesMath math = measure.math();
        if (math == SeriesMath.DAU || math.isFirstTime()) {
            return PERSONS;
        }
        if (math.isCountPerActor()) {
            return EVENTS_OF_EACH_PERSON;
        }
        // Without a property there is nothing to aggregate but the events.
        return math.statistic() == null || measure.property() == null ? EVENTS : PROPERTY;
    }

    /** Whether the result is a whole number. */
    boolean isWhole() {
        return this == EVENTS || this == PERSONS;
    }

    /** The statistic of {@code math} over {@code value}: 0 where there are no values. */
    static Sql statistic(Dialect dialect, SeriesMath math, Sql value) {
        SeriesMath.Statistic statistic = math.statistic();
        if (statistic == null) {
            throw new IllegalArgumentException(math + " is no statistic");
        }
        Sql amount = switch (statistic) {
            case AVG -> Sql.format("avg({})", value);
            case SUM -> Sql.format("sum({})", value);
            case MIN -> Sql.format("min({})", value);
            case MAX -> Sql.format("max({})", value);
            case MEDIAN -> dialect.quantile(value, 0.5);
            case P75 -> dialect.quantile(value, 0.75);
            case P90 -> dialect.quantile(value, 0.9);
            case P95 -> dialect.quantile(value, 0.95);
            case P99 -> dialect.quantile(value, 0.99);
        };
        return Sql.format("coalesce({}, 0)", amount);
    }

    /** What makes one number of those of all remaining breakdown values (contract queries 3.7). */
    static String merging(Measure measure, boolean totalValue) {
        return switch (measure.math()) {
            case MAX -> "max";
            case MIN -> "min";
            case AVG -> totalValue ? "avg" : "sum";
            default -> "sum";
        };
    }
}
