package dev.hindsight.access;

import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import java.util.Optional;

/**
 * Knows the users of an application that Hindsight is a part of. Without one, API keys are the only way in; with one, they still
 * are a way. A host registers its own with {@code HindsightBuilder.authenticator}, or for the WAR as a provider of this interface
 * in {@code META-INF/services}, which needs a constructor without parameters.
 *
 * <p>It is asked for every request, so what it asks in turn should be quick. Thread-safe.
 */
public interface Authenticator {
    /**
     * Who sends a request, as far as the host knows. They are found, or made, as a user of Hindsight first; what they may do is
     * up to their membership and the access rules.
     *
     * @param credentials what came with the request
     * @param members finds users by their email, and makes them
     * @return empty when the host knows nothing of them: then others are asked, and API keys at last
     * @throws dev.hindsight.error.HindsightException {@code UNAUTHENTICATED} for credentials of the host's own kind that are bad
     */
    Optional<User> user(Credentials credentials, MemberStore members);
}
