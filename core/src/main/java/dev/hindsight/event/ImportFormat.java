package dev.hindsight.event;

import dev.hindsight.error.HindsightException;
import java.nio.file.Path;
import java.util.Locale;

/** How events are laid out in a file; either may be compressed with gzip, which is seen from its first bytes. */
public enum ImportFormat {
    /** RFC 4180 with a header of the columns {@code timestamp, event, distinct_id, properties} and, if wanted, {@code uuid}. */
    CSV,
    /** One event of the capture format on each line. */
    JSON_LINES;

    /**
     * The format that a file's name tells.
     *
     * @throws HindsightException {@code validation_error}, attr {@code file}, if it tells none
     */
    public static ImportFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        if (plain.endsWith(".csv")) {
            return CSV;
        }
        if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson")) {
            return JSON_LINES;
        }
        throw HindsightException.invalid(
                "file", "A file name must end in .csv, .jsonl or .ndjson, with or without .gz.");
    }
}
