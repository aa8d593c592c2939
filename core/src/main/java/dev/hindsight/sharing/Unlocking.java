package dev.hindsight.sharing;

import java.time.Duration;
import java.time.Instant;

/** What came of a try to open a share with a password. */
public sealed interface Unlocking {
    /**
     * The password was right.
     *
     * @param session what opens the share from now on; nobody but its holder knows it
     * @param until it works no longer than this
     */
    record Unlocked(String session, Instant until) implements Unlocking {
        /** Does not tell the session, wherever this ends up. */
        @Override
        public String toString() {
            return "Unlocked[until=" + until + "]";
        }
    }

    /** It was not one of the share's passwords. */
    record Wrong() implements Unlocking {}

    /**
     * Nobody looked at it: too many wrong ones came before.
     *
     * @param rest until the next one may be tried
     */
    record TooOften(Duration rest) implements Unlocking {}
}
