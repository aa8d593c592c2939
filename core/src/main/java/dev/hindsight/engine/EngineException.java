package dev.hindsight.engine;

/** An engine refused a statement, or failed, where it is not known that somebody else is at fault. */
public abstract class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
