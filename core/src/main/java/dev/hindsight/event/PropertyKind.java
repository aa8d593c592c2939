package dev.hindsight.event;

/** What a property belongs to. */
public enum PropertyKind {
    EVENT,
    PERSON
}
