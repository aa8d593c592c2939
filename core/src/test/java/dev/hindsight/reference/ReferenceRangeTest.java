package dev.hindsight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.reference.ReferenceRange.Interval;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked tables of contract queries 2.1, 2.3 and 3.4. */
class ReferenceRangeTest {
    private static final Instant NOW = Instant.parse("2024-08-21T15:30:00Z");

    @ParameterizedTest
    @CsvSource({
        ",            ,           false, day,    2024-08-14T00:00Z, 2024-08-21T23:59:59.999999Z, 8",
        "-7d,         ,           false, day,    2024-08-14T00:00Z, 2024-08-21T23:59:59.999999Z, 8",
        "7d,          ,           false, day,    2024-08-14T00:00Z, 2024-08-21T23:59:59.999999Z, 8",
        "-24h,        ,           false, hour,   2024-08-20T15:00Z, 2024-08-21T15:59:59.999999Z, 25",
        "-24h,        ,           false, day,    2024-08-20T15:00Z, 2024-08-21T23:59:59.999999Z, 2",
        "-7d,         ,           true,  day,    2024-08-14T15:30Z, 2024-08-21T15:30Z,           8",
        "dStart,      ,           false, hour,   2024-08-21T00:00Z, 2024-08-21T15:59:59.999999Z, 16",
        "-1dStart,    -1dEnd,     false, hour,   2024-08-20T00:00Z, 2024-08-20T23:59:59.999999Z, 24",
        "mStart,      ,           false, day,    2024-08-01T00:00Z, 2024-08-21T23:59:59.999999Z, 21",
        "-1mStart,    -1mEnd,     false, day,    2024-07-01T00:00Z, 2024-07-31T23:59:59.999999Z, 31",
        "yStart,      ,           false, month,  2024-01-01T00:00Z, 2024-08-21T23:59:59.999999Z, 8",
        "-3m,         ,           false, day,    2024-05-21T00:00Z, 2024-08-21T23:59:59.999999Z, 93",
        "-1q,         ,           false, day,    2024-05-22T00:00Z, 2024-08-21T23:59:59.999999Z, 92",
        "2024-08-01,  2024-08-10, false, day,    2024-08-01T00:00Z, 2024-08-10T23:59:59.999999Z, 10",
        "2024-8-1,    2024-08-10, false, hour,   2024-08-01T00:00Z, 2024-08-10T00:00Z,           217",
        "-30M,        ,           false, minute, 2024-08-21T15:00Z, 2024-08-21T15:30:59.999999Z, 31",
        "-30M,        ,           false, day,    2024-08-21T00:00Z, 2024-08-21T23:59:59.999999Z, 1",
        "-5s,         ,           false, second, 2024-08-21T15:29:55Z, 2024-08-21T15:29:59.999999Z, 5",
        "-1yEnd,      ,           false, day,    2023-08-31T00:00Z, 2024-08-21T23:59:59.999999Z, 357",
        "wStart,      ,           false, day,    2024-08-18T00:00Z, 2024-08-21T23:59:59.999999Z, 4",
        "qStart,      ,           false, month,  2024-07-01T00:00Z, 2024-08-21T23:59:59.999999Z, 2",
        "2024-08-01 10:30, 2024-08-02T11:00:00+02:00, false, hour, 2024-08-01T10:30Z, 2024-08-02T09:00Z, 24",
        "xxx,         ,           true,  day,    2024-08-21T15:30Z, 2024-08-21T15:30Z,           1",
    })
    void current_hasTheBoundsAndBucketsOfTheWorkedTable(
            String from, String to, boolean explicit, String interval, String start, String end, int buckets)
            throws Exception {
        ReferenceRange range = current(from, to, explicit, interval);

        assertThat(range.from.toOffsetDateTime()).hasToString(start);
        assertThat(range.to.toOffsetDateTime()).hasToString(end);
        assertThat(range.allBuckets()).hasSize(buckets);
    }

    @ParameterizedTest
    @CsvSource({
        "-7d,        ,           day,    ,     2024-08-07T00:00Z, 2024-08-14T23:59:59.999999Z",
        ",           ,           day,    ,     2024-08-07T00:00Z, 2024-08-14T23:59:59.999999Z",
        "-28d,       ,           day,    ,     2024-06-26T00:00Z, 2024-07-24T23:59:59.999999Z",
        "-30d,       ,           day,    ,     2024-06-21T00:00Z, 2024-07-21T23:59:59.999999Z",
        "2024-08-01, 2024-08-10, day,    ,     2024-07-22T00:00Z, 2024-07-31T23:59:59.999999Z",
        "-1dStart,   -1dEnd,     day,    ,     2024-08-19T00:00Z, 2024-08-19T23:59:59.999999Z",
        "-24h,       ,           hour,   ,     2024-08-19T15:00Z, 2024-08-20T15:59:59.999999Z",
        "-30M,       ,           minute, ,     2024-08-21T14:29:00.000001Z, 2024-08-21T15:00Z",
        "-7d,        ,           day,    -1m,  2024-07-14T00:00Z, 2024-07-21T23:59:59.999999Z",
        "2024-08-01, 2024-08-10, day,    -1y,  2023-08-01T00:00Z, 2023-08-10T23:59:59.999999Z",
        "mStart,     ,           day,    ,     2024-07-01T00:00Z, 2024-07-31T23:59:59.999999Z",
        "wStart,     ,           day,    ,     2024-08-11T00:00Z, 2024-08-17T23:59:59.999999Z",
    })
    void previous_hasTheBoundsOfTheWorkedTable(
            String from, String to, String interval, String compareTo, String start, String end) throws Exception {
        ReferenceRange previous = current(from, to, false, interval).previous(dateRange(from, to, false), compareTo);

        assertThat(previous.from.toOffsetDateTime()).hasToString(start);
        assertThat(previous.to.toOffsetDateTime()).hasToString(end);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-08-05, 2024-08-05, day,    5-Aug-2024",
        "2024-08-05 13:00, 2024-08-05 13:00, hour, 5-Aug 13:00",
        "2024-08-05 13:07, 2024-08-05 13:07, minute, 5-Aug 13:07",
        "2024-08-05, 2024-08-06, month,  Aug 2024",
        "2024-08-04, 2024-08-10, week,   4–10 Aug",
        "2024-07-28, 2024-08-03, week,   28-Jul – 3-Aug",
        "2024-12-29, 2025-01-04, week,   29-Dec-2024 – 4-Jan-2025",
        "2024-08-18, 2024-08-18, week,   18-Aug-2024",
        "2024-08-06, 2024-08-09, week,   6–9 Aug",
    })
    void label_isThatOfTheTable(String from, String to, String interval, String label) throws Exception {
        ReferenceRange range = current(from, to, false, interval);

        assertThat(range.allBuckets()).singleElement().extracting(range::label).isEqualTo(label);
    }

    @Test
    void excludeIncompletePeriods_endsBeforeTheCurrentInterval() throws Exception {
        ReferenceRange range = ReferenceRange.current(
                new ReferenceDates(ZoneId.of("UTC"), DayOfWeek.SUNDAY, NOW),
                Interval.DAY,
                new ObjectMapper().readTree("{\"excludeIncompletePeriods\": true}"),
                null);

        assertThat(range.to.toOffsetDateTime()).hasToString("2024-08-20T23:59:59.999999Z");
        assertThat(range.allBuckets()).hasSize(7);
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York,   2024-03-10, hour, 23",
        "America/New_York,   2024-11-03, hour, 25",
        "America/New_York,   2024-11-03, day,  1",
        "America/Sao_Paulo,  2018-02-17, hour, 25",
        "America/Sao_Paulo,  2018-11-04, hour, 23",
        "Australia/Lord_Howe, 2024-10-06, hour, 24",
        "Asia/Kolkata,       2024-03-10, hour, 24",
    })
    void allBuckets_areTheHoursThatTheDayReallyHas(String zone, String day, String interval, int buckets)
            throws Exception {
        Instant noonAfter = Instant.parse(day + "T12:00:00Z").plusSeconds(86_400);
        ReferenceRange range = ReferenceRange.current(
                new ReferenceDates(ZoneId.of(zone), DayOfWeek.SUNDAY, noonAfter),
                interval(interval),
                dateRange("-1dStart", "-1dEnd", false),
                null);

        assertThat(range.allBuckets()).hasSize(buckets);
    }

    @Test
    void allBuckets_leaveOutADateThatNeverWas() throws Exception {
        ReferenceRange range = ReferenceRange.current(
                new ReferenceDates(ZoneId.of("Pacific/Apia"), DayOfWeek.SUNDAY, NOW),
                Interval.DAY,
                dateRange("2011-12-29", "2012-01-01", false),
                null);

        assertThat(range.allBuckets().stream().map(range::dayText))
                .isEqualTo(List.of("2011-12-29", "2011-12-31", "2012-01-01"));
    }

    private static ReferenceRange current(String from, String to, boolean explicit, String interval) throws Exception {
        return ReferenceRange.current(
                new ReferenceDates(ZoneId.of("UTC"), DayOfWeek.SUNDAY, NOW),
                interval(interval),
                dateRange(from, to, explicit),
                null);
    }

    private static Interval interval(String name) {
        return Interval.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static JsonNode dateRange(String from, String to, boolean explicit) throws JsonProcessingException {
        return new ObjectMapper()
                .createObjectNode()
                .put("date_from", from)
                .put("date_to", to)
                .put("explicitDate", explicit);
    }
}
