package dev.hindsight.engine;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the current row of a result; never moves the cursor. */
@FunctionalInterface
public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
}
