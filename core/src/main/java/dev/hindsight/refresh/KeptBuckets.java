package dev.hindsight.refresh;

import dev.hindsight.event.Changes;
import dev.hindsight.query.KnownBuckets;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The values of buckets as they are kept beside an answer, with the marks of the days that they were calculated from.
 *
 * @param persons the mark of what is kept of persons; null: not read
 * @param days the marks by the number of the day
 */
record KeptBuckets(long types, @Nullable Long persons, Map<Long, Long> days, List<Value> values) {
    /** No value is known. */
    static final byte[] NOTHING = {};

    /** More days than this are not remembered: reading them would take longer than it spares. */
    private static final int MOST_DAYS = 5_000;

    /** No form before was one of bytes: those began with a brace. */
    private static final byte FORM = 1;

    private static final int HEAD = 2 + 2 * Long.BYTES + 2 * Integer.BYTES;
    private static final int DAY = 2 * Long.BYTES;
    private static final int VALUE = Integer.BYTES + 2 * Long.BYTES + Double.BYTES;

    /** @param from in microseconds, as is {@code until} */
    record Value(int series, long from, long until, double value) {}

    /** In a form to be kept. */
    static byte[] of(Map<KnownBuckets.Bucket, Double> buckets, Changes changes, boolean persons) {
        Map<Long, Long> days = new HashMap<>();
        List<Value> values = new ArrayList<>();
        buckets.forEach((bucket, value) -> {
            values.add(new Value(bucket.series(), micros(bucket.from()), micros(bucket.until()), value));
            for (LocalDate day = first(bucket); !day.isAfter(last(bucket)); day = day.plusDays(1)) {
                days.put(day.toEpochDay(), changes.ofDay(day));
            }
        });
        if (values.isEmpty() || days.size() > MOST_DAYS) {
            return NOTHING;
        }
        return new KeptBuckets(changes.types(), persons ? changes.persons() : null, days, values).bytes();
    }

    /** In a form to be kept. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + days.size() * DAY + values.size() * VALUE)
                .put(FORM)
                .putLong(types)
                .put((byte) (persons == null ? 0 : 1))
                .putLong(persons == null ? 0 : persons)
                .putInt(days.size())
                .putInt(values.size());
        days.forEach((day, mark) -> bytes.putLong(day).putLong(mark));
        for (Value value : values) {
            bytes.putInt(value.series).putLong(value.from).putLong(value.until).putDouble(value.value);
        }
        return bytes.array();
    }

    /** What was kept; nothing of other forms, which are those of other versions of ours. */
    static Optional<KeptBuckets> read(byte[] kept) {
        if (kept.length == 0 || kept[0] != FORM) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(kept, 1, kept.length - 1);
        long types = bytes.getLong();
        boolean read = bytes.get() != 0;
        long persons = bytes.getLong();
        int dayCount = bytes.getInt();
        int valueCount = bytes.getInt();
        Map<Long, Long> days = new HashMap<>();
        for (int i = 0; i < dayCount; i++) {
            days.put(bytes.getLong(), bytes.getLong());
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < valueCount; i++) {
            values.add(new Value(bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getDouble()));
        }
        return Optional.of(new KeptBuckets(types, read ? persons : null, days, values));
    }

    /** Those values whose days are as they were. */
    static KnownBuckets stillHolding(byte[] kept, Changes now) {
        return read(kept).map(then -> then.stillHolding(now)).orElse(KnownBuckets.NONE);
    }

    private KnownBuckets stillHolding(Changes now) {
        if (types != now.types() || (persons != null && persons != now.persons())) {
            return KnownBuckets.NONE;
        }
        Map<KnownBuckets.Bucket, Double> known = new HashMap<>();
        values.forEach(value -> known.put(
                new KnownBuckets.Bucket(value.series, instant(value.from), instant(value.until)), value.value));
        return bucket -> {
            Double value = known.get(bucket);
            return value == null || changed(bucket, now) ? OptionalDouble.empty() : OptionalDouble.of(value);
        };
    }

    private boolean changed(KnownBuckets.Bucket bucket, Changes now) {
        for (LocalDate day = first(bucket); !day.isAfter(last(bucket)); day = day.plusDays(1)) {
            if (!Objects.equals(days.get(day.toEpochDay()), now.ofDay(day))) {
                return true;
            }
        }
        return false;
    }

    private static LocalDate first(KnownBuckets.Bucket bucket) {
        return LocalDate.ofInstant(bucket.from(), ZoneOffset.UTC);
    }

    private static LocalDate last(KnownBuckets.Bucket bucket) {
        return LocalDate.ofInstant(bucket.until().minus(1, ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
