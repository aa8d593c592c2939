package dev.hindsight.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Event;
import dev.hindsight.event.PropertyTexts;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SQL of every engine gives. The tests share one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DialectContract {
    private final EventsDatabase database = open();
    private final Engine engine = database.engine(new EngineLimits(1, 1));
    private final Dialect dialect = engine.dialect();

    /** An empty database. */
    protected abstract EventsDatabase open();

    @AfterAll
    void close() {
        engine.close();
        database.close();
    }

    private @Nullable String ask(Sql value) {
        return engine.query(
                        Sql.format("SELECT CAST({} AS VARCHAR) AS answer", value),
                        row -> row.getString(1),
                        Deadline.in(Duration.ofSeconds(60)))
                .get(0);
    }

    private boolean holds(Sql condition) {
        return "yes".equals(ask(Sql.format("CASE WHEN {} THEN 'yes' END", condition)));
    }

    private static Sql text(String text) {
        return Sql.of("CAST(? AS VARCHAR)", text);
    }

    private Sql timestamp(LocalDateTime utc) {
        return dialect.time(Sql.value(utc));
    }

    @Test
    void properties_areTheirTexts() {
        String[] values = {
            "\"Chrome\"",
            "\"\"",
            "5",
            "5.0",
            "5.50",
            "1e5",
            "1e21",
            "1.5e-7",
            "-0.0",
            "123456789012345678901234567890",
            "true",
            "null",
            "[1, 2.50, null]",
            "{\"zz\" : {\"y\":[\"é\"]}, \"a\":1e2}",
            "\"\\n\\\"\"",
            "[]",
            "0.1",
            "100"
        };
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            String properties = "{\"$browser\":" + values[i] + ",\"a.b 'c'/d~e\\\\\":" + values[i] + "}";
            events.add(new Event(new UUID(1, i), "view", "a", Instant.EPOCH.plusSeconds(i), properties));
        }
        database.store(Clock.systemUTC()).append(1, events);

        for (String key : List.of("$browser", "a.b 'c'/d~e\\", "missing")) {
            List<@Nullable String> texts = engine.query(
                    Sql.format(
                            "SELECT {} AS property FROM events e ORDER BY e.\"timestamp\"", dialect.eventProperty(key)),
                    row -> row.getString(1),
                    Deadline.in(Duration.ofSeconds(60)));
            for (int i = 0; i < values.length; i++) {
                Map<String, String> all = PropertyTexts.all("{\"x\":" + values[i] + "}");
                assertThat(texts.get(i)).as(values[i]).isEqualTo(key.equals("missing") ? null : all.get("x"));
            }
        }
        assertThat(engine.query(
                        Sql.format(
                                "SELECT {} AS deep FROM events e WHERE {} IS NOT NULL",
                                dialect.eventProperty(List.of("$browser", "zz", "y")),
                                dialect.eventProperty(List.of("$browser", "zz", "y"))),
                        row -> row.getString(1),
                        Deadline.in(Duration.ofSeconds(60))))
                .containsExactly("[\"é\"]");
    }

    @Test
    void whatLiesInProperties_isItsText() {
        String[] values = {
            "\"Chrome\"",
            "\"http://é/?a,b\\n\\\"\"",
            "5",
            "5.0",
            "5.50",
            "1e5",
            "1e15",
            "1000000000000000",
            "1e21",
            "0.000001",
            "1.5e-7",
            "-0.0",
            "18446744073709551615",
            "123456789012345678901234567890",
            "true",
            "null",
            "[1, 2.50, null, [-0.0, {}], 1e300]",
            "{\"zz\" : {\"y\":[\"é,[\"]}, \"a\":1e2}",
            "[]"
        };
        String key = "k\"\\ é";
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            String properties = "{\"y\": \"[7]\", \"deep\": {\"x\": {\"1\": 3}, \"1\": 9, \"k\\\"\\\\ é\": " + values[i]
                    + ", \"list\": [0, " + values[i] + ", [1.0, " + values[i] + "]]}}";
            events.add(new Event(new UUID(2, i), "deep", "a", Instant.EPOCH.plus(Duration.ofDays(1 + i)), properties));
        }
        database.store(Clock.systemUTC()).append(1, events);

        for (int i = 0; i < values.length; i++) {
            String text = PropertyTexts.all("{\"x\":" + values[i] + "}").get("x");
            assertThat(deep("deep", key)).element(i).as(values[i]).isEqualTo(text);
            assertThat(deep("deep", "list", "1")).element(i).as(values[i]).isEqualTo(text);
            assertThat(deep("deep", "list", "2", "1")).element(i).as(values[i]).isEqualTo(text);
            assertThat(deep("deep", "list", "2"))
                    .element(i)
                    .isEqualTo("[1.0," + (text == null ? "null" : json(values[i])) + "]");
        }
        assertThat(deep("deep", "x", "1")).containsOnly("3");
        assertThat(deep("deep", "1")).containsOnly("9");
        assertThat(deep("deep", "list", "0")).containsOnly("0");
        for (String none : List.of("3", "01", "-1", "+1", " 1", "x", "99999999999999999999")) {
            assertThat(deep("deep", "list", none)).as(none).containsOnlyNulls();
        }
        assertThat(deep("y", "0")).as("in a text").containsOnlyNulls();
        assertThat(deep("missing", "x")).containsOnlyNulls();
    }

    /** The text of a value within a list. */
    private static String json(String value) {
        String list = PropertyTexts.all("{\"x\":[" + value + "]}").get("x");
        return list == null ? "" : list.substring(1, list.length() - 1);
    }

    private List<@Nullable String> deep(String... path) {
        return engine.query(
                Sql.format(
                        "SELECT {} AS deep FROM events e WHERE e.event = 'deep' ORDER BY e.\"timestamp\"",
                        dialect.eventProperty(List.of(path))),
                row -> row.getString(1),
                Deadline.in(Duration.ofSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                " 12 ",
                "\t7",
                "5.0",
                "-5",
                "+5",
                ".5",
                "5.",
                "1e3",
                "1E-3",
                "1e300",
                "1e400",
                "-1e400",
                "1e-400",
                "1e-310",
                "",
                "x",
                "5x",
                "1,5",
                "0x1F",
                "inf",
                "NaN",
                "Infinity",
                "1e",
                "e1",
                ".",
                "-",
                "--1",
                "٣",
                "9007199254740993",
                "123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"
            })
    void number_isWhatTheWholeTextSays(String text) {
        boolean number = text.strip().matches("[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?");
        Double expected =
                number && Double.isFinite(Double.parseDouble(text.strip())) ? Double.valueOf(text.strip()) : null;

        List<String> found = engine.query(
                Sql.format("SELECT {} AS number", dialect.number(text(text))),
                row -> {
                    double value = row.getDouble(1);
                    return row.wasNull() ? "none" : Double.toString(value);
                },
                Deadline.in(Duration.ofSeconds(60)));

        assertThat(found).containsExactly(expected == null ? "none" : Double.toString(expected));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "2024-08-21, 2024-08-20T22:00",
                "2024-08-21 15:30, 2024-08-21T13:30",
                "2024-08-21T15:30:45, 2024-08-21T13:30:45",
                "2024-08-21T15:30:45.123456789, 2024-08-21T13:30:45.123456",
                "2024-01-21T15:30:45Z, 2024-01-21T15:30:45",
                "2024-01-21 15:30:45+05:30, 2024-01-21T10:00:45",
                "2024-01-21T15:30:45-0500, 2024-01-21T20:30:45",
                "2024-01-21T15:30:45+02, 2024-01-21T13:30:45",
                "2024/01/02, 2024-01-01T23:00",
                "2024-01/02, none",
                "2024-10-27 02:30, 2024-10-27T01:30",
                "2024-03-31 02:30, 2024-03-31T01:30",
                "2024-02-30, none",
                "2024-13-01, none",
                "soon, none",
                "'', none",
                "12, none",
                "99999-01-01, none",
                "0000-01-01, none"
            })
    void instant_isOfTheZone_unlessTheTextSaysItsOffset(String text, @Nullable String expected) {
        String micros = ask(dialect.epochMicros(dialect.instant(text(text), "Europe/Berlin")));

        assertThat(micros)
                .isEqualTo(
                        expected == null
                                ? null
                                : Long.toString(ChronoUnit.MICROS.between(
                                        Instant.EPOCH,
                                        LocalDateTime.parse(expected).toInstant(ZoneOffset.UTC))));
    }

    @Test
    void textsAreFound_whateverTheirLetters() {
        assertThat(holds(dialect.containsIgnoringCase(text("Straße ÉTÉ 100%_\\"), "été")))
                .isTrue();
        assertThat(holds(dialect.containsIgnoringCase(text("100%_\\"), "%_\\"))).isTrue();
        assertThat(holds(dialect.containsIgnoringCase(text("100"), "%"))).isFalse();
        assertThat(holds(dialect.containsIgnoringCase(text("ΑΒΓ"), "βγ"))).isTrue();
        assertThat(holds(dialect.like(text("ÉTÉ 100%"), "été 100\\%"))).isTrue();
        assertThat(holds(dialect.like(text("x\ny"), "X%Y"))).isTrue();
        assertThat(holds(dialect.like(text("xy"), "x_y"))).isFalse();
        assertThat(holds(dialect.likeWithCase(text("Abc"), "A_c"))).isTrue();
        assertThat(holds(dialect.likeWithCase(text("Abc"), "a_c"))).isFalse();
        assertThat(ask(dialect.prefix(text("h\ud83d\ude00llo"), 2))).isEqualTo("h\ud83d\ude00");
        assertThat(ask(dialect.matches(Sql.of("CAST(NULL AS VARCHAR)"), "a"))).isNull();
    }

    /** Patterns and texts of few characters, so that they often match. */
    @Test
    void patterns_findWhatRe2Finds() {
        Random random = new Random(20260301);
        int found = 0;
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            String pattern = pattern(random, 3);
            String text = letters(random, 6);
            Pattern re2;
            try {
                re2 = Pattern.compile(pattern);
            } catch (RuntimeException e) {
                continue;
            }
            try {
                boolean expected = re2.matcher(text).find();
                assertThat(holds(dialect.matches(text(text), pattern)))
                        .as(pattern + " in " + text)
                        .isEqualTo(expected);
                found += expected ? 1 : 0;
            } catch (HindsightException e) {
                assertThat(e.code()).as(pattern).isEqualTo("unsupported_regex");
                refused++;
            }
        }
        assertThat(found).isGreaterThan(200);
        assertThat(refused).isLessThan(60);
    }

    /** Where a pattern leaves open how much matches, an engine may refuse it; it must not take something else. */
    @Test
    void patterns_takeWhatRe2Takes() {
        Random random = new Random(20260302);
        int taken = 0;
        for (int i = 0; i < 800; i++) {
            String pattern = "(" + pattern(random, 2) + ")" + (random.nextInt(3) == 0 ? pattern(random, 1) : "");
            String text = letters(random, 8);
            Pattern re2;
            try {
                re2 = Pattern.compile(pattern);
            } catch (RuntimeException e) {
                continue;
            }
            Matcher matcher = re2.matcher(text);
            boolean matches = matcher.find();
            if (matches && matcher.end() == matcher.start()) {
                continue; // what to do about matches of nothing is left open
            }
            try {
                assertThat(ask(dialect.functions().firstMatch(text(text), pattern, false)))
                        .as(pattern + " in " + text)
                        .isEqualTo(matches ? matcher.group() : "");
                taken += matches ? 1 : 0;
            } catch (HindsightException e) {
                assertThat(e.code()).as(pattern).isEqualTo("unsupported_regex");
            }
        }
        assertThat(taken).isGreaterThan(80);
    }

    private static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String atom = switch (random.nextInt(depth > 0 ? 13 : 10)) {
                case 0, 1, 2 -> "" + "aB1é".charAt(random.nextInt(4));
                case 3 -> ".";
                case 4 -> "[ab]";
                case 5 -> "[^a1\\]-]";
                case 6 -> "\\d";
                case 7 -> "\\w";
                case 8 -> random.nextBoolean() ? "\\b" : "[[:alpha:]_]";
                case 9 -> random.nextBoolean() ? "^" : "$";
                case 10 -> "(?:" + pattern(random, depth - 1) + ")";
                case 11 -> "(?:" + pattern(random, depth - 1) + "|" + pattern(random, depth - 1) + ")";
                default -> "\\s";
            };
            pattern.append(atom);
            boolean place = atom.equals("\\b") || atom.equals("^") || atom.equals("$");
            pattern.append(
                    place
                            ? ""
                            : switch (random.nextInt(8)) {
                                case 0 -> "*";
                                case 1 -> "+";
                                case 2 -> "?";
                                case 3 -> "{2}";
                                case 4 -> random.nextInt(4) == 0 ? "+?" : "";
                                default -> "";
                            });
        }
        return pattern.toString();
    }

    private static String letters(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append("aaBb1é \n-]".charAt(random.nextInt(10)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "a**", "*a", "a)", "\\", "a{3,2}", "[z-a]", "(?P<x>"})
    void patterns_thatAreNone_areRefusedByName(String pattern) {
        assertThatExceptionOfType(HindsightException.class)
                .isThrownBy(() -> holds(dialect.matches(text("a"), pattern)))
                .satisfies(e -> assertThat(e.code()).isIn("invalid_regex", "unsupported_regex"));
    }

    @Test
    void patterns_ignoreCase_whereTheySaySo() {
        assertThat(holds(dialect.matches(text("xÉTÉ"), "(?i)été$"))).isTrue();
        assertThat(holds(dialect.matches(text("xÉTÉ"), "été$"))).isFalse();
        assertThat(holds(dialect.matches(text("a\nb"), "a.b"))).isFalse();
        assertThat(holds(dialect.matches(text("a\nb"), "(?s)a.b"))).isTrue();
        assertThat(holds(dialect.matches(text("a{1"), "a{1"))).isTrue();
        assertThat(holds(dialect.matches(text("x/y-z"), "^[\\w/-]+$"))).isTrue();
    }

    @Test
    void replaceAll_replacesEveryMatch() {
        assertThat(ask(dialect.replaceAll(text("/user/12/edit/345"), "/\\d+", "/:id")))
                .isEqualTo("/user/:id/edit/:id");
        assertThat(ask(dialect.replaceAll(text("a1b22"), "([a-z])(\\d+)", "\\2\\1&")))
                .isEqualTo("1a&22b&");
        assertThat(ask(dialect.extracted(text("id=12;id=3"), "id=(\\d+)"))).isEqualTo("12");
        assertThat(ask(dialect.extracted(text("none"), "id=(\\d+)"))).isNull();
        assertThat(holds(dialect.anyExtracted(
                        text("id=12;id=3"), "id=(\\d+)", found -> Sql.format("{} = {}", found, text("3")))))
                .isTrue();
    }

    @Test
    void versions_areOrderedByTheirNumbers() {
        String[] ascending = {"0.9", "v1.0.0", "1.2.3.4", "1.2.9", "1.10", "2", "10.0.1-beta"};
        for (int i = 1; i < ascending.length; i++) {
            assertThat(holds(Sql.format(
                            "{} < {}", dialect.version(text(ascending[i - 1])), dialect.version(text(ascending[i])))))
                    .as(ascending[i])
                    .isTrue();
        }
        assertThat(holds(Sql.format("{} = {}", dialect.version(text("1.2")), dialect.version(1, 2, 0))))
                .isTrue();
        assertThat(ask(dialect.version(text("one")))).isNull();
    }

    @Test
    void datesAndTimes_areThoseOfTheCalendar() {
        Random random = new Random(20260303);
        for (int i = 0; i < 60; i++) {
            LocalDateTime at = LocalDateTime.of(1969, 12, 1, 0, 0)
                    .plus(random.nextLong(86_400_000_000L * 365 * 130), ChronoUnit.MICROS);
            long offset = random.nextInt(-14, 15) * 3_600_000_000L + random.nextInt(60) * 1_000_000L;
            LocalDate date = at.toLocalDate();
            Sql day = dialect.date(Sql.value(date));
            long micros = ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), at);
            int first = 1 + random.nextInt(7);

            assertThat(ask(dialect.epochMicros(timestamp(at)))).isEqualTo(Long.toString(micros));
            assertThat(ask(dialect.localDate(timestamp(at), Sql.of("CAST(? AS BIGINT)", offset))))
                    .isEqualTo(at.plus(offset, ChronoUnit.MICROS).toLocalDate().toString());
            assertThat(ask(dialect.localDate(timestamp(at), Sql.of("0")))).isEqualTo(date.toString());
            assertThat(ask(dialect.weekStart(day, first)))
                    .isEqualTo(date.minusDays((date.getDayOfWeek().getValue() + 7 - first) % 7)
                            .toString());
            assertThat(ask(dialect.monthStart(day)))
                    .isEqualTo(date.withDayOfMonth(1).toString());
            assertThat(ask(dialect.quarterStart(day)))
                    .isEqualTo(date.with(IsoFields.DAY_OF_QUARTER, 1).toString());
            assertThat(ask(dialect.yearStart(day)))
                    .isEqualTo(date.withDayOfYear(1).toString());
            assertThat(ask(dialect.monthNumber(day)))
                    .isEqualTo(Integer.toString(date.getYear() * 12 + date.getMonthValue()));
            assertThat(ask(dialect.isoWeekday(day)))
                    .isEqualTo(Integer.toString(date.getDayOfWeek().getValue()));
            assertThat(ask(dialect.floorDivide(Sql.of("CAST(? AS BIGINT)", micros), 86_400_000_000L)))
                    .isEqualTo(Long.toString(Math.floorDiv(micros, 86_400_000_000L)));
        }
    }

    @Test
    void samples_areThoseOfTheHash() throws Exception {
        for (int i = 0; i < 50; i++) {
            byte[] hash = MessageDigest.getInstance("MD5").digest(("user " + i).getBytes(StandardCharsets.UTF_8));
            long first = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt());
            assertThat(holds(dialect.sampled(text("user " + i), 400_000))).isEqualTo(first % 1_000_000 < 400_000);
        }
    }

    @Test
    void numbers_areGroupedAndListed() {
        Sql numbers = dialect.listedNumbers(List.of("a", "b"), List.of("1,2,3,4", "10,20,30,40"));
        assertThat(ask(Sql.format("(SELECT sum(a * b) FROM {} listed)", numbers)))
                .matches("300([.]0)?");
        assertThat(ask(Sql.format("(SELECT {} FROM {} listed)", dialect.quantile(Sql.of("a"), 0.9), numbers)))
                .satisfies(text -> assertThat(new BigDecimal(text)).isEqualByComparingTo("3.7"));
        assertThat(ask(Sql.format("(SELECT {} FROM {} listed)", dialect.bitOr(dialect.bit(Sql.of("a"))), numbers)))
                .isEqualTo("30");
        assertThat(ask(Sql.format(
                        "(SELECT count(*) FROM {} listed)", dialect.listedNumbers(List.of("a"), List.of("")))))
                .isEqualTo("0");
    }

    @Test
    void sortedNumbers_areAll_orTheFirstAndLastOfThoseThatAreTheSame_whereThereAreSome() {
        long far = 1L << 52;
        // By their lowest two bits 0, 3, 2, 0, 1, 1, 1, 1, 1, 0, 0, 0, 3.
        List<Long> numbers = List.of(Long.MIN_VALUE, -5L, -2L, 0L, 1L, 5L, 5L, 9L, 13L, 16L, 20L, far, Long.MAX_VALUE);
        List<Long> ends = List.of(Long.MIN_VALUE, -5L, -2L, 0L, 1L, 13L, 16L, far, Long.MAX_VALUE);
        assertSorted(numbers, 0, numbers);
        assertSorted(numbers, 2, ends);
        assertSorted(List.of(7L), 10, List.of(7L));
        assertSorted(List.of(0L, 0L), 10, List.of(0L, 0L));
        assertSorted(List.of(0L, 1024L, 1024L, 2048L), 10, List.of(0L, 2048L));
    }

    private void assertSorted(List<Long> numbers, int same, List<Long> wanted) {
        List<Long> shuffled = new ArrayList<>(numbers);
        Collections.shuffle(shuffled, new Random(1));
        Sql listed = dialect.listedNumbers(
                List.of("a"), List.of(shuffled.stream().map(String::valueOf).collect(Collectors.joining(","))));
        dialect.sortedNumbers(Sql.of("a"), same)
                .map(list -> ask(Sql.format("(SELECT {} FROM {} listed)", list, listed)))
                .ifPresent(base64 -> {
                    ByteBuffer bytes =
                            ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
                    assertThat(bytes.get()).isEqualTo((byte) wanted.size());
                    List<Long> sorted = new ArrayList<>();
                    while (bytes.hasRemaining()) {
                        sorted.add(bytes.getLong());
                    }
                    assertThat(sorted).isEqualTo(wanted);
                });
    }

    @Test
    void functions_ofExpressions() {
        Functions functions = dialect.functions();
        LocalDateTime at = LocalDateTime.parse("2024-08-21T15:30:45.5");
        assertThat(ask(functions.timeText(timestamp(at)))).isEqualTo("2024-08-21 15:30:45");
        assertThat(ask(functions.timeText(functions.localTime(timestamp(at), "Asia/Kolkata"))))
                .isEqualTo("2024-08-21 21:00:45");
        assertThat(ask(functions.timeText(functions.utcTime(timestamp(at), "Asia/Kolkata"))))
                .isEqualTo("2024-08-21 10:00:45");
        assertThat(ask(functions.timeText(functions.truncated(ChronoUnit.WEEKS, timestamp(at)))))
                .isEqualTo("2024-08-19 00:00:00");
        assertThat(ask(functions.timeText(functions.later(timestamp(at), ChronoUnit.MONTHS, 6))))
                .isEqualTo("2025-02-21 15:30:45");
        for (ChronoUnit unit :
                List.of(ChronoUnit.YEARS, ChronoUnit.MONTHS, ChronoUnit.WEEKS, ChronoUnit.DAYS, ChronoUnit.HOURS)) {
            String difference = ask(functions.difference(
                    unit,
                    timestamp(LocalDateTime.parse("2023-12-31T23:59:59")),
                    timestamp(LocalDateTime.parse("2024-01-01T00:00"))));
            assertThat(new BigDecimal(String.valueOf(difference)))
                    .as(unit.toString())
                    .isEqualByComparingTo(BigDecimal.ONE); // a Monday
        }
        assertThat(ask(functions.numberText(Sql.of("CAST(5 AS DOUBLE PRECISION)"))))
                .isEqualTo("5");
        assertThat(ask(functions.numberText(Sql.of("CAST(5.25 AS DOUBLE PRECISION)"))))
                .isEqualTo("5.25");
        assertThat(holds(functions.startsWith(text("été"), text("ét")))).isTrue();
        assertThat(holds(functions.endsWith(text("été"), text("té")))).isTrue();
        assertThat(holds(functions.endsWith(text("é"), text("été")))).isFalse();
        assertThat(ask(functions.position(text("été"), text("té")))).isEqualTo("2");
        assertThat(ask(functions.byteLength(text("été")))).isEqualTo("5");
        assertThat(ask(functions.substring(text("\ud83d\ude00été"), Sql.of("2"), Sql.of("2"))))
                .isEqualTo("ét");
        for (String[] part : new String[][] {{"-3", "2", "ll"}, {"0", "2", "h"}, {"4", "100", "lo"}, {"6", "1", ""}}) {
            assertThat(ask(functions.substring(text("hello"), Sql.of(part[0]), Sql.of(part[1]))))
                    .as(part[0])
                    .isEqualTo(part[2]);
        }
        assertThat(ask(functions.lower(text("ÉTÉ")))).isEqualTo("été");
        assertThat(ask(functions.upper(text("été")))).isEqualTo("ÉTÉ");
        for (String[] round : new String[][] {
            {"1.005", "2", "1.0"}, {"-2.5", "0", "-3"}, {"9007199254740991", "0", "9007199254740991"}
        }) {
            assertThat(new BigDecimal(String.valueOf(ask(functions.round(
                            Sql.of("CAST(" + round[0] + " AS DOUBLE PRECISION)"), Integer.parseInt(round[1]))))))
                    .as(round[0])
                    .isEqualByComparingTo(round[2]);
        }
        assertThat(ask(functions.firstMatch(text("xÉTÉ"), "(?i)été", false))).isEqualTo("ÉTÉ");
        assertThat(ask(functions.replace(text("a.b.c"), text("."), text("-")))).isEqualTo("a-b-c");
        assertThat(ask(functions.once(
                        Sql.of("upper('abc' || '" + "x".repeat(120) + "')"),
                        value -> Sql.format("left({}, 1) || right({}, 1)", value, value))))
                .isEqualTo("AX");
        assertThat(ask(functions.finite(Sql.of("CAST('NaN' AS DOUBLE PRECISION)"))))
                .isNull();
    }
}
