package dev.hindsight.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Uuids for imported rows that bring none. They follow from the project, the row's content and how often the same content
 * came before, so that a file imported twice stores nothing twice while equal rows in one file are events of their own.
 *
 * <p>What came before is kept as 32 bits a row. Two different rows that share them only make the later one count as a
 * repetition, and it does so in every import of that file.
 */
final class RowUuids {
    private final long projectId;
    private final MessageDigest digest;
    private final Map<Integer, Integer> repetitions = new HashMap<>();
    private int[] seen = new int[1 << 12];
    private int seenCount;

    RowUuids(long projectId) {
        this.projectId = projectId;
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** @param identity ISO 8859-1 text that is equal for equal rows */
    UUID next(String identity) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, projectId));
        byte[] name = digest.digest(identity.getBytes(StandardCharsets.ISO_8859_1));
        int repetition = timesSeen(ByteBuffer.wrap(name).getInt());
        if (repetition > 0) {
            digest.update(name);
            name = digest.digest(
                    ByteBuffer.allocate(Integer.BYTES).putInt(0, repetition).array());
        }
        // Marked as a name-based uuid (RFC 9562).
        name[6] = (byte) ((name[6] & 0x0f) | 0x30);
        name[8] = (byte) ((name[8] & 0x3f) | 0x80);
        ByteBuffer bits = ByteBuffer.wrap(name);
        return new UUID(bits.getLong(), bits.getLong());
    }

    private int timesSeen(int hash) {
        // 0 marks a free place.
        int key = hash == 0 ? 1 : hash;
        return add(key) ? 0 : repetitions.merge(key, 1, Integer::sum);
    }

    private boolean add(int key) {
        if (seenCount * 4L > seen.length * 3L) {
            grow();
        }
        int at = key & (seen.length - 1);
        while (seen[at] != 0) {
            if (seen[at] == key) {
                return false;
            }
            at = (at + 1) & (seen.length - 1);
        }
        seen[at] = key;
        seenCount++;
        return true;
    }

    private void grow() {
        int[] before = seen;
        seen = new int[before.length * 2];
        seenCount = 0;
        for (int key : before) {
            if (key != 0) {
                add(key);
            }
        }
    }
}
