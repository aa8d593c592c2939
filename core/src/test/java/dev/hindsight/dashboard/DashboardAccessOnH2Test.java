package dev.hindsight.dashboard;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class DashboardAccessOnH2Test extends DashboardAccessContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
