package dev.hindsight.schema;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pools of connections that we open ourselves, where no host gives us its own. */
public final class OwnPool {
    /** Whoever asks learns within this that a database is gone. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(OwnPool.class);

    private OwnPool() {}

    /**
     * A pool of a database that answers; the pool itself would tell the log of one that does not, whenever it is tried.
     *
     * @param database as messages call it, such as {@code metadata}
     * @param driver the class of the driver: by name, because drivers of a web application's class loader do not announce
     *     themselves
     * @param size how many connections it has at most
     * @throws SQLException when the database does not answer, or does not let the user in
     */
    public static HikariDataSource open(
            String database, String url, String driver, @Nullable String user, @Nullable String password, int size)
            throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setDriverClassName(driver);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setPoolName("hindsight-" + database);
        config.setExceptionOverride(new GoneForGood());
        DataSource single = new DriverDataSource(
                config.getJdbcUrl(),
                config.getDriverClassName(),
                config.getDataSourceProperties(),
                config.getUsername(),
                config.getPassword());
        try (Connection first = single.getConnection()) {
            LOG.debug(
                    "The {} database answers: {}", database, first.getMetaData().getDatabaseProductVersion());
            return new HikariDataSource(config);
        }
    }
}
