package dev.hindsight;

import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.moving.EventMove;
import dev.hindsight.moving.MetadataMove;
import dev.hindsight.moving.MoveReport;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Moves to other databases from the command line: metadata from H2 to PostgreSQL, events from DuckDB to ClickHouse or PostgreSQL, or any
 * other way round. Ends with 0 when all was copied and counted, 1 when something differs or failed, 2 when it was called wrongly.
 */
@Command(
        name = "HindsightMove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copies metadata, events, or both, from one database to another. Stop all nodes first.",
            "Passwords come from the environment: HINDSIGHT_FROM_METADATA_PASSWORD, HINDSIGHT_TO_METADATA_PASSWORD,"
                    + " HINDSIGHT_FROM_EVENTS_PASSWORD and HINDSIGHT_TO_EVENTS_PASSWORD."
        })
public final class HindsightMove implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(exclusive = false, heading = "Metadata%n")
    private @Nullable MetadataOptions metadata;

    @ArgGroup(exclusive = false, heading = "Events%n")
    private @Nullable EventsOptions events;

    private static final class MetadataOptions {
        @Option(
                names = "--from-metadata",
                required = true,
                paramLabel = "URL",
                description = "jdbc:h2:… or jdbc:postgresql:…")
        private String from = "";

        @Option(names = "--from-metadata-user", paramLabel = "USER")
        private @Nullable String fromUser;

        @Option(names = "--to-metadata", required = true, paramLabel = "URL", description = "An empty database.")
        private String to = "";

        @Option(names = "--to-metadata-user", paramLabel = "USER")
        private @Nullable String toUser;
    }

    private static final class EventsOptions {
        @Option(
                names = "--from-events",
                required = true,
                paramLabel = "URL",
                description = "jdbc:duckdb:…, jdbc:clickhouse:… or jdbc:postgresql:…")
        private String from = "";

        @Option(names = "--from-events-user", paramLabel = "USER")
        private @Nullable String fromUser;

        @Option(names = "--to-events", required = true, paramLabel = "URL")
        private String to = "";

        @Option(names = "--to-events-user", paramLabel = "USER")
        private @Nullable String toUser;

        @Option(
                names = "--project",
                paramLabel = "ID",
                description = "Only this project; may be given several times. All of the metadata given when absent.")
        private List<Long> projects = new ArrayList<>();
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine command = new CommandLine(new HindsightMove());
        command.setExecutionExceptionHandler((failure, at, result) -> {
            // What fails here is told to an operator: a database that is away, a target that is not empty.
            at.getErr().println("Not moved: " + failure.getMessage());
            return 1;
        });
        return command.execute(arguments);
    }

    @Override
    public Integer call() {
        PrintWriter out = commandLine().getOut();
        if (metadata == null && events == null) {
            throw new CommandLine.ParameterException(
                    commandLine(),
                    "Name what to move: --from-metadata and --to-metadata, --from-events and --to-events");
        }
        List<Long> projects = events == null ? List.of() : events.projects;
        if (metadata != null) {
            List<Long> all = moveMetadata(metadata, out);
            projects = projects.isEmpty() ? all : projects;
        }
        if (events == null) {
            return 0;
        }
        if (projects.isEmpty()) {
            throw new CommandLine.ParameterException(
                    commandLine(), "Say whose events: --project ID, or move the metadata with them");
        }
        return moveEvents(events, projects, out) ? 0 : 1;
    }

    private CommandLine commandLine() {
        CommandSpec given = spec;
        if (given == null) {
            throw new IllegalStateException("not called from a command line");
        }
        return given.commandLine();
    }

    /** Gives back the ids of all projects. */
    private static List<Long> moveMetadata(MetadataOptions options, PrintWriter out) {
        try (MetadataDatabase from = MetadataDatabase.open(
                        options.from, options.fromUser, System.getenv("HINDSIGHT_FROM_METADATA_PASSWORD"));
                MetadataDatabase to = MetadataDatabase.open(
                        options.to, options.toUser, System.getenv("HINDSIGHT_TO_METADATA_PASSWORD"))) {
            long rows =
                    MetadataMove.copy(from, to, (table, count) -> out.printf("%s: %,d rows%n", table, count))
                            .values()
                            .stream()
                            .mapToLong(Long::longValue)
                            .sum();
            out.printf("metadata: %,d rows copied and counted%n", rows);
            return MetadataMove.projects(to);
        }
    }

    private static boolean moveEvents(EventsOptions options, List<Long> projects, PrintWriter out) {
        boolean whole = true;
        try (EventsDatabase from = HindsightBuilder.eventsAt(
                        options.from, options.fromUser, System.getenv("HINDSIGHT_FROM_EVENTS_PASSWORD"));
                EventsDatabase to = HindsightBuilder.eventsAt(
                        options.to, options.toUser, System.getenv("HINDSIGHT_TO_EVENTS_PASSWORD"))) {
            for (long project : projects) {
                MoveReport report =
                        EventMove.copy(from, to, Clock.systemUTC(), project, step -> tell(project, step, out));
                report.differences().forEach(difference -> out.printf("project %d: %s%n", project, difference));
                out.printf(
                        "project %d: %,d events of %,d persons %s%n",
                        project,
                        report.events(),
                        report.persons(),
                        report.isWhole() ? "copied and counted" : "NOT copied as they are");
                whole &= report.isWhole();
            }
        }
        return whole;
    }

    /** A line a month, and the last one. */
    private static void tell(long project, EventMove.Step step, PrintWriter out) {
        LocalDate next = step.day().plusDays(1);
        if (next.getDayOfMonth() == 1 || step.copied() == step.total()) {
            out.printf("project %d: %s, %,d of %,d events%n", project, step.day(), step.copied(), step.total());
            out.flush();
        }
    }
}
