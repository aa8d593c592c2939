package dev.hindsight;

import dev.hindsight.error.Outage;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Databases that cannot be opened just now: a later try may well succeed. Its message is safe to show. */
public final class UnopenedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Map<String, String> reasons;

    private UnopenedException(Map<String, String> reasons, RuntimeException first) {
        super(
                reasons.entrySet().stream()
                        .map(each -> "The " + each.getKey() + " database " + each.getValue() + ".")
                        .collect(Collectors.joining(" ")),
                first);
        this.reasons = reasons;
    }

    static UnopenedException of(Map<String, RuntimeException> failures) {
        Map<String, String> reasons = new TreeMap<>();
        failures.forEach((database, failure) -> reasons.put(
                database, Outage.of(failure).map(Outage::words).orElse("cannot be opened; the log says why")));
        return new UnopenedException(reasons, failures.values().iterator().next());
    }

    /** What is wrong, by database: {@code metadata}, {@code events} or both. */
    public Map<String, String> reasons() {
        return Map.copyOf(reasons);
    }
}
