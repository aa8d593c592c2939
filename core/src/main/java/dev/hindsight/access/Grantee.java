package dev.hindsight.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * For whom a rule holds.
 *
 * @param membership of one member; null unless it is for one
 * @param role whose members it is for; null unless it is for a role's
 */
record Grantee(@Nullable UUID membership, @Nullable UUID role) {
    static final Grantee EVERYBODY = new Grantee(null, null);

    static Grantee member(UUID membership) {
        return new Grantee(membership, null);
    }

    static Grantee role(UUID role) {
        return new Grantee(null, role);
    }

    /** As the database keeps it. */
    String text() {
        return membership != null ? "member:" + membership : role != null ? "role:" + role : "everybody";
    }

    /** How much a rule for them says about one person: what says most is asked first. */
    int weight() {
        return membership != null ? 3 : role != null ? 2 : 1;
    }
}
