package dev.hindsight.refresh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.event.Changes;
import dev.hindsight.query.KnownBuckets;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final JsonMapper JSON = new JsonMapper();

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
        try {
            return JSON.writeValueAsBytes(
                    new KeptBuckets(changes.types(), persons ? changes.persons() : null, days, values));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those values whose days are as they were. */
    static KnownBuckets stillHolding(byte[] kept, Changes now) {
        if (kept.length == 0) {
            return KnownBuckets.NONE;
        }
        KeptBuckets then;
        try {
            then = JSON.readValue(kept, KeptBuckets.class);
        } catch (IOException e) {
            throw new IllegalStateException("kept buckets are not what was kept", e);
        }
        Long persons = then.persons;
        if (then.types != now.types() || (persons != null && persons != now.persons())) {
            return KnownBuckets.NONE;
        }
        Map<KnownBuckets.Bucket, Double> values = new HashMap<>();
        then.values.forEach(value -> values.put(
                new KnownBuckets.Bucket(value.series, instant(value.from), instant(value.until)), value.value));
        return bucket -> {
            Double value = values.get(bucket);
            return value == null || then.changed(bucket, now) ? OptionalDouble.empty() : OptionalDouble.of(value);
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
