package dev.hindsight.action;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class ActionsOnH2Test extends ActionsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
