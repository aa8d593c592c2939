package dev.hindsight.dashboard;

import dev.hindsight.metadata.MetadataStores;
import org.junit.jupiter.api.BeforeEach;

class DashboardDoorsOnH2Test extends DashboardDoorsContract {
    @BeforeEach
    void start() {
        start(MetadataStores.h2());
    }
}
