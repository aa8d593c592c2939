package dev.hindsight.access;

import java.security.Principal;
import java.util.Optional;

/** What a request says of who sends it. */
public interface Credentials {
    /** A header, by its name in any case; of several the first. */
    Optional<String> header(String name);

    /** A cookie's value. */
    Optional<String> cookie(String name);

    /** Whom the container has signed in already. */
    Optional<Principal> principal();
}
