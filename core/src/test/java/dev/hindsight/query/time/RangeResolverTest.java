package dev.hindsight.query.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.DateRange;
import dev.hindsight.query.Interval;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked values of contract queries 2.1 and 2.3, and what clock changes make of ranges. */
class RangeResolverTest {
    private static final Instant NOW = Instant.parse("2024-08-21T15:30:00Z");

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    -,         -,          DAY,    false, 2024-08-14T00:00,    2024-08-21T23:59:59.999999, 8
                    -7d,       -,          DAY,    false, 2024-08-14T00:00,    2024-08-21T23:59:59.999999, 8
                    7d,        -,          DAY,    false, 2024-08-14T00:00,    2024-08-21T23:59:59.999999, 8
                    -24h,      -,          HOUR,   false, 2024-08-20T15:00,    2024-08-21T15:59:59.999999, 25
                    -24h,      -,          DAY,    false, 2024-08-20T15:00,    2024-08-21T23:59:59.999999, 2
                    -7d,       -,          DAY,    true,  2024-08-14T15:30,    2024-08-21T15:30,           8
                    dStart,    -,          HOUR,   false, 2024-08-21T00:00,    2024-08-21T15:59:59.999999, 16
                    -1dStart,  -1dEnd,     HOUR,   false, 2024-08-20T00:00,    2024-08-20T23:59:59.999999, 24
                    mStart,    -,          DAY,    false, 2024-08-01T00:00,    2024-08-21T23:59:59.999999, 21
                    -1mStart,  -1mEnd,     DAY,    false, 2024-07-01T00:00,    2024-07-31T23:59:59.999999, 31
                    yStart,    -,          MONTH,  false, 2024-01-01T00:00,    2024-08-21T23:59:59.999999, 8
                    -3m,       -,          DAY,    false, 2024-05-21T00:00,    2024-08-21T23:59:59.999999, 93
                    -1q,       -,          DAY,    false, 2024-05-22T00:00,    2024-08-21T23:59:59.999999, 92
                    2024-08-01, 2024-08-10, DAY,   false, 2024-08-01T00:00,    2024-08-10T23:59:59.999999, 10
                    2024-08-09, 2024-08-10, HOUR,  false, 2024-08-09T00:00,    2024-08-10T00:00,           25
                    -30M,      -,          MINUTE, false, 2024-08-21T15:00,    2024-08-21T15:30:59.999999, 31
                    """)
    void resolve_roundsAsTheContractSays(
            @Nullable String from,
            @Nullable String to,
            Interval interval,
            boolean explicit,
            LocalDateTime start,
            LocalDateTime end,
            int buckets) {
        ResolvedRange range = resolver(interval, "UTC").resolve(range(from, to, explicit));

        assertThat(range.from().toLocalDateTime()).isEqualTo(start);
        assertThat(range.to().toLocalDateTime()).isEqualTo(end);
        assertThat(Buckets.of(range, interval, DayOfWeek.SUNDAY).size()).isEqualTo(buckets);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    -,          -,          DAY,  -,    2024-08-07T00:00, 2024-08-14T23:59:59.999999
                    -7d,        -,          DAY,  -,    2024-08-07T00:00, 2024-08-14T23:59:59.999999
                    -28d,       -,          DAY,  -,    2024-06-26T00:00, 2024-07-24T23:59:59.999999
                    -30d,       -,          DAY,  -,    2024-06-21T00:00, 2024-07-21T23:59:59.999999
                    2024-08-01, 2024-08-10, DAY,  -,    2024-07-22T00:00, 2024-07-31T23:59:59.999999
                    -1dStart,   -1dEnd,     DAY,  -,    2024-08-19T00:00, 2024-08-19T23:59:59.999999
                    -24h,       -,          HOUR, -,    2024-08-19T15:00, 2024-08-20T15:59:59.999999
                    -7d,        -,          DAY,  -1m,  2024-07-14T00:00, 2024-07-21T23:59:59.999999
                    mStart,     -,          DAY,  -,    2024-07-01T00:00, 2024-07-31T23:59:59.999999
                    """)
    void previous_isThePeriodBefore(
            @Nullable String from,
            @Nullable String to,
            Interval interval,
            @Nullable String compareTo,
            LocalDateTime start,
            LocalDateTime end) {
        RangeResolver resolver = resolver(interval, "UTC");
        DateRange range = range(from, to, false);
        DateBound.Relative by = compareTo == null ? null : (DateBound.Relative) bound(compareTo);

        ResolvedRange previous = resolver.previous(range, resolver.resolve(range), by);

        assertThat(previous.from().toLocalDateTime()).isEqualTo(start);
        assertThat(previous.to().toLocalDateTime()).isEqualTo(end);
    }

    @Test
    void resolve_countsFromTheStartOfTheMonth_butOnlyFromTheDayOfAWeek() {
        DateRange range = range("2024-08-14", null, false);

        assertThat(resolver(Interval.MONTH, "UTC").resolve(range).countedFrom().toLocalDateTime())
                .isEqualTo(LocalDateTime.parse("2024-08-01T00:00"));
        assertThat(resolver(Interval.WEEK, "UTC").resolve(range).countedFrom().toLocalDateTime())
                .isEqualTo(LocalDateTime.parse("2024-08-14T00:00"));
    }

    @Test
    void buckets_ofDaysFollowTheCalendar_andOfHoursTheClock_overAClockChange() {
        ResolvedRange range =
                resolver(Interval.DAY, "America/New_York").resolve(range("2024-11-02", "2024-11-04", false));

        assertThat(Buckets.of(range, Interval.DAY, DayOfWeek.SUNDAY).size()).isEqualTo(3);
        assertThat(Buckets.of(range, Interval.HOUR, DayOfWeek.SUNDAY).size()).isEqualTo(73);
    }

    @Test
    void resolve_leavesOutWhatIsNotOver_whenAskedTo() {
        DateRange range = new DateRange(bound("-7d"), null, false, Set.of(), true);

        ResolvedRange resolved = resolver(Interval.DAY, "UTC").resolve(range);

        assertThat(resolved.to().toLocalDateTime()).isEqualTo(LocalDateTime.parse("2024-08-20T23:59:59.999999"));
    }

    @Test
    void buckets_areBounded() {
        ResolvedRange range = resolver(Interval.MINUTE, "UTC").resolve(range("2020-01-01", null, false));

        assertThatThrownBy(() -> Buckets.of(range, Interval.MINUTE, DayOfWeek.SUNDAY))
                .isInstanceOf(HindsightException.class)
                .hasMessageContaining("10000 buckets");
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday",
        "2024-13-01",
        "2024-02-30",
        "-d7",
        "1e9",
        "99999999d",
        "0001-01-01",
        "2024-08-21T25:00",
        "now()",
        "''"
    })
    void parse_refusesWhatIsNoDate(String text) {
        assertThat(DateBound.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-08-21, 2024-08-21T00:00",
        "2024-8-1, 2024-08-01T00:00",
        "2024-08-21T15:30, 2024-08-21T15:30",
        "2024-08-21 15:30:01.5, 2024-08-21T15:30:01.5"
    })
    void parse_readsDatesOfTheProjectsZone(String text, LocalDateTime expected) {
        assertThat(DateBound.parse(text)).contains(new DateBound.Local(text, expected));
    }

    @ParameterizedTest
    @CsvSource({"2024-08-21T15:30:00Z", "2024-08-21T17:30:00+02:00", "2024-08-21 17:30:00+0200"})
    void parse_readsInstants(String text) {
        assertThat(DateBound.parse(text)).contains(new DateBound.Fixed(text, NOW));
    }

    private static RangeResolver resolver(Interval interval, String zone) {
        return new RangeResolver(ZoneId.of(zone), DayOfWeek.SUNDAY, interval, NOW, () -> NOW);
    }

    private static DateRange range(@Nullable String from, @Nullable String to, boolean explicit) {
        return new DateRange(
                from == null ? null : bound(from), to == null ? null : bound(to), explicit, Set.of(), false);
    }

    private static DateBound bound(String text) {
        return DateBound.parse(text).orElseThrow();
    }
}
