package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class InsightChangesOnH2Test extends InsightChangesContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
