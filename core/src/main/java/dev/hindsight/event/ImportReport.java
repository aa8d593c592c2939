package dev.hindsight.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an import did.
 *
 * @param total its counts at the end
 * @param rejectedByReason how many rows were refused for each reason, in the order of their first row
 * @param rejected the first {@value #LISTED} refused rows
 */
public record ImportReport(ImportProgress total, Map<String, Long> rejectedByReason, List<RejectedRow> rejected) {
    static final int LISTED = 100;

    public ImportReport {
        rejectedByReason = Collections.unmodifiableMap(new LinkedHashMap<>(rejectedByReason));
        rejected = List.copyOf(rejected);
    }

    /**
     * A refused row.
     *
     * @param line the line it begins on, from 1
     * @param attr the field at fault; null when it is the row as a whole
     * @param reason what is wrong with it
     */
    public record RejectedRow(long line, @Nullable String attr, String reason) {}
}
