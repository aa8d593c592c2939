package dev.hindsight.query.time;

import dev.hindsight.engine.Sql;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The offsets of a zone from UTC within a range. A range has only a few changes, so a row's local time is its UTC time and a
 * small CASE over constants: the same on all engines, and many times faster than a time-zone function per row.
 */
public final class ZoneOffsets {
    /** From {@code since} on (null: from the beginning) clocks are {@code seconds} ahead of UTC. */
    private record Segment(Instant since, int seconds) {
        long micros() {
            return seconds * 1_000_000L;
        }
    }

    private static final int HOUR = 3_600;
    private static final long LONG_AGO = -9_000_000_000_000_000_000L;

    private final List<Segment> segments;

    private ZoneOffsets(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    /** The offsets in {@code zone} for instants from {@code from} until {@code until}. */
    public static ZoneOffsets between(ZoneId zone, Instant from, Instant until) {
        ZoneRules rules = zone.getRules();
        Instant begin = begin(rules, from);
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(begin, rules.getOffset(begin).getTotalSeconds()));
        for (ZoneOffsetTransition change = rules.nextTransition(begin);
                change != null && change.getInstant().isBefore(until);
                change = rules.nextTransition(change.getInstant())) {
            segments.add(
                    new Segment(change.getInstant(), change.getOffsetAfter().getTotalSeconds()));
        }
        return new ZoneOffsets(segments);
    }

    /** Before the clocks were changed within an hour, where that is why the bucket around {@code from} does not begin with the hour. */
    private static Instant begin(ZoneRules rules, Instant from) {
        ZoneOffsetTransition change = rules.previousTransition(from.plusNanos(1));
        boolean counts = change != null
                && change.getInstant().isAfter(from.minusSeconds(HOUR))
                && !(isAtMultipleOf(HOUR, change.getInstant(), change.getOffsetBefore())
                        && isAtMultipleOf(HOUR, change.getInstant(), change.getOffsetAfter()));
        return counts ? change.getInstant().minusSeconds(1) : from;
    }

    private static boolean isAtMultipleOf(int seconds, Instant time, ZoneOffset offset) {
        return (time.getEpochSecond() + offset.getTotalSeconds()) % seconds == 0;
    }

    /** The offset in microseconds of a UTC timestamp, as a 64-bit expression; a constant when it never changes. */
    public Sql micros(Sql timestamp) {
        return choose(timestamp, Segment::micros);
    }

    /**
     * The microseconds since the epoch at which the clocks were last changed before a UTC timestamp, as a 64-bit expression;
     * long before all events when they were not changed in the range.
     */
    public Sql lastChange(Sql timestamp) {
        return choose(
                timestamp,
                segment -> segment.equals(segments.get(0))
                        ? LONG_AGO
                        : ChronoUnit.MICROS.between(Instant.EPOCH, segment.since()));
    }

    private Sql choose(Sql timestamp, ToLongFunction<Segment> value) {
        if (segments.size() == 1) {
            return Sql.of(Long.toString(value.applyAsLong(segments.get(0))));
        }
        Sql cases = Sql.of("CASE");
        for (int i = 1; i < segments.size(); i++) {
            LocalDateTime change = LocalDateTime.ofInstant(segments.get(i).since(), ZoneOffset.UTC);
            cases = cases.then("WHEN")
                    .then(timestamp)
                    .then("< ? THEN " + value.applyAsLong(segments.get(i - 1)), change);
        }
        return cases.then("ELSE " + value.applyAsLong(segments.get(segments.size() - 1)) + " END");
    }

    /** Whether every offset is a whole multiple of {@code seconds}. */
    public boolean areMultiplesOf(int seconds) {
        return segments.stream().allMatch(segment -> segment.seconds() % seconds == 0);
    }

    /** Whether the clocks change only when they show a whole multiple of {@code seconds}, before and after. */
    public boolean changeAtMultiplesOf(int seconds) {
        for (int i = 1; i < segments.size(); i++) {
            long change = segments.get(i).since().getEpochSecond();
            if ((change + segments.get(i - 1).seconds()) % seconds != 0
                    || (change + segments.get(i).seconds()) % seconds != 0) {
                return false;
            }
        }
        return true;
    }
}
