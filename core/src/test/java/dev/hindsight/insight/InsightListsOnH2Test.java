package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class InsightListsOnH2Test extends InsightListsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
