package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.EngineException;

/** ClickHouse failed where no caller is at fault: a bug, a full disk, a lost table. */
public final class ClickHouseException extends EngineException {
    private static final long serialVersionUID = 1L;

    ClickHouseException(String doing, Throwable cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
