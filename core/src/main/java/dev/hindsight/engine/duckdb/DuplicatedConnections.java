package dev.hindsight.engine.duckdb;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that share the database of one root connection; the only way to share one that is in memory. Thread-safe.
 *
 * <p>After a fatal error, such as a full disk, DuckDB refuses everything until the database was opened anew, which takes that all
 * connections to it are closed.
 */
final class DuplicatedConnections implements DataSource, AutoCloseable {
    /** Whoever used a connection when the error came gives it back before long, since nothing works on it any more. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(DuplicatedConnections.class);

    private final @Nullable Opening opening;
    private volatile DuckDBConnection root;
    private boolean closed;

    /** Until when is waited for the database to come back, by {@link System#nanoTime}; whoever comes later does not wait. */
    private long patientUntil;

    /** Opens the database once more. */
    @FunctionalInterface
    interface Opening {
        DuckDBConnection open() throws SQLException;
    }

    /** @param opening null: the database is in memory and would be another one */
    DuplicatedConnections(DuckDBConnection root, @Nullable Opening opening) {
        this.root = root;
        this.opening = opening;
    }

    @Override
    public Connection getConnection() throws SQLException {
        DuckDBConnection shared = root;
        return shared.isClosed() ? reopened().duplicate() : shared.duplicate();
    }

    /** Whether nothing works any more until the database was opened anew. */
    static boolean isFatal(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("FATAL Error") || message.contains("database has been invalidated");
    }

    /** Opens the database anew if that is what it needs; whoever comes next tries again when it cannot be done yet. */
    void mendAfter(SQLException failure) {
        if (opening == null || !isFatal(failure)) {
            return;
        }
        try {
            reopened();
        } catch (SQLException e) {
            LOG.warn("The events database cannot be opened again yet: {}", e.getMessage());
        }
    }

    private synchronized DuckDBConnection reopened() throws SQLException {
        if (closed || opening == null) {
            throw new SQLException("the events database is closed");
        }
        if (!root.isClosed()) {
            if (works(root)) {
                return root; // somebody else has mended it
            }
            LOG.warn("The events database has failed and is opened anew");
            root.close();
            patientUntil = System.nanoTime() + PATIENCE.toNanos();
        }
        while (true) {
            DuckDBConnection next = opening.open();
            if (works(next)) {
                root = next;
                LOG.info("The events database is open again");
                return next;
            }
            next.close();
            if (System.nanoTime() - patientUntil > 0) {
                throw new SQLException("the events database has failed, and connections to it are in use still");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean works(DuckDBConnection connection) {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("select 1");
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        closed = true;
        root.close();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public java.util.logging.Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a wrapper of " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
