package dev.hindsight.servlet.api;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Instant;

/** The time by which buckets are filled again. */
record ClockMeter(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
        Instant now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    @Override
    public boolean isWallClockBased() {
        return true;
    }
}
