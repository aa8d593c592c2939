package dev.hindsight.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule that says which events are meant, stored under a name (contract queries 1.6).
 *
 * @param id its number within the project
 * @param steps an event is meant if any of them takes it; none: every event is
 */
public record Action(int id, String name, List<Step> steps) {
    /** The event of which alone the elements are looked at. */
    public static final String AUTOCAPTURE = "$autocapture";

    public Action {
        steps = List.copyOf(steps);
    }

    /**
     * What an event has to be; what is null, or without filters, is not asked for.
     *
     * @param path where the step stands, for error messages
     * @param url about {@code $current_url}
     * @param selector about the elements of an {@code $autocapture} event, as are {@code tagName}, {@code href} and {@code
     *     text}; of other events they ask nothing
     */
    public record Step(
            @JsonIgnore String path,
            @Nullable String event,
            @Nullable TextRule url,
            @Nullable String selector,
            @Nullable String tagName,
            @Nullable TextRule href,
            @Nullable TextRule text,
            FilterGroup properties) {}

    /** What a text has to be. */
    public record TextRule(Matching matching, String value) {}

    /** How a rule looks at a text. */
    public enum Matching implements Wire {
        CONTAINS,
        EXACT,
        REGEX;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
