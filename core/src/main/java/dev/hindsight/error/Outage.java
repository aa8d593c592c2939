package dev.hindsight.error;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/**
 * What is wrong with a database that is gone, or cannot do its work just now; the same call may well succeed later. Told from
 * what its driver threw, so that it is not taken for a bug.
 */
public enum Outage {
    NOT_THERE("cannot be reached: nothing listens at its address"),
    UNKNOWN_HOST("cannot be reached: its host is not known"),
    SILENT("cannot be reached: it does not answer in time"),
    UNREACHABLE("cannot be reached"),
    STARTING_OR_STOPPING("is starting or stopping"),
    REFUSING("refuses the user or the password"),
    MISSING("does not exist on its server"),
    HELD("is held by another process"),
    READ_ONLY("is read-only"),
    FULL("has no room left"),
    BUSY("has no connection or memory left");

    private final String words;

    Outage(String words) {
        this.words = words;
    }

    /** What is wrong, to come after the name of the database; it holds no address and no secret. */
    public String words() {
        return words;
    }

    /** Whether a failure comes from a database that cannot do its work just now. */
    public static boolean isCauseOf(Throwable failure) {
        return of(failure).isPresent();
    }

    /** What a failure comes from; empty when it is something else, such as a bug. */
    public static Optional<Outage> of(Throwable failure) {
        Optional<Outage> found = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // What is deeper is nearer to the matter: a pool says that it waited in vain, its cause says for what.
            Optional<Outage> deeper = ofOne(cause);
            found = deeper.isPresent() ? deeper : found;
        }
        return found;
    }

    private static Optional<Outage> ofOne(Throwable cause) {
        if (cause instanceof ConnectException) {
            return Optional.of(NOT_THERE);
        }
        if (cause instanceof UnknownHostException) {
            return Optional.of(UNKNOWN_HOST);
        }
        if (cause instanceof SocketTimeoutException) {
            return Optional.of(SILENT);
        }
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left on device")) {
            return Optional.of(FULL);
        }
        if (cause instanceof SQLException sql) {
            return ofSql(sql, message);
        }
        return Optional.empty();
    }

    private static Optional<Outage> ofSql(SQLException failure, String message) {
        if (message.contains("Could not set lock on file")) {
            return Optional.of(HELD); // DuckDB, which has no codes
        }
        Optional<Outage> known = ofState(String.valueOf(failure.getSQLState()));
        boolean connection = failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException;
        return known.isEmpty() && connection ? Optional.of(UNREACHABLE) : known;
    }

    /** By standard classes, by PostgreSQL's codes, and by those of H2, which begin with 9. */
    private static Optional<Outage> ofState(String state) {
        return switch (state) {
            case "53100", "90100" -> Optional.of(FULL);
            case "25006", "90097" -> Optional.of(READ_ONLY);
            case "3D000", "90146", "90149" -> Optional.of(MISSING);
            case "90020" -> Optional.of(HELD);
            case "90007", "90067", "90098", "90121" -> Optional.of(UNREACHABLE);
            default -> ofClass(state);
        };
    }

    private static Optional<Outage> ofClass(String state) {
        if (state.startsWith("57P")) {
            return Optional.of(STARTING_OR_STOPPING);
        }
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08" -> Optional.of(UNREACHABLE);
            case "28" -> Optional.of(REFUSING);
            case "53" -> Optional.of(BUSY);
            default -> Optional.empty();
        };
    }
}
