package dev.hindsight.reference;

/** The query uses something that the reference does not interpret. */
public final class NotInReference extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotInReference(String feature) {
        super(feature);
    }
}
