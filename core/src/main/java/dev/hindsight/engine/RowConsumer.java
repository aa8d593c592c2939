package dev.hindsight.engine;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Takes the current row of a result, one after the other on one thread; never moves the cursor. */
@FunctionalInterface
public interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
}
