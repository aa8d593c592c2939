package dev.hindsight.metadata;

import dev.hindsight.engine.TestPostgres;
import java.util.UUID;

/** Empty metadata databases for tests, on each database that is supported. */
public final class MetadataStores {
    private MetadataStores() {}

    /** An empty H2 database in memory. */
    public static MetadataDatabase h2() {
        return MetadataDatabase.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null, null);
    }

    /** An empty database on the PostgreSQL server of all tests. */
    public static MetadataDatabase postgresql() {
        return MetadataDatabase.open(TestPostgres.newDatabase(), TestPostgres.USER, TestPostgres.PASSWORD);
    }
}
