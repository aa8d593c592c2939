package dev.hindsight.project;

import java.util.Arrays;

/** What a member is in an organization; {@link #wireValue} is the number that clients see. */
public enum MembershipLevel {
    MEMBER(1),
    ADMIN(8),
    OWNER(15);

    private final int wireValue;

    MembershipLevel(int wireValue) {
        this.wireValue = wireValue;
    }

    static MembershipLevel of(int wireValue) {
        return Arrays.stream(values())
                .filter(level -> level.wireValue == wireValue)
                .findFirst()
                .orElseThrow();
    }

    public int wireValue() {
        return wireValue;
    }
}
