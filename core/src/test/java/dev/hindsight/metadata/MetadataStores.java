package dev.hindsight.metadata;

import dev.hindsight.engine.TestPostgres;
import java.util.UUID;

/** Empty metadata databases for tests, on each database that is supported. */
public final class MetadataStores {
    /** A database with its tables and nothing in them, to be copied: that takes half as long as to make them. */
    private static final class Tables {
        private static final String DATABASE = make();

        private static String make() {
            String url = TestPostgres.newDatabase();
            open(url).close();
            return TestPostgres.nameIn(url);
        }
    }

    private MetadataStores() {}

    /** An empty H2 database in memory. */
    public static MetadataDatabase h2() {
        return MetadataDatabase.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null, null);
    }

    /** An empty database on the PostgreSQL server of all tests. */
    public static MetadataDatabase postgresql() {
        TestPostgres.checkThere();
        return open(TestPostgres.newDatabase(Tables.DATABASE));
    }

    private static MetadataDatabase open(String url) {
        return MetadataDatabase.open(url, TestPostgres.USER, TestPostgres.PASSWORD);
    }
}
