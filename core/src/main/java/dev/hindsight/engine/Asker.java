package dev.hindsight.engine;

/**
 * For whom an engine works, so that it can share its time out.
 *
 * @param projectId whose question it is
 * @param background whether nobody waits for the answer just now
 */
public record Asker(long projectId, boolean background) {
    /** The one of questions that belong to no project. */
    static final Asker NOBODY = new Asker(0, false);

    /** Somebody of a project who waits for the answer. */
    public static Asker waitingIn(long projectId) {
        return new Asker(projectId, false);
    }

    /** What a project has left to the background. */
    public static Asker backgroundOf(long projectId) {
        return new Asker(projectId, true);
    }
}
