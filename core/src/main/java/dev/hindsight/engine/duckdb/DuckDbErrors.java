package dev.hindsight.engine.duckdb;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells apart what a query's author can mend from what is our fault. DuckDB's driver has no error codes, only messages. */
final class DuckDbErrors {
    /** What RE2 says about a pattern it refuses, such as {@code missing ): (abc}. */
    private static final Pattern BAD_REGEX = Pattern.compile(
            "Invalid Input Error: ((?:missing|invalid|bad|no argument|trailing|unexpected|pattern too large)[^\\n]{0,300})",
            Pattern.CASE_INSENSITIVE);

    private DuckDbErrors() {}

    static RuntimeException of(SQLException error) {
        String message = String.valueOf(error.getMessage());
        Matcher regex = BAD_REGEX.matcher(message);
        if (regex.find()) {
            return HindsightException.invalid(
                    "properties", "invalid_regex", "A regular expression is not valid: " + regex.group(1));
        }
        if (message.contains("Out of Memory Error")) {
            return new HindsightException(
                    Failure.UNAVAILABLE,
                    "The query needs more memory than the events database may use. Shorten its date range or filter it"
                            + " further.",
                    error);
        }
        return new DuckDbException("a query failed", error);
    }
}
