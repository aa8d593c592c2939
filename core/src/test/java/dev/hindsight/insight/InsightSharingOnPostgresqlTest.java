package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class InsightSharingOnPostgresqlTest extends InsightSharingContract {
    @RegisterExtension
    final BeforeEachCallback fresh = (ExtensionContext context) -> start(MetadataStores.postgresql());

    @Override
    long deadlocks() {
        return world().count("select deadlocks from pg_stat_database where datname = current_database()");
    }
}
