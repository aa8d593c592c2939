package dev.hindsight.event;

import java.util.function.Supplier;

/** Types of properties as they were read last, which are read again only when their mark is another. Thread-safe. */
public final class RememberedTypes {
    /** The properties of all projects together: some tens of megabytes. */
    private static final int ROOM = 200_000;

    private final Remembered<Long, KnownTypes> remembered = new Remembered<>(ROOM, KnownTypes::size);

    /**
     * Types as of some marks, or of later ones.
     *
     * @param reading reads them as of now
     * @param now reads the marks as of now
     */
    public KnownTypes of(long projectId, Changes asOf, Supplier<KnownTypes> reading, Supplier<Changes> now) {
        long mark = asOf.types();
        if (mark == Changes.NONE.types()) {
            return reading.get(); // nobody says when they change
        }
        return remembered.find(projectId, mark).orElseGet(() -> {
            KnownTypes read = reading.get();
            // Newer ones would be wrong under this mark if the database came to be what it was then.
            if (now.get().types() == mark) {
                remembered.put(projectId, mark, read);
            }
            return read;
        });
    }
}
