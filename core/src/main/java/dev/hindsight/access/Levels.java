package dev.hindsight.access;

import org.jspecify.annotations.Nullable;

/** One caller's levels on the objects of one project, known without further look-ups. */
public final class Levels {
    private final long userId;
    private final boolean managesAll;

    Levels(long userId, boolean managesAll) {
        this.userId = userId;
        this.managesAll = managesAll;
    }

    /**
     * The level on an object.
     *
     * @param createdBy the creator's user id; null when unknown
     */
    public AccessLevel of(@Nullable Long createdBy) {
        boolean creator = createdBy != null && createdBy == userId;
        return creator || managesAll ? AccessLevel.MANAGER : AccessLevel.EDITOR;
    }
}
