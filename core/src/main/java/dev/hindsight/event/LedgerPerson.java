package dev.hindsight.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person in a {@link PersonLedger}: stored, or created there and without a key until the store gives it one. */
public final class LedgerPerson {
    private final UUID uuid;
    private final boolean stored;
    private final Map<String, JsonNode> properties;
    private Instant createdAt;
    private boolean identified;
    private @Nullable Long key;
    private @Nullable LedgerPerson absorbedBy;
    private boolean changed;

    private LedgerPerson(
            @Nullable Long key, UUID uuid, Instant createdAt, boolean identified, Map<String, JsonNode> properties) {
        this.key = key;
        this.stored = key != null;
        this.uuid = uuid;
        this.createdAt = createdAt;
        this.identified = identified;
        this.properties = new TreeMap<>(properties);
    }

    /** What a store has of a person. */
    public static LedgerPerson stored(
            long key, UUID uuid, Instant createdAt, boolean identified, Map<String, JsonNode> properties) {
        return new LedgerPerson(key, uuid, createdAt, identified, properties);
    }

    static LedgerPerson created(UUID uuid, Instant createdAt) {
        return new LedgerPerson(null, uuid, createdAt, false, Map.of());
    }

    /**
     * The store's key of this person.
     *
     * @throws IllegalStateException before a created person has been given one
     */
    public long key() {
        if (key == null) {
            throw new IllegalStateException("a created person has no key yet");
        }
        return key;
    }

    /** Gives a created person its key. */
    public void assignKey(long newKey) {
        if (stored) {
            throw new IllegalStateException("a stored person keeps its key");
        }
        key = newKey;
    }

    public UUID uuid() {
        return uuid;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** Whether the sender has told who this is, so that more than one distinct id may stand for it. */
    public boolean identified() {
        return identified;
    }

    /** The person's properties in the order of their names; not to be changed. */
    public Map<String, JsonNode> properties() {
        return properties;
    }

    boolean isStored() {
        return stored;
    }

    boolean isChanged() {
        return changed;
    }

    boolean isAbsorbed() {
        return absorbedBy != null;
    }

    /** This person, or the one that has absorbed it in the end. */
    LedgerPerson survivor() {
        LedgerPerson survivor = this;
        while (survivor.absorbedBy != null) {
            survivor = survivor.absorbedBy;
        }
        if (survivor != this) {
            // The next look-up in a long chain takes one step.
            absorbedBy = survivor;
        }
        return survivor;
    }

    void setCreatedAt(Instant instant) {
        changed |= !createdAt.equals(instant);
        createdAt = instant;
    }

    void identify() {
        changed |= !identified;
        identified = true;
    }

    void apply(PersonUpdate update) {
        update.setOnce().forEach((name, value) -> changed |= properties.putIfAbsent(name, value) == null);
        update.set().forEach((name, value) -> changed |= !value.equals(properties.put(name, value)));
        update.unset().forEach(name -> changed |= properties.remove(name) != null);
    }

    /** Takes over all that {@code other} has. Where both have a property, the one of the {@code preferred} stays. */
    void absorb(LedgerPerson other, LedgerPerson preferred) {
        Map<String, JsonNode> joined = new LinkedHashMap<>(preferred == this ? other.properties : properties);
        joined.putAll(preferred.properties);
        properties.clear();
        properties.putAll(joined);
        createdAt = other.createdAt.isBefore(createdAt) ? other.createdAt : createdAt;
        changed = true;
        other.absorbedBy = this;
    }
}
