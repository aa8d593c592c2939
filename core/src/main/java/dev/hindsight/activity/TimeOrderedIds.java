package dev.hindsight.activity;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDs of version 7: the time in milliseconds, then 12 bits for its fraction, then chance. Those of one instance strictly
 * ascend, even when the clock stands still or goes back.
 */
final class TimeOrderedIds {
    private final AtomicLong last = new AtomicLong();
    private final SecureRandom random = new SecureRandom();

    UUID next(Instant at) {
        long millis = at.toEpochMilli();
        long nanosBeyond = Duration.between(Instant.ofEpochMilli(millis), at).toNanos();
        long wanted = (millis << 12) | (nanosBeyond * 4096 / 1_000_000);
        long time = last.updateAndGet(previous -> Math.max(previous + 1, wanted));
        long high = (time >>> 12 << 16) | 0x7000L | (time & 0xfff);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
