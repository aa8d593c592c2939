package dev.hindsight.engine.clickhouse;

import com.clickhouse.client.api.ServerException;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells apart what a query's author can mend, what may be over soon, and what is our fault. */
final class ClickHouseErrors {
    private static final int TIMEOUT_EXCEEDED = 159;
    private static final int MEMORY_LIMIT_EXCEEDED = 241;
    private static final int QUERY_WAS_CANCELLED = 394;
    private static final int CANNOT_COMPILE_REGEXP = 427;

    /** What RE2 says about a pattern it refuses. */
    private static final Pattern BAD_REGEX =
            Pattern.compile("error: ([^\\n]{1,300}?)(?:\\.? Look at|: While|\\. \\(|$)");

    private ClickHouseErrors() {}

    /** What the driver's own client throws, as its JDBC part would. */
    static SQLException asSql(Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException server) {
                return new SQLException(server.getMessage(), "HY000", server.getCode(), error);
            }
        }
        return new SQLException(error.getMessage(), "08000", 0, error);
    }

    /** Whether the engine stopped a query because it was told to. */
    static boolean isStopped(SQLException error) {
        int code = error.getErrorCode();
        return code == TIMEOUT_EXCEEDED || code == QUERY_WAS_CANCELLED;
    }

    static RuntimeException of(SQLException error) {
        return of("a query failed", error);
    }

    static RuntimeException of(String doing, SQLException error) {
        String message = String.valueOf(error.getMessage());
        switch (error.getErrorCode()) {
            case CANNOT_COMPILE_REGEXP -> {
                Matcher regex = BAD_REGEX.matcher(message);
                return HindsightException.invalid(
                        "properties",
                        "invalid_regex",
                        "A regular expression is not valid" + (regex.find() ? ": " + regex.group(1) : "."));
            }
            case MEMORY_LIMIT_EXCEEDED -> {
                return new HindsightException(
                        Failure.UNAVAILABLE,
                        "The query needs more memory than the events database may use. Shorten its date range or filter"
                                + " it further.",
                        error);
            }
            default -> {
                return isOfConnection(error)
                        ? new HindsightException(Failure.UNAVAILABLE, "The events database does not answer.", error)
                        : new ClickHouseException(doing, error);
            }
        }
    }

    /** Without a code of the server, nothing came from it. */
    private static boolean isOfConnection(SQLException error) {
        return error.getErrorCode() == 0;
    }
}
