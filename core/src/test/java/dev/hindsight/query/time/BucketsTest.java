package dev.hindsight.query.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.query.Interval;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class BucketsTest {
    /** At one minute past midnight, clocks there went back by an hour. */
    @Test
    void indexOf_theEndOfADayThatComesAgain_isOfThatDay() {
        ZoneId zone = ZoneId.of("America/St_Johns");
        ZonedDateTime from = LocalDate.of(2010, 11, 7).atStartOfDay(zone);
        Buckets days = Buckets.of(new ResolvedRange(from, from.plusDays(3), from), Interval.DAY, DayOfWeek.MONDAY);

        assertThat(days.indexOf(Instant.parse("2010-11-07T02:30:30Z"))).isZero();
        assertThat(days.indexOf(Instant.parse("2010-11-07T02:31:00Z"))).isEqualTo(-1);
        assertThat(days.indexOf(Instant.parse("2010-11-07T03:29:59Z"))).isEqualTo(-1);
        assertThat(days.indexOf(Instant.parse("2010-11-07T03:30:00Z"))).isZero();
        assertThat(days.indexOf(Instant.parse("2010-11-08T03:30:00Z"))).isEqualTo(1);
    }
}
