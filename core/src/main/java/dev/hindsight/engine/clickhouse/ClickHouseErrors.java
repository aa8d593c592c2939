package dev.hindsight.engine.clickhouse;

import com.clickhouse.client.api.ServerException;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.error.Outage;
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

    /** What the driver's own client throws, as JDBC says it. */
    static SQLException asSql(Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException server) {
                return new SQLException(server.getMessage(), state(server.getCode()), server.getCode(), error);
            }
        }
        return new SQLException(error.getMessage(), "08000", 0, error);
    }

    /** The server's codes of what may be over soon, in the words of SQL; the driver knows none of them. */
    private static String state(int code) {
        return switch (code) {
            case 192, 193, 194, 516 -> "28000"; // an unknown user, a wrong password
            case 81 -> "3D000"; // no such database
            case 243 -> "53100"; // no space
            case 242 -> "25006"; // read-only
            case 202, 252 -> "53000"; // too many queries, too many parts to merge
            case 209, 210, 279, 285, 319, 999 -> "08000"; // other servers do not answer, or the keeper of replicas
            default -> "HY000";
        };
    }

    /** Whether the engine stopped a query because it was told to. */
    static boolean isStopped(SQLException error) {
        int code = error.getErrorCode();
        return code == TIMEOUT_EXCEEDED || code == QUERY_WAS_CANCELLED;
    }

    /** Whether the server answered, and says something about the statement rather than about itself. */
    private static boolean isRefusal(SQLException error) {
        return error.getErrorCode() > 0 && state(error.getErrorCode()).equals("HY000");
    }

    static RuntimeException of(SQLException error) {
        return of("a query failed", error);
    }

    static RuntimeException of(String doing, SQLException error) {
        return switch (error.getErrorCode()) {
            case CANNOT_COMPILE_REGEXP -> {
                Matcher regex = BAD_REGEX.matcher(String.valueOf(error.getMessage()));
                yield HindsightException.invalid(
                        "properties",
                        "invalid_regex",
                        "A regular expression is not valid" + (regex.find() ? ": " + regex.group(1) : "."));
            }
            case MEMORY_LIMIT_EXCEEDED ->
                new HindsightException(
                        Failure.UNAVAILABLE,
                        "The query needs more memory than the events database may use. Shorten its date range or filter"
                                + " it further.",
                        error);
            default ->
                isRefusal(error)
                        ? new ClickHouseException(doing, error)
                        : Outage.of(new SQLException(null, state(error.getErrorCode()), error.getErrorCode(), error))
                                .<RuntimeException>map(outage -> new HindsightException(
                                        Failure.UNAVAILABLE, "The events database " + outage.words() + ".", error))
                                .orElseGet(() -> new ClickHouseException(doing, error));
        };
    }
}
