package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedRefreshTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "FORCE_CACHE, LAZY_ASYNC",
        "LAZY_ASYNC, LAZY_ASYNC",
        "ASYNC, ASYNC",
        "BLOCKING, BLOCKING",
        "FORCE_ASYNC, LAZY_ASYNC",
        "ASYNC_EXCEPT_ON_CACHE_MISS, LAZY_ASYNC",
        "FORCE_BLOCKING, BLOCKING",
    })
    void mode_whileTheAnswerIsYoung_isOneThatStrangersMayHave(RefreshMode wanted, RefreshMode given) {
        assertThat(SharedRefresh.of(wanted, NOW.minus(Duration.ofMinutes(10)).plusNanos(1), NOW))
                .isEqualTo(given);
    }

    @Test
    void force_whenTheAnswerIsOld_orThereIsNone_isGranted() {
        assertThat(SharedRefresh.of(RefreshMode.FORCE_BLOCKING, NOW.minus(Duration.ofMinutes(10)), NOW))
                .isEqualTo(RefreshMode.FORCE_BLOCKING);
        assertThat(SharedRefresh.of(RefreshMode.FORCE_BLOCKING, null, NOW)).isEqualTo(RefreshMode.FORCE_BLOCKING);
    }
}
