package dev.hindsight.query.time;

import dev.hindsight.query.Interval;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of buckets (contract queries 3.4, label table). */
public final class BucketLabels {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("d-MMM", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d-MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("d-MMM HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter QUARTER = DateTimeFormatter.ofPattern("'Q'q uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter ISO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ENGLISH);

    private BucketLabels() {}

    /** {@code 2024-08-21}, or {@code 2024-08-21 13:00:00} for buckets shorter than a day. */
    public static List<String> days(Buckets buckets) {
        DateTimeFormatter format = buckets.interval().withinDay() ? ISO_TIME : DateTimeFormatter.ISO_LOCAL_DATE;
        return buckets.starts().stream().map(format::format).toList();
    }

    /** What people read: {@code 21-Aug-2024}; weeks are clipped to the range. */
    public static List<String> labels(Buckets buckets, ResolvedRange range) {
        List<String> labels = new ArrayList<>(buckets.size());
        for (ZonedDateTime start : buckets.starts()) {
            labels.add(
                    buckets.interval() == Interval.WEEK
                            ? week(start.toLocalDate(), range)
                            : format(buckets.interval()).format(start));
        }
        return labels;
    }

    private static DateTimeFormatter format(Interval interval) {
        return switch (interval) {
            case SECOND -> SECOND;
            case MINUTE, HOUR -> MINUTE;
            case DAY, WEEK -> DAY;
            case MONTH -> MONTH;
            case QUARTER -> QUARTER;
            case YEAR -> YEAR;
        };
    }

    /** The days of a week that lie in the range. */
    private static String week(LocalDate start, ResolvedRange range) {
        LocalDate rangeStart = range.from().toLocalDate();
        LocalDate rangeEnd = range.to().toLocalDate();
        LocalDate first = start.isBefore(rangeStart) ? rangeStart : start;
        LocalDate last = start.plusDays(6).isAfter(rangeEnd) ? rangeEnd : start.plusDays(6);
        if (first.equals(last)) {
            return DAY.format(first);
        }
        if (first.getYear() != last.getYear()) {
            return DAY.format(first) + " – " + DAY.format(last);
        }
        if (first.getMonth() != last.getMonth()) {
            return SHORT_DAY.format(first) + " – " + SHORT_DAY.format(last);
        }
        return first.getDayOfMonth() + "–" + SHORT_DAY.format(last).replace('-', ' ');
    }
}
