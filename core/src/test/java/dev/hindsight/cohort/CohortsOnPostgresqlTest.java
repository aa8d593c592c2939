package dev.hindsight.cohort;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class CohortsOnPostgresqlTest extends CohortsContract {
    @RegisterExtension
    final BeforeEachCallback fresh = (ExtensionContext context) -> start(MetadataStores.postgresql());
}
