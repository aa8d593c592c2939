package dev.hindsight.dashboard;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class DashboardSharingOnH2Test extends DashboardSharingContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
