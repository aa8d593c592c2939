package dev.hindsight.query.lifecycle;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is in an interval, in the order of the result's rows (contract queries 6.1). */
enum Status {
    NEW,
    RETURNING,
    RESURRECTING,
    DORMANT;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Status> of(String wire) {
        return Arrays.stream(values())
                .filter(status -> status.wire().equals(wire))
                .findFirst();
    }
}
