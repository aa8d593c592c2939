package dev.hindsight.cohort;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class CohortsOnH2Test extends CohortsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
