package dev.hindsight.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What somebody may do with an object, each level including those before it (contract insights-api 3.14). */
public enum AccessLevel {
    NONE,
    VIEWER,
    EDITOR,
    MANAGER;

    static final List<String> WIRE =
            Arrays.stream(values()).map(AccessLevel::wire).toList();

    /** The spelling on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean includes(AccessLevel other) {
        return compareTo(other) >= 0;
    }

    static AccessLevel of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
