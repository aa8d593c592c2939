package dev.hindsight.metadata;

import org.junit.jupiter.api.BeforeEach;

class EditionsOnPostgresqlTest extends EditionsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.postgresql());
    }

    @Override
    String newId() {
        return "gen_random_uuid()";
    }
}
