package dev.hindsight.reference;

import dev.hindsight.reference.ReferenceProject.Occurrence;
import dev.hindsight.reference.ReferenceRange.Bucket;
import dev.hindsight.reference.ReferenceRange.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** Who was active in the days that end with a bucket, or with the range (contract queries 3.2). */
final class TrendsActiveUsers {
    private final ReferenceRange range;
    private final int days;

    /** @param days how many of them a window holds: 7 or 30 */
    TrendsActiveUsers(ReferenceRange range, int days) {
        this.range = range;
        this.days = days;
    }

    /** The events of the window that ends where the range does; where the range begins does not matter. */
    List<Occurrence> inTheLastDays(List<Occurrence> events) {
        List<Occurrence> last = new ArrayList<>();
        for (Occurrence event : events) {
            ZonedDateTime at = range.local(event.timestamp());
            if (at.isAfter(range.to.minusDays(days)) && counts(event)) {
                last.add(event);
            }
        }
        return last;
    }

    /** The events of the window that ends with a bucket: those before the range are read too, those after it are not. */
    List<Occurrence> inTheWindowOf(Bucket bucket, List<Occurrence> events) {
        Instant end = bucket.start().toInstant();
        List<Occurrence> found = new ArrayList<>();
        for (Occurrence event : events) {
            ZonedDateTime at = range.cutToTheDay(event.timestamp());
            if (isLateEnough(at, bucket) && !at.toInstant().isAfter(end) && counts(event)) {
                found.add(event);
            }
        }
        return found;
    }

    /**
     * Days are counted by the calendar, one that never was among them. Within a day the contract leaves open what a day is where clocks
     * change: it is 24 hours, so that no hour counts somebody whom an earlier hour no longer counted.
     */
    private boolean isLateEnough(ZonedDateTime at, Bucket bucket) {
        return range.interval().compareTo(Interval.DAY) < 0
                ? at.toInstant().isAfter(bucket.start().toInstant().minus(Duration.ofDays(days)))
                : at.toLocalDate().isAfter(bucket.day().minusDays(days));
    }

    private boolean counts(Occurrence event) {
        return !range.local(event.timestamp()).isAfter(range.to) && range.isOnWantedWeekday(event.timestamp());
    }
}
