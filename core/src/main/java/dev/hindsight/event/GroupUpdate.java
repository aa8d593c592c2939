package dev.hindsight.event;

import java.util.List;

/**
 * How an event tells of a group: {@code $groupidentify} with the properties {@code $group_type}, {@code $group_key} and
 * {@code $group_set}, an object of what is to be set. Groups are nowhere but in these events: of each property, the latest value
 * holds.
 */
public final class GroupUpdate {
    /** The event's name. */
    public static final String EVENT = "$groupidentify";

    /** The property that has the name of the group's type. */
    public static final String TYPE = "$group_type";

    /** The property that has the key of the group. */
    public static final String KEY = "$group_key";

    /** The property that has what is to be set, an object. */
    public static final String SET = "$group_set";

    private GroupUpdate() {}

    /** Where such an event has a property of the group: the keys on the way to it. */
    public static List<String> path(String property) {
        return List.of(SET, property);
    }

    /** The name under which {@link PropertyTypes} knows a property of groups of a type, as one of events. */
    public static String typeName(String groupType, String property) {
        return SET + "." + groupType + "." + property;
    }
}
