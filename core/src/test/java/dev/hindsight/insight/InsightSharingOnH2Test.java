package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class InsightSharingOnH2Test extends InsightSharingContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
