package dev.hindsight.error;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Tells a database that is gone, or has no connection left, from a bug. */
public final class Outage {
    /** H2: the database or its file is closed, or the connection broke. */
    private static final Set<String> H2 = Set.of("90007", "90067", "90098", "90121");

    private Outage() {}

    /** Whether a failure comes from a database that does not answer; the same call may well succeed later. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLNonTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null && isOutage(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Class 08 is the connection, 57P its end by the server, 53 a server without resources. */
    private static boolean isOutage(String state) {
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53") || H2.contains(state);
    }
}
