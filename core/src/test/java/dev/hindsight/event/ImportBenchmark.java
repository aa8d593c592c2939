package dev.hindsight.event;

import com.sun.management.OperatingSystemMXBean;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

/**
 * How fast a CSV file is imported, beside DuckDB's own reading of the same file, which checks nothing and knows no persons.
 * Arguments: number of events (1,000,000), how often (3).
 */
final class ImportBenchmark {
    private ImportBenchmark() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Path directory = Files.createTempDirectory("hindsight-import");
        Path csv = directory.resolve("events.csv");
        GeneratedEvents.writeCsv(csv, events);
        System.out.printf("%d events, %d MB of CSV%n", events, Files.size(csv) / 1_000_000);
        for (int run = 1; run <= runs; run++) {
            baseline(directory.resolve("baseline" + run + ".duckdb"), csv, events);
            ours(directory.resolve("events" + run + ".duckdb"), csv, events);
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static void baseline(Path database, Path csv, int events) throws SQLException {
        Watch watch = new Watch();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table events as select * from read_csv('" + csv + "')");
        }
        watch.report("create table as select from read_csv", events);
    }

    private static void ours(Path file, Path csv, int events) throws IOException {
        try (DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:" + file)) {
            EventStore store = new DuckDbEventStore(database, Clock.systemUTC());
            EventImport eventImport = new EventImport(store);
            Watch watch = new Watch();
            ImportReport report = eventImport.run(1, csv, progress -> {});
            watch.report("import", events);
            if (report.total().accepted() != events) {
                throw new IllegalStateException(report.toString());
            }
        }
        System.out.printf("%-40s %8d MB%n", "  file", file.toFile().length() / 1_000_000);
    }

    /** A stopwatch for time and for the processor time of all threads, which tells more on a busy machine. */
    private static final class Watch {
        private static final OperatingSystemMXBean PROCESS =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

        private final long start = System.nanoTime();
        private final long startCpu = PROCESS.getProcessCpuTime();

        void report(String what, int events) {
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = (PROCESS.getProcessCpuTime() - startCpu) / 1e9;
            System.out.printf(
                    "%-40s %8.2f s %8.2f s of processor %,10.0f events/s%n", what, seconds, cpu, events / seconds);
        }
    }
}
