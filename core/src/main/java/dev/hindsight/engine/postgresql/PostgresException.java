package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.EngineException;

/** PostgreSQL failed where no caller is at fault: a bug, a full disk, a wrong password, a server that does not answer. */
public final class PostgresException extends EngineException {
    private static final long serialVersionUID = 1L;

    PostgresException(String doing, Throwable cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
