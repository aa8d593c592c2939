package dev.hindsight.management;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class ManagementOnH2Test extends ManagementContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
