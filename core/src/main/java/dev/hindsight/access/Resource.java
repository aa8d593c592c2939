package dev.hindsight.access;

import java.util.List;

/** A kind of thing that access rules are about (contract insights-api 3.14). */
public enum Resource {
    INSIGHT("insight", "editor"),
    DASHBOARD("dashboard", "editor"),
    PROJECT("project", "admin");

    private static final List<String> OF_PROJECTS = List.of("none", "member", "admin");

    private final String wire;
    private final String defaultLevel;

    Resource(String wire, String defaultLevel) {
        this.wire = wire;
        this.defaultLevel = defaultLevel;
    }

    /** The spelling on the wire. */
    public String wire() {
        return wire;
    }

    /** The spelling of its levels, each including those before it. */
    public List<String> levels() {
        return this == PROJECT ? OF_PROJECTS : AccessLevel.WIRE;
    }

    /** What members may do where no rule says anything. */
    public String defaultLevel() {
        return defaultLevel;
    }
}
