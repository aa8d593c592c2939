package dev.hindsight.access;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class AccessOnH2Test extends AccessContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
