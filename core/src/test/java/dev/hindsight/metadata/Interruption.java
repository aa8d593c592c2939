package dev.hindsight.metadata;

import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Ends one statement as a deadlock would, at a place that tests choose and that no race hits every time. */
public final class Interruption implements AutoCloseable {
    private final SqlStatements settings;
    private final SqlLogger before;

    private @Nullable String part;

    /** @param part of the statement that fails the first time it is run, and never again */
    public Interruption(Jdbi jdbi, String part) {
        this.part = part;
        settings = jdbi.getConfig(SqlStatements.class);
        before = settings.getSqlLogger();
        settings.setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                String wanted = Interruption.this.part;
                if (wanted != null && String.valueOf(context.getRenderedSql()).contains(wanted)) {
                    Interruption.this.part = null;
                    throw new IllegalStateException(new SQLException("deadlock detected", "40P01"));
                }
            }
        });
    }

    /** Whether the statement came. */
    public boolean happened() {
        return part == null;
    }

    @Override
    public void close() {
        settings.setSqlLogger(before);
    }
}
