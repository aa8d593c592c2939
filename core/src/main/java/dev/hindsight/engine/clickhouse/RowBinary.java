package dev.hindsight.engine.clickhouse;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows in ClickHouse's format of that name: values one after the other, in the order of the columns. Not thread-safe. */
final class RowBinary {
    private byte[] bytes = new byte[1 << 12];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes, 0, size);
    }

    RowBinary int64(long value) {
        room(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >> shift);
        }
        return this;
    }

    RowBinary int32(int value) {
        room(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >> shift);
        }
        return this;
    }

    RowBinary bool(boolean value) {
        room(1);
        bytes[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    RowBinary uuid(UUID value) {
        return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
    }

    /** As DateTime64(6). */
    RowBinary micros(Instant value) {
        return int64(ChronoUnit.MICROS.between(Instant.EPOCH, value));
    }

    /** As Date32. */
    RowBinary day(LocalDate value) {
        return int32(Math.toIntExact(value.toEpochDay()));
    }

    RowBinary text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        length(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    RowBinary nullableText(@Nullable String value) {
        bool(value == null);
        return value == null ? this : text(value);
    }

    RowBinary texts(Map<String, String> values) {
        length(values.size());
        values.forEach((key, value) -> text(key).text(value));
        return this;
    }

    /** Seven bits a byte, the lowest first. */
    private void length(int value) {
        room(5);
        int left = value;
        while (left > 0x7f) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + (bytes.length >> 1), Math.addExact(size, more)));
        }
    }
}
