package dev.hindsight.engine.duckdb;

/** DuckDB failed where no caller is at fault: a bug, a full disk, a broken or locked file. */
public final class DuckDbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DuckDbException(String doing, Throwable cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
