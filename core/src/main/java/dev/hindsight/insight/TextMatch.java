package dev.hindsight.insight;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An insight that a searched text fits (contract insights-api 3.2).
 *
 * @param exact whether it contains the text; else it only contains one that is near
 * @param score how near, from 0 to 1
 * @param called what people call it
 */
record TextMatch(long id, boolean exact, double score, String called) {
    static final Comparator<TextMatch> BEST_FIRST = Comparator.comparing(TextMatch::exact)
            .reversed()
            .thenComparing(Comparator.comparingDouble(TextMatch::score).reversed())
            .thenComparing(match -> match.called().toLowerCase(Locale.ROOT))
            .thenComparingLong(TextMatch::id);

    private static final double NEAR_NAME = 0.3;
    private static final double NEAR_DESCRIPTION = 0.4;
    private static final double WEIGHT_OF_DESCRIPTION = 0.5;

    static Optional<TextMatch> of(
            NearText searched,
            long id,
            @Nullable String name,
            @Nullable String derivedName,
            @Nullable String description,
            boolean exact) {
        double called = Math.max(searched.to(name, NEAR_NAME), searched.to(derivedName, NEAR_NAME));
        double text = searched.to(description, NEAR_DESCRIPTION);
        if (!exact && called < NEAR_NAME && text < NEAR_DESCRIPTION) {
            return Optional.empty();
        }
        return Optional.of(new TextMatch(
                id,
                exact,
                Math.max(called, WEIGHT_OF_DESCRIPTION * text),
                name != null && !name.isEmpty() ? name : Objects.requireNonNullElse(derivedName, "")));
    }
}
