package dev.hindsight.metadata;

import org.junit.jupiter.api.BeforeEach;

class EditionsOnH2Test extends EditionsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }

    @Override
    String newId() {
        return "random_uuid()";
    }
}
