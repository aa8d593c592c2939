package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class InsightAccessOnH2Test extends InsightAccessContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
