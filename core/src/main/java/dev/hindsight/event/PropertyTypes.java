package dev.hindsight.event;

/** The known types of one project's properties. */
@FunctionalInterface
public interface PropertyTypes {
    /** Nothing is known: every property is text. */
    PropertyTypes NONE = (kind, key) -> PropertyType.STRING;

    /** The type of a property; {@code STRING} when nothing is known. */
    PropertyType of(PropertyKind kind, String key);
}
