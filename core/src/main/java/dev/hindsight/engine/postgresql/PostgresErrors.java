package dev.hindsight.engine.postgresql;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.error.Outage;
import java.sql.SQLException;

/** Tells apart what a query's author can mend, a server that is away, and what is our fault, by SQLSTATE. */
final class PostgresErrors {
    private static final String STOPPED = "57014";
    private static final String DEADLOCK = "40P01";
    private static final String NOT_SERIALIZABLE = "40001";
    private static final String LOCKED = "55P03";
    private static final String BAD_REGEX = "2201B";
    private static final String OUT_OF_RANGE = "22003";
    private static final String TOO_LARGE = "54000";

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
            case TOO_LARGE ->
                new HindsightException(
                        Failure.UNAVAILABLE,
                        "The query needs more room than PostgreSQL has for one value. Shorten its date range or filter it further.",
                        error);
            case STOPPED ->
                new HindsightException(
                        Failure.UNAVAILABLE, "The events database stopped the query. Try again soon.", error);
            case DEADLOCK, NOT_SERIALIZABLE, LOCKED ->
                new HindsightException(
                        Failure.UNAVAILABLE, "The events database is busy with others. Try again soon.", error);
            default ->
                Outage.of(error)
                        .<RuntimeException>map(outage -> new HindsightException(
                                Failure.UNAVAILABLE, "The events database " + outage.words() + ".", error))
                        .orElseGet(() -> new PostgresException(doing, error));
        };
    }
}
