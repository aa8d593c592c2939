package dev.hindsight.dashboard;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class DashboardsOnPostgresqlTest extends DashboardsContract {
    @RegisterExtension
    final BeforeEachCallback fresh = (ExtensionContext context) -> start(MetadataStores.postgresql());
}
