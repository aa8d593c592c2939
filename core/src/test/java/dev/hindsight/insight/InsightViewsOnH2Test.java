package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class InsightViewsOnH2Test extends InsightViewsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
