package dev.hindsight.reference;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;

/**
 * An event as a funnel sees it.
 *
 * @param number different for different events
 * @param steps the steps that it matches, counted from 1
 * @param exclusions the steps that it stands in front of as an exclusion: it spoils the way from the step before to this one
 * @param value its breakdown value; empty without a breakdown
 */
record FunnelDeed(int number, Instant at, SortedSet<Integer> steps, SortedSet<Integer> exclusions, List<String> value) {
    boolean matchesTheSameAs(FunnelDeed other) {
        return steps.equals(other.steps) && exclusions.equals(other.exclusions);
    }
}
