package dev.hindsight.action;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class ActionsOnPostgresqlTest extends ActionsContract {
    @RegisterExtension
    final BeforeEachCallback fresh = (ExtensionContext context) -> start(MetadataStores.postgresql());
}
