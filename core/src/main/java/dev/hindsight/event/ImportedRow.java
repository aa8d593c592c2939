package dev.hindsight.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import org.jspecify.annotations.Nullable;

/**
 * A row of an imported file.
 *
 * @param line the line it begins on, from 1
 * @param identity its content, equal for rows that say the same
 * @param event the event in the capture format; null when it cannot be read
 * @param problem why it cannot be read
 */
record ImportedRow(
        long line,
        String identity,
        @Nullable JsonNode event,
        @Nullable HindsightException problem) {
    static ImportedRow read(long line, String identity, JsonNode event) {
        return new ImportedRow(line, identity, event, null);
    }

    static ImportedRow unreadable(long line, HindsightException problem) {
        return new ImportedRow(line, "", null, problem);
    }
}
