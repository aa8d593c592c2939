package dev.hindsight.dashboard;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class DashboardsOnH2Test extends DashboardsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
