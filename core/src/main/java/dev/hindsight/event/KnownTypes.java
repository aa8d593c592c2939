package dev.hindsight.event;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known about the types of one project's properties: learned from events, or defined by somebody, which learning never
 * overrides. Immutable.
 */
public final class KnownTypes implements PropertyTypes {
    /** Nothing is known. */
    public static final KnownTypes NONE = new KnownTypes(Map.of());

    /** Senders that make up keys as they go would otherwise grow the table for ever; further keys count as text. */
    private static final int KEYS_PER_PROJECT = 10_000;

    private final Map<Name, Definition> definitions;

    /** A property of one kind. */
    public record Name(PropertyKind kind, String key) {}

    /** @param defined by somebody, not learned */
    public record Definition(PropertyType type, boolean defined) {}

    /**
     * What a transaction brings.
     *
     * @param added of properties that were not known
     * @param replaced of properties that were
     */
    public record Change(Map<Name, Definition> added, Map<Name, Definition> replaced) {
        public boolean isEmpty() {
            return added.isEmpty() && replaced.isEmpty();
        }
    }

    public KnownTypes(Map<Name, Definition> definitions) {
        this.definitions = Map.copyOf(definitions);
    }

    @Override
    public PropertyType of(PropertyKind kind, String key) {
        Definition definition = definitions.get(new Name(kind, key));
        return definition == null ? PropertyType.STRING : definition.type();
    }

    /** Of how many properties something is known. */
    public int size() {
        return definitions.size();
    }

    /** What the evidence adds to, or takes from, what is known. */
    public Change learned(TypeEvidence evidence) {
        Change change = new Change(new HashMap<>(), new HashMap<>());
        for (PropertyKind kind : PropertyKind.values()) {
            evidence.of(kind).forEach((key, seen) -> {
                Name name = new Name(kind, key);
                Definition definition = definitions.get(name);
                if (definition == null) {
                    if (definitions.size() + change.added().size() < KEYS_PER_PROJECT) {
                        change.added().put(name, new Definition(seen, false));
                    }
                } else if (!definition.defined()
                        && definition.type() != seen
                        && definition.type() != PropertyType.STRING) {
                    change.replaced().put(name, new Definition(PropertyType.STRING, false));
                }
            });
        }
        return change;
    }

    /** What somebody says about a property. */
    public Change defined(PropertyKind kind, String key, PropertyType type) {
        Name name = new Name(kind, key);
        Map<Name, Definition> definition = Map.of(name, new Definition(type, true));
        return definitions.containsKey(name) ? new Change(Map.of(), definition) : new Change(definition, Map.of());
    }

    /** What others know in place of what is known here. */
    public Change replaced(Map<Name, Definition> others) {
        Change change = new Change(new HashMap<>(), new HashMap<>());
        others.forEach((name, definition) ->
                (definitions.containsKey(name) ? change.replaced() : change.added()).put(name, definition));
        return change;
    }

    /** What is known after a change. */
    public KnownTypes after(Change change) {
        Map<Name, Definition> next = new HashMap<>(definitions);
        next.putAll(change.added());
        next.putAll(change.replaced());
        return new KnownTypes(next);
    }
}
