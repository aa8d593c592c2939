package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.EngineException;

/** DuckDB failed where no caller is at fault: a bug, a full disk, a broken or locked file. */
public final class DuckDbException extends EngineException {
    private static final long serialVersionUID = 1L;

    DuckDbException(String doing, Throwable cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
