package dev.hindsight.refresh;

/** How far a calculation has come. */
public enum RunState {
    /** Waits for a node. */
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED,
    /** Its node is gone, and nobody waited for the answer or it was tried often enough. */
    LOST;

    /** Whether it has come to an end. */
    public boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }
}
