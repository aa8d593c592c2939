package dev.hindsight.refresh;

import dev.hindsight.error.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what is answered and calculated, for whoever counts. Called on the threads that do it, several at a time: it must not wait,
 * and not throw.
 */
public interface Observer {
    /** Hears nothing. */
    Observer NONE = new Observer() {};

    /** Why an answer has to be calculated. */
    enum Cause {
        /** Whoever asked did not want one that is kept. */
        FORCED,
        /** None is kept. */
        MISSING,
        /** Something that the one that is kept was calculated from has changed. */
        CHANGED,
        /** The one that is kept is older than the mode allows, and nobody knows whether it still holds. */
        OLD,
        /** The one that is kept will soon be old. */
        AHEAD
    }

    /**
     * Somebody was shown an answer.
     *
     * @param reason why it is this one; null: nothing is kept, and nothing was calculated for them
     */
    default void answered(Answer.@Nullable Reason reason) {}

    /** Somebody wants an answer calculated, now or in the background; others may be at it already. */
    default void wanted(Cause cause) {}

    /**
     * A calculation has ended on this node.
     *
     * @param kind of the query, such as {@code TrendsQuery}
     * @param failure as those who waited are told; null: there is an answer
     * @param background whether nobody waited
     * @param took waiting for the engine included
     */
    default void calculated(String kind, @Nullable Failure failure, boolean background, Duration took) {}
}
