package dev.hindsight.servlet;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** An H2 database of its own that counts statements about people and projects; what runs in the background has others. */
public final class CountingDatabase {
    private static final Pattern COUNTED = Pattern.compile(
            "hindsight\\.(account|membership|role|role_membership|organization|project|access_control)\\b");

    private final JdbcDataSource database = new JdbcDataSource();
    private final AtomicInteger count = new AtomicInteger();

    public CountingDatabase() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                CountingDatabase.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, values) -> {
                    Object result = invoke(method, database, values);
                    return result instanceof Connection connection ? counting(connection) : result;
                });
    }

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                CountingDatabase.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, values) -> {
                    if (method.getName().equals("prepareStatement")
                            && COUNTED.matcher(String.valueOf(values[0])).find()) {
                        count.incrementAndGet();
                    }
                    return invoke(method, connection, values);
                });
    }

    private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] values) throws Throwable {
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** How many statements there were since somebody asked last. */
    public int takeCount() {
        return count.getAndSet(0);
    }
}
