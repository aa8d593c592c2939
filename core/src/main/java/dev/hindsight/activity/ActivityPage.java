package dev.hindsight.activity;

import java.util.List;

/**
 * A part of the log.
 *
 * @param total how many entries there are on all pages
 * @param entries newest first; empty beyond the end
 */
public record ActivityPage(long total, List<Activity> entries) {
    public ActivityPage {
        entries = List.copyOf(entries);
    }
}
