package dev.hindsight;

import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.schema.NewerSchemaException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/** The two databases. Both are tried, so that who cannot have them learns everything at once. */
record Databases(MetadataDatabase metadata, EventsDatabase events) {
    /**
     * Opens them.
     *
     * @param opened is told of each that is open, also when the other is not
     * @throws UnopenedException when a later try may succeed; what no waiting mends is thrown as it is
     */
    static Databases open(HindsightBuilder settings, Consumer<AutoCloseable> opened) {
        Map<String, RuntimeException> failures = new LinkedHashMap<>();
        MetadataDatabase metadata = tried("metadata", settings::openMetadata, opened, failures);
        EventsDatabase events = tried("events", settings::openEvents, opened, failures);
        if (metadata == null || events == null) {
            throw UnopenedException.of(failures);
        }
        return new Databases(metadata, events);
    }

    private static <T extends AutoCloseable> @Nullable T tried(
            String name, Supplier<T> opening, Consumer<AutoCloseable> opened, Map<String, RuntimeException> failures) {
        try {
            T database = opening.get();
            opened.accept(database);
            return database;
        } catch (RuntimeException e) {
            if (isFinal(e)) {
                throw e;
            }
            failures.put(name, e);
            return null;
        }
    }

    /** Whether somebody has to change something before another try makes sense: a setting, or scripts that were run and are others. */
    private static boolean isFinal(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NewerSchemaException || cause instanceof FlywayValidateException) {
                return true;
            }
        }
        return failure instanceof IllegalArgumentException;
    }
}
