package dev.hindsight.engine.postgresql;

import dev.hindsight.event.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of {@code events}, one for each year (UTC), added as events of a year come first. Years that nobody can have meant
 * stay together in one partition, so that no sender can make thousands. Thread-safe.
 */
final class Years {
    private static final Logger LOG = LoggerFactory.getLogger(Years.class);

    private static final int FIRST = 1990;
    private static final int LAST = 2100;

    /** The lock of whoever adds a partition. */
    private static final long ADDING = 0x48696e6459656172L;

    private final PostgresEvents database;
    private final Set<Integer> known = ConcurrentHashMap.newKeySet();

    Years(PostgresEvents database) {
        this.database = database;
    }

    /** Sees to it that the years of these events have their partitions, in transactions of its own. */
    void prepare(List<Event> events) throws SQLException {
        Set<Integer> missing = new TreeSet<>();
        for (Event event : events) {
            int year = event.timestamp().atOffset(ZoneOffset.UTC).getYear();
            if (year >= FIRST && year <= LAST && !known.contains(year)) {
                missing.add(year);
            }
        }
        for (int year : missing) {
            try {
                database.write(connection -> add(connection, year));
            } catch (SQLException e) {
                if (!"23514".equals(e.getSQLState())) {
                    throw e;
                }
                // Events of that year lie with those of no sensible year, from when its partition was taken away.
                LOG.warn("The year {} gets no partition: events_elsewhere has events of it", year);
            }
            known.add(year);
        }
    }

    private static boolean add(Connection connection, int year) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + ADDING + ")");
            return statement.execute(
                    "create table if not exists events_" + year + " partition of events for values from ('"
                            + Year.of(year) + "-01-01') to ('" + Year.of(year + 1) + "-01-01')");
        }
    }
}
