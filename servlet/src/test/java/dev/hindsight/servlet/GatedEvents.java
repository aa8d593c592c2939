package dev.hindsight.servlet;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.duckdb.DuckDBConnection;

/** An events database in memory that keeps whoever wants a connection waiting as long as the gate is closed. */
public final class GatedEvents implements AutoCloseable {
    private final DuckDBConnection root;
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile boolean broken;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public GatedEvents() throws SQLException {
        root = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return connection();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private Connection connection() throws SQLException, InterruptedException {
        wanted.incrementAndGet();
        gate.await();
        if (broken) {
            throw new IllegalStateException("a bug, with a secret");
        }
        return root.duplicate();
    }

    /** From now on whoever asks meets a bug. */
    public void breakDown() {
        broken = true;
    }

    /** How many connections were asked for so far. */
    public int wanted() {
        return wanted.get();
    }

    public void closeGate() {
        gate = new CountDownLatch(1);
    }

    public void openGate() {
        gate.countDown();
    }

    @Override
    public void close() throws SQLException {
        openGate();
        root.close();
    }
}
