package dev.hindsight;

/** Entry point of the library. */
public final class Hindsight {
    private Hindsight() {}
}
