package dev.hindsight.refresh;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class RunsOnH2Test extends RunsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
