package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.error.HindsightException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventImportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final String HEADER = "timestamp,event,distinct_id,properties\n";

    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final EventImport eventImport = new EventImport(new DuckDbEventStore(database, CLOCK));

    @AfterEach
    void close() {
        database.close();
    }

    private ImportReport run(ImportFormat format, byte[] content) throws IOException {
        return eventImport.run(1, new ByteArrayInputStream(content), format, progress -> {});
    }

    private ImportReport csv(String content) throws IOException {
        return run(ImportFormat.CSV, content.getBytes(StandardCharsets.UTF_8));
    }

    private ImportReport jsonLines(String content) throws IOException {
        return run(ImportFormat.JSON_LINES, content.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> ask(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(content);
        }
        return compressed.toByteArray();
    }

    private static byte[] commits() throws IOException {
        try (InputStream in = Objects.requireNonNull(EventImportTest.class.getResourceAsStream("commits.csv"))) {
            return in.readAllBytes();
        }
    }

    @Test
    void run_onRealData_keepsEveryRow() throws IOException {
        ImportReport report = run(ImportFormat.CSV, commits());

        assertThat(report.total().rows()).isEqualTo(111);
        assertThat(report.total().accepted()).isEqualTo(111);
        assertThat(report.rejectedByReason()).isEmpty();
        assertThat(ask("select count(distinct distinct_id) from events")).containsExactly("65");
        assertThat(ask("select count(*) from persons")).containsExactly("65");
        assertThat(ask("select cast(min(\"timestamp\") as varchar) from events"))
                .containsExactly("2004-11-24 01:04:44");
        assertThat(ask("select sum(cast(properties ->> '/files_changed' as bigint)) from events"))
                .containsExactly("419");
    }

    @Test
    void run_twice_storesNothingTwice() throws IOException {
        run(ImportFormat.CSV, commits());
        ImportReport again = run(ImportFormat.CSV, gzip(commits()));

        assertThat(again.total().accepted()).isZero();
        assertThat(again.total().duplicates()).isEqualTo(111);
        assertThat(ask("select count(*) from events")).containsExactly("111");
    }

    @Test
    void run_equalRows_areEventsOfTheirOwn() throws IOException {
        String row = "2026-01-01T00:00:00Z,a,u,{}\n";
        String other = "2026-01-01T00:00:00Z,b,u,{}\n";

        assertThat(csv(HEADER + row + other + row + row).total().accepted()).isEqualTo(4);
        assertThat(csv(HEADER + row + row + row + other + row).total().accepted())
                .isEqualTo(1);
        assertThat(ask("select count(*) from events")).containsExactly("5");
    }

    @Test
    void run_anotherProject_isIndependent() throws IOException {
        csv(HEADER + "2026-01-01,a,u,{}\n");
        eventImport.run(
                2,
                new ByteArrayInputStream((HEADER + "2026-01-01,a,u,{}\n").getBytes(StandardCharsets.UTF_8)),
                ImportFormat.CSV,
                progress -> {});

        assertThat(ask("select count(distinct uuid) from events")).containsExactly("2");
    }

    @Test
    void csv_takesColumnsInAnyOrder_andQuotes() throws IOException {
        ImportReport report = csv("\ufeffproperties,uuid, event ,distinct_id,timestamp\r\n"
                + "\"{\"\"a\"\": \"\"x,y\"\"}\",018f9a3c-5b1e-7c3a-8f00-0123456789ab,\"say \"\"hi\"\"\",\"line\nbreak\",2026-01-01\r\n"
                + "\r\n"
                + ",,plain,\u00e9\ud83d\ude00,2026-01-02 10:00");

        assertThat(report.rejected()).isEmpty();
        assertThat(ask("select event from events order by \"timestamp\"")).containsExactly("say \"hi\"", "plain");
        assertThat(ask("select distinct_id from events order by \"timestamp\""))
                .containsExactly("line\nbreak", "\u00e9\ud83d\ude00");
        assertThat(ask("select properties from events order by \"timestamp\""))
                .containsExactly("{\"a\":\"x,y\"}", "{}");
        assertThat(ask("select cast(uuid as varchar) from events order by \"timestamp\" limit 1"))
                .containsExactly("018f9a3c-5b1e-7c3a-8f00-0123456789ab");
    }

    @Test
    void csv_badRows_areCountedWithReasonAndLine() throws IOException {
        byte[] content = (HEADER
                        + "2026-01-01,a,u,{}\n"
                        + "someday,a,u,{}\n"
                        + "2026-01-01,,u,{}\n"
                        + "2026-01-01,a,u\n"
                        + "2026-01-01,a,u,{\n"
                        + "2026-01-01,a,u,[]\n"
                        + ",a,u,{}\n"
                        + "2026-01-01,a,\u00ff,{}\n"
                        + "never,a,u,{}\n"
                        + "2026-01-02,a,u,{}")
                .getBytes(StandardCharsets.ISO_8859_1);

        ImportReport report = run(ImportFormat.CSV, content);

        assertThat(report.total().rows()).isEqualTo(10);
        assertThat(report.total().accepted()).isEqualTo(2);
        assertThat(report.total().rejected()).isEqualTo(8);
        assertThat(report.rejectedByReason())
                .isEqualTo(Map.of(
                        "timestamp must be ISO 8601, or seconds or milliseconds since 1970.", 2L,
                        "event is missing.", 1L,
                        "The row must have as many fields as the header.", 1L,
                        "properties must be valid JSON.", 1L,
                        "properties must be an object.", 1L,
                        "timestamp is missing.", 1L,
                        "The row is not UTF-8.", 1L));
        assertThat(report.rejected().stream().map(ImportReport.RejectedRow::line))
                .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(report.rejected().get(3).attr()).isEqualTo("properties");
    }

    @Test
    void csv_strayQuote_costsOneRow() throws IOException {
        String good = "2026-01-01,a,u,\"{\"\"n\"\":\"\"x\"\"}\"\n";

        ImportReport report = csv(HEADER + good + "2026-01-01,bad,u,\"{\"\"n\"\":1}\n" + good + good
                + "\"2026-01-01\"x,bad,u,{}\n" + good + "2026-01-01,bad,u,\"{");

        assertThat(report.total().accepted()).isEqualTo(4);
        assertThat(report.rejected().stream().map(ImportReport.RejectedRow::line))
                .containsExactly(3L, 6L, 8L);
        assertThat(report.rejectedByReason()).isEqualTo(Map.of("The quotation marks of the row do not match.", 3L));
    }

    @Test
    void csv_endlessField_isNotHeldInMemory() throws IOException {
        byte[] start = (HEADER + "2026-01-01,bad,u,\"").getBytes(StandardCharsets.UTF_8);
        byte[] end = "\n2026-01-01,good,u,{}\n".getBytes(StandardCharsets.UTF_8);
        byte[] content = new byte[start.length + 20_000_000 + end.length];
        Arrays.fill(content, (byte) 'x');
        System.arraycopy(start, 0, content, 0, start.length);
        System.arraycopy(end, 0, content, content.length - end.length, end.length);

        ImportReport report = run(ImportFormat.CSV, content);

        assertThat(report.total().accepted()).isEqualTo(1);
        assertThat(report.total().rejected()).isEqualTo(1);
    }

    @Test
    void csv_wrongHeader_isRefused() {
        for (String header : List.of(
                "",
                "\n",
                "timestamp,event,distinct_id\n",
                "timestamp,event,distinct_id,properties,color\n",
                "event,event,timestamp,distinct_id,properties\n",
                "2026-01-01,a,u,{}\n",
                "\"timestamp")) {
            assertThatThrownBy(() -> csv(header))
                    .as(header)
                    .isInstanceOfSatisfying(
                            HindsightException.class, e -> assertThat(e.attr()).contains("header"));
        }
    }

    @Test
    void jsonLines_takesTheCaptureFormat() throws IOException {
        ImportReport report = jsonLines("""
                {"event":"a","distinct_id":"u","timestamp":"2026-01-01T00:00:00Z","properties":{"n":1}}

                {"event":"a","properties":{"distinct_id":"v"},"timestamp":1767225600}
                {"event":"a","distinct_id":"u"}
                {"event":"a"
                {} {}
                [1]
                {"event":"\u00e9","distinct_id":"u","timestamp":"2026-01-02","$set":{"x":1}}""");

        assertThat(report.total().accepted()).isEqualTo(3);
        assertThat(report.rejectedByReason())
                .isEqualTo(Map.of(
                        "timestamp is missing.", 1L,
                        "The line is not valid JSON.", 2L,
                        "An event must be a JSON object.", 1L));
        assertThat(report.rejected().stream().map(ImportReport.RejectedRow::line))
                .containsExactly(4L, 5L, 6L, 7L);
        assertThat(ask("select properties from persons p join person_distinct_ids d on d.person_id = p.id"
                        + " where d.distinct_id = 'u'"))
                .containsExactly("{\"x\":1}");
    }

    @Test
    void jsonLines_badBytesAndEndlessLines_costOneRow() throws IOException {
        String good = "{\"event\":\"a\",\"distinct_id\":\"u\",\"timestamp\":\"2026-01-01\"}\n";
        byte[] content = (good + good.replace("\"a\"", "\"\u00ff\"") + "x".repeat(9_000_000) + "\n" + good)
                .getBytes(StandardCharsets.ISO_8859_1);

        ImportReport report = run(ImportFormat.JSON_LINES, content);

        assertThat(report.total().accepted()).isEqualTo(2);
        assertThat(report.rejectedByReason())
                .isEqualTo(Map.of("The line is not UTF-8.", 1L, "A line must have at most 8000000 bytes.", 1L));
    }

    @Test
    void run_fromFiles_goesByTheName(@TempDir Path directory) throws IOException {
        Path csv = Files.write(directory.resolve("a.csv.gz"), gzip(commits()));
        Path json = Files.writeString(
                directory.resolve("b.ndjson"), "{\"event\":\"a\",\"distinct_id\":\"u\",\"timestamp\":\"2026-01-01\"}");
        List<ImportProgress> progress = new ArrayList<>();

        assertThat(eventImport.run(1, csv, progress::add).total().accepted()).isEqualTo(111);
        assertThat(eventImport.run(1, json, seen -> {}).total().accepted()).isEqualTo(1);

        assertThat(progress.get(progress.size() - 1)).isEqualTo(new ImportProgress(111, 111, 0, 0, Files.size(csv)));
        assertThatThrownBy(() -> eventImport.run(1, directory.resolve("a.xlsx"), seen -> {}))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.attr()).contains("file"));
    }

    @Test
    void run_brokenCompression_isSaid() throws IOException {
        byte[] whole = gzip(commits());

        assertThatThrownBy(() -> run(ImportFormat.CSV, Arrays.copyOf(whole, whole.length / 2)))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.attr()).contains("file"));
    }

    @Test
    void run_largerThanOneBatch_tellsItsProgress(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("events.csv");
        GeneratedEvents.writeCsv(file, 320_000);
        List<ImportProgress> progress = new ArrayList<>();

        ImportReport report = eventImport.run(1, file, progress::add);

        assertThat(report.total()).isEqualTo(new ImportProgress(320_000, 320_000, 0, 0, Files.size(file)));
        assertThat(progress).extracting(ImportProgress::rows).containsExactly(150_000L, 300_000L, 320_000L);
        assertThat(ask("select count(distinct uuid) from events")).containsExactly("320000");
        assertThat(ask("select count(*) from (select \"timestamp\" < lag(\"timestamp\") over (order by rowid) as back"
                        + " from events) where back"))
                .as("stored in the order of the file")
                .containsExactly("0");
    }
}
