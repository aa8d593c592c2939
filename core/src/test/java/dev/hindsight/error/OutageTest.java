package dev.hindsight.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.MetadataStores;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class OutageTest {
    @Test
    void aServerThatIsNotThere_isAnOutage() {
        Throwable refused = catchThrowable(() -> DriverManager.getConnection("jdbc:postgresql://localhost:1/none")
                .close());

        assertThat(Outage.isCauseOf(new IllegalStateException("behind another one", refused)))
                .isTrue();
    }

    @Test
    void aDatabaseThatWasShutDown_isAnOutage() {
        try (MetadataDatabase database = MetadataStores.h2()) {
            Throwable gone = catchThrowable(() -> database.jdbi().useHandle(handle -> {
                handle.execute("shutdown immediately");
                handle.execute("select 1");
            }));

            assertThat(Outage.isCauseOf(gone)).as(String.valueOf(gone)).isTrue();
        }
    }

    @Test
    void aStatementThatIsWrong_isNone() {
        try (MetadataDatabase database = MetadataStores.h2()) {
            Throwable wrong = catchThrowable(() -> database.jdbi().useHandle(handle -> handle.execute("selec 1")));

            assertThat(wrong).isNotNull();
            assertThat(Outage.isCauseOf(wrong)).isFalse();
        }
    }
}
