package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class InsightChangesOnPostgresqlTest extends InsightChangesContract {
    @RegisterExtension
    final BeforeEachCallback fresh = (ExtensionContext context) -> start(MetadataStores.postgresql());
}
