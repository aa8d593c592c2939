package dev.hindsight.schema;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The scripts that bring the tables of a database up to date. Several nodes may run them at once: one does, and the others wait
 * and find nothing to do.
 *
 * <p>A node that runs goes on while a newer one changes the tables, and one that starts afterwards refuses: what was added later
 * is not for it to fill in. So every change of a released script's tables comes in two releases, the first of which only adds.
 */
public final class Migrations {
    private Migrations() {}

    /**
     * Runs what has not been run yet.
     *
     * @param database as messages call it, such as {@code metadata}
     * @param flyway with its data source, locations and table of what was run
     * @throws NewerSchemaException when somebody newer was there; nothing is changed then
     */
    public static void run(String database, Flyway flyway) {
        MigrationInfo[] all = flyway.info().all();
        Optional<MigrationVersion> newer =
                latest(all, migration -> migration.getState().name().startsWith("FUTURE"));
        if (newer.isPresent()) {
            String known = latest(all, migration -> migration.getState().isResolved())
                    .map(MigrationVersion::toString)
                    .orElse("none");
            throw new NewerSchemaException(database, newer.get().toString(), known);
        }
        flyway.migrate();
    }

    private static Optional<MigrationVersion> latest(MigrationInfo[] all, Predicate<MigrationInfo> which) {
        return Stream.of(all)
                .filter(which)
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null)
                .max(Comparator.naturalOrder());
    }
}
