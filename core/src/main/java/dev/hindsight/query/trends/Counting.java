package dev.hindsight.query.trends;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Interval;
import dev.hindsight.query.Measure;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.session.SessionField;
import java.util.Optional;

/** What is counted of a group of events (contract queries 3.2). */
enum Counting {
    /** The events themselves. */
    EVENTS,
    /** Different persons, groups or sessions. */
    ACTORS,
    /** Different persons or groups that were active in the days before. */
    ACTIVE_ACTORS,
    /** A statistic over a property. */
    PROPERTY,
    /** A statistic over a figure of sessions. */
    SESSIONS,
    /** A statistic over how many events each person has. */
    EVENTS_OF_EACH_PERSON,
    /** Whatever an expression makes of them. */
    EXPRESSION;

    static Counting of(Measure measure, TrendsQuery query) {
        SeriesMath math = measure.math();
        if (math.isCountPerActor()) {
            return EVENTS_OF_EACH_PERSON;
        }
        return switch (math) {
            case HOGQL -> EXPRESSION;
            case DAU,
                    UNIQUE_SESSION,
                    UNIQUE_GROUP,
                    FIRST_TIME_FOR_USER,
                    FIRST_TIME_FOR_USER_WITH_FILTERS,
                    FIRST_MATCHING_EVENT_FOR_USER,
                    FIRST_TIME_FOR_GROUP,
                    FIRST_MATCHING_EVENT_FOR_GROUP -> ACTORS;
            case WEEKLY_ACTIVE, MONTHLY_ACTIVE -> isWithinBucket(math, query) ? ACTORS : ACTIVE_ACTORS;
            // Without a property there is nothing to aggregate but the events.
            default -> math.statistic() == null || measure.property() == null ? EVENTS : ofProperty(measure);
        };
    }

    private static Counting ofProperty(Measure measure) {
        return sessionFigure(measure).isPresent() ? SESSIONS : PROPERTY;
    }

    /** What of sessions property math aggregates; the duration is always that of the session (contract queries 3.2). */
    static Optional<SessionField> sessionFigure(Measure measure) {
        String property = measure.property();
        boolean ofSession =
                "$session_duration".equals(property) || measure.propertyType().equals("session_properties");
        return property == null || !ofSession
                ? Optional.empty()
                : SessionField.of(property).filter(field -> switch (field.type()) {
                    case NUMBER, BOOLEAN -> true;
                    case TEXT, TIME, PERSON, TEXTS -> false;
                });
    }

    /** Whether a bucket is at least as long as the days looked back on, so that they are just the bucket. */
    private static boolean isWithinBucket(SeriesMath math, TrendsQuery query) {
        Interval longest = math == SeriesMath.WEEKLY_ACTIVE ? Interval.DAY : Interval.WEEK;
        return query.roundingInterval().compareTo(longest) > 0;
    }

    /** How many days an active actor may look back on. */
    static int days(SeriesMath math) {
        return math == SeriesMath.WEEKLY_ACTIVE ? 7 : 30;
    }

    /** Whether the result is a whole number. */
    boolean isWhole() {
        return this == EVENTS || this == ACTORS || this == ACTIVE_ACTORS;
    }

    /** Whether a sample of the events has to be scaled up to all of them (contract queries 2.6). */
    boolean growsWithSample(SeriesMath math) {
        return isWhole() || this == EXPRESSION || ((this == PROPERTY || this == SESSIONS) && math == SeriesMath.SUM);
    }

    /** The statistic of {@code math} over {@code value}: 0 where there are no values. */
    static Sql statistic(Dialect dialect, SeriesMath math, Sql value) {
        return Sql.format("coalesce({}, 0)", statisticOrNull(dialect, math, value));
    }

    /** The statistic of {@code math} over {@code value}: null where there are no values. */
    static Sql statisticOrNull(Dialect dialect, SeriesMath math, Sql value) {
        SeriesMath.Statistic statistic = math.statistic();
        if (statistic == null) {
            throw new IllegalArgumentException(math + " is no statistic");
        }
        return switch (statistic) {
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
    }

    /** What makes one number of those of all remaining breakdown values (contract queries 3.7). */
    static String merging(Measure measure, boolean totalValue) {
        if (measure.property() == null) {
            // The events themselves were counted.
            return "sum";
        }
        return switch (measure.math()) {
            case MAX -> "max";
            case MIN -> "min";
            case AVG -> totalValue ? "avg" : "sum";
            default -> "sum";
        };
    }
}
