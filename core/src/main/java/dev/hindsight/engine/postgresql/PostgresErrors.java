package dev.hindsight.engine.postgresql;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.error.Outage;
import java.sql.SQLException;

/** Tells apart what a query's author can mend, a server that is away, and what is our fault, by SQLSTATE. */
final class PostgresErrors {
    private static final String BAD_REGEX = "2201B";
    private static final String OUT_OF_RANGE = "22003";

    private PostgresErrors() {}

    static RuntimeException of(String doing, SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return switch (state) {
            case BAD_REGEX ->
                HindsightException.invalid(
                        "properties", "invalid_regex", "A regular expression is not valid for PostgreSQL.");
            case OUT_OF_RANGE ->
                HindsightException.invalid(
                        "query", "out_of_range", "The query calculates a number that is beyond all bounds.");
            default ->
                Outage.of(error)
                        .<RuntimeException>map(outage -> new HindsightException(
                                Failure.UNAVAILABLE, "The events database " + outage.words() + ".", error))
                        .orElseGet(() -> new PostgresException(doing, error));
        };
    }
}
