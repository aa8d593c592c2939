package dev.hindsight.insight;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class InsightDoorsOnH2Test extends InsightDoorsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
