package dev.hindsight.event;

import java.util.OptionalInt;

/**
 * The types of groups of projects, such as {@code company}: the type with index N is the one of the property {@code $group_N}
 * (contract queries 7.5). Senders say the types' names.
 */
@FunctionalInterface
public interface GroupTypes {
    /** How many types a project can have. */
    int MOST = 5;

    /** How long the name of a type can be. */
    int LONGEST_NAME = 200;

    /**
     * The index of a type, 0 to 4, which it gets the first time that a project hears of it.
     *
     * @param type 1 to {@link #LONGEST_NAME} characters
     * @return empty when the project has as many others as it can have
     */
    OptionalInt index(long projectId, String type);
}
