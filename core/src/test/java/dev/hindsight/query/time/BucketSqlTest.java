package dev.hindsight.query.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.query.Interval;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketSqlTest {
    /** Apia skipped a day, Lord Howe changes by half an hour, Beirut at midnight, Kathmandu is 5:45 ahead. */
    @ParameterizedTest
    @CsvSource({
        "Pacific/Apia, 2011-12-27T10:15:00, 2012-01-05T00:00:00, DAY",
        "Pacific/Apia, 2011-12-29T20:15:00, 2012-01-01T00:00:00, HOUR",
        "Pacific/Apia, 2011-11-01T00:00:00, 2012-03-01T00:00:00, WEEK",
        "Pacific/Apia, 2011-11-01T00:00:00, 2012-03-01T00:00:00, MONTH",
        "Australia/Lord_Howe, 2024-04-06T20:00:00, 2024-04-07T10:00:00, HOUR",
        "Australia/Lord_Howe, 2024-10-05T20:00:00, 2024-10-06T10:00:00, HOUR",
        "Australia/Lord_Howe, 2024-10-06T01:50:00, 2024-10-06T03:10:00, MINUTE",
        "Australia/Lord_Howe, 2024-04-01T00:00:00, 2024-10-20T00:00:00, DAY",
        "Asia/Beirut, 2024-03-30T00:00:00, 2024-04-02T00:00:00, HOUR",
        "Asia/Beirut, 2024-03-25T00:00:00, 2024-04-02T00:00:00, DAY",
        "Asia/Kathmandu, 2024-03-25T00:00:00, 2024-03-26T00:00:00, HOUR",
        "America/New_York, 2024-11-02T20:00:00, 2024-11-03T08:00:00, HOUR",
        "America/New_York, 2023-02-10T00:00:00, 2025-06-03T08:00:00, QUARTER",
        "America/New_York, 2023-02-10T00:00:00, 2025-06-03T08:00:00, YEAR",
    })
    void number_isTheIndexOfTheBucket(String zoneId, String from, String to, Interval interval) {
        ZoneId zone = ZoneId.of(zoneId);
        ZonedDateTime first = LocalDateTime.parse(from).atZone(zone);
        ZonedDateTime last = LocalDateTime.parse(to).atZone(zone);
        Buckets buckets = Buckets.of(new ResolvedRange(first, last, first), interval, DayOfWeek.MONDAY);
        Instant start = buckets.starts().get(0).toInstant();
        Instant end = buckets.end(buckets.size() - 1);
        List<Instant> instants = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i++) {
            instants.add(buckets.starts().get(i).toInstant());
            instants.add(buckets.end(i).minusNanos(1000));
        }

        try (DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
                DuckDbEngine engine = new DuckDbEngine(database, EngineLimits.ofThisMachine())) {
            BucketSql sql =
                    new BucketSql(engine.dialect(), interval, DayOfWeek.MONDAY, ZoneOffsets.between(zone, start, end));
            Sql rows = Sql.of("SELECT CAST(? AS TIMESTAMP) AS timestamp", local(instants.get(0)));
            for (Instant instant : instants.subList(1, instants.size())) {
                rows = rows.then("UNION ALL SELECT ?", local(instant));
            }
            List<Integer> numbers = engine.query(
                    Sql.format("SELECT {} FROM ({}) e ORDER BY e.timestamp", sql.number(buckets), rows),
                    row -> row.getInt(1),
                    Deadline.in(Duration.ofSeconds(10)));

            assertThat(numbers)
                    .isEqualTo(instants.stream().map(buckets::indexOf).toList());
        }
    }

    private static LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
