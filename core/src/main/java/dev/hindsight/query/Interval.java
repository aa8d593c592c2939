package dev.hindsight.query;

/** The width of a bucket (contract queries 2.2). */
public enum Interval implements Wire {
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR;

    @Override
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether buckets are shorter than a day, and so are spans of instants rather than of local days. */
    public boolean withinDay() {
        return compareTo(DAY) < 0;
    }
}
