package dev.hindsight.engine.clickhouse;

import com.clickhouse.client.api.ClientException;
import com.clickhouse.jdbc.DataSourceImpl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** The driver's connections, of which those that cannot be made fail as JDBC says. */
final class DriverConnections extends DataSourceImpl {
    DriverConnections(String url, Properties properties) {
        super(url, properties);
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return super.getConnection();
        } catch (ClientException e) {
            throw ClickHouseErrors.asSql(e);
        }
    }
}
