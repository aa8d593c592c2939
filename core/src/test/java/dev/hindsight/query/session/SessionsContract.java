package dev.hindsight.query.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.event.Event;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.query.QueryContext;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sessions are on every engine. The tests share one database; each has projects of its own in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SessionsContract {
    private static final Instant NOON = Instant.parse("2024-08-21T12:00:00Z");

    private final EventsDatabase database = open();
    private final Engine engine = database.engine(new EngineLimits(1, 1));
    private int project = 1;

    /** An empty database. */
    protected abstract EventsDatabase open();

    @BeforeEach
    void takeAnotherProject() {
        project += 2;
    }

    @AfterAll
    void close() {
        engine.close();
        database.close();
    }

    private Sessions sessions() {
        return new Sessions(
                engine.dialect(),
                new QueryContext(
                        project,
                        ZoneId.of("Asia/Kolkata"),
                        DayOfWeek.SUNDAY,
                        new JsonMapper().createArrayNode(),
                        List.of(),
                        PropertyTypes.NONE,
                        NOON));
    }

    /** An event; properties are JSON with apostrophes in place of quotes. */
    private static Event event(UUID uuid, String name, String distinctId, Instant at, String properties) {
        return new Event(uuid, name, distinctId, at, properties.replace('\'', '"'));
    }

    private static Event event(int number, String name, Instant at, String properties) {
        return event(new UUID(1, number), name, "ada", at, properties);
    }

    private void append(Event... events) {
        database.store(Clock.systemUTC()).append(project, List.of(events));
    }

    /** The texts of the fields, session by session in the order of their ids. */
    private List<String> rows(@Nullable Instant from, @Nullable Instant until, SessionField... fields) {
        Set<SessionField> wanted = EnumSet.noneOf(SessionField.class);
        wanted.addAll(List.of(fields));
        List<Sql> texts = List.of(fields).stream()
                .map(field -> Sql.format("coalesce({}, 'null')", text(field, Sql.of("s." + field.column()))))
                .toList();
        Sql sql = Sql.format(
                "SELECT {} FROM ({}) s ORDER BY s.session_id",
                Sql.join(" || ' ' || ", texts),
                sessions().relation(wanted, from, until));
        return engine.query(sql, row -> row.getString(1), Deadline.in(Duration.ofSeconds(60)));
    }

    /** The value of a column of the relation as text, null where it is null; times as the clocks of the project show them. */
    private Sql text(SessionField field, Sql column) {
        Functions functions = engine.dialect().functions();
        return switch (field.type()) {
            case TEXT -> column;
            case TEXTS -> functions.lists().joined(column, Sql.value(" and "));
            case NUMBER, PERSON -> Sql.format("CAST({} AS VARCHAR)", column);
            case BOOLEAN -> Sql.format("(CASE {} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END)", column);
            case TIME -> functions.timeText(functions.localTime(column, "Asia/Kolkata"));
        };
    }

    private List<String> all(SessionField... fields) {
        return rows(null, null, fields);
    }

    @Test
    void fields_areThoseOfAllEventsOfTheSession() {
        Instant later = NOON.plusSeconds(95);
        append(
                event(
                        1,
                        "$pageview",
                        NOON,
                        "{'$session_id':'s','$current_url':'https://a.example:8080/in?x=1#y','$referring_domain':'news.example',"
                                + "'utm_source':'src','utm_medium':'med','utm_campaign':'cam','utm_term':'ter',"
                                + "'utm_content':'con','gclid':'g','fbclid':'f'}"),
                event(
                        2,
                        "$autocapture",
                        NOON.plusMillis(900),
                        "{'$session_id':'s','$external_click_url':'https://b.example/1'}"),
                event(
                        3,
                        "$autocapture",
                        NOON.plusSeconds(2),
                        "{'$session_id':'s','$external_click_url':'https://b.example/2'}"),
                event(
                        4,
                        "$screen",
                        NOON.plusSeconds(3),
                        "{'$session_id':'s','$current_url':'https://a.example:8080/in?x=1#y'}"),
                event(
                        5,
                        "buy",
                        later,
                        "{'$session_id':'s','$current_url':'https://c.example','$referring_domain':'other'}"),
                event(6, "buy", later, "{'$session_id':'other'}"),
                event(7, "buy", later, "{'$session_id':''}"),
                event(8, "buy", later, "{'$session_id':null}"),
                event(9, "buy", later, "{}"));
        database.store(Clock.systemUTC())
                .append(project + 1, List.of(event(new UUID(2, 1), "buy", "ada", NOON, "{'$session_id':'s'}")));

        assertThat(all(SessionField.ID)).containsExactly("other", "s");
        assertThat(all(
                        SessionField.ID,
                        SessionField.DISTINCT_ID,
                        SessionField.START,
                        SessionField.END,
                        SessionField.DURATION))
                .containsExactly(
                        "other ada 2024-08-21 17:31:35 2024-08-21 17:31:35 0",
                        "s ada 2024-08-21 17:30:00 2024-08-21 17:31:35 95");
        assertThat(all(
                        SessionField.PAGEVIEWS,
                        SessionField.AUTOCAPTURES,
                        SessionField.SCREENS,
                        SessionField.URLS,
                        SessionField.IS_BOUNCE))
                .containsExactly("0 0 0 0 null", "1 2 1 2 false");
        assertThat(all(SessionField.ENTRY_URL, SessionField.ENTRY_PATHNAME, SessionField.ENTRY_HOSTNAME))
                .containsExactly("null null null", "https://a.example:8080/in?x=1#y /in a.example");
        assertThat(all(SessionField.END_URL, SessionField.END_PATHNAME, SessionField.END_HOSTNAME))
                .containsExactly("null null null", "https://c.example / c.example");
        assertThat(all(
                        SessionField.ENTRY_REFERRING_DOMAIN,
                        SessionField.ENTRY_UTM_SOURCE,
                        SessionField.ENTRY_UTM_MEDIUM,
                        SessionField.ENTRY_UTM_CAMPAIGN,
                        SessionField.ENTRY_UTM_TERM,
                        SessionField.ENTRY_UTM_CONTENT,
                        SessionField.ENTRY_GCLID,
                        SessionField.ENTRY_FBCLID,
                        SessionField.LAST_EXTERNAL_CLICK_URL))
                .containsExactly(
                        "null null null null null null null null null",
                        "news.example src med cam ter con g f https://b.example/2");
        assertThat(all(SessionField.URL_LIST))
                .containsExactly("", "https://a.example:8080/in?x=1#y and https://c.example");
        assertThat(all(SessionField.values())).hasSize(2);
    }

    @Test
    void persons_areThoseOfTheFirstEvent() {
        append(
                event(new UUID(1, 1), "view", "bob", NOON.plusSeconds(1), "{'$session_id':'s'}"),
                event(new UUID(1, 2), "view", "ada", NOON, "{'$session_id':'s'}"));

        assertThat(all(SessionField.DISTINCT_ID)).containsExactly("ada");
        assertThat(engine.query(
                        Sql.format(
                                "SELECT e.distinct_id FROM events e JOIN ({}) s ON s.person_id = e.person_id"
                                        + " WHERE e.project_id = " + project,
                                sessions().relation(Set.of(SessionField.PERSON_ID), null, null)),
                        row -> row.getString(1),
                        Deadline.in(Duration.ofSeconds(60))))
                .containsExactly("ada");
    }

    @Test
    void ties_areDecidedByTheUuid() {
        // As ClickHouse orders UUIDs, the second one of the last two would be the first.
        append(
                event(UUID.fromString("20000000-0000-0000-0000-000000000001"), "a", "x", NOON, url("none", "")),
                event(UUID.fromString("f0000000-0000-0000-0000-000000000001"), "a", "x", NOON, url("last", "/last")),
                event(UUID.fromString("70000000-0000-0000-ffff-000000000002"), "a", "x", NOON, url("first", "/first")));

        assertThat(all(SessionField.ENTRY_PATHNAME, SessionField.END_PATHNAME)).containsExactly("/first /last");
        assertThat(all(SessionField.ENTRY_UTM_SOURCE)).containsExactly("none");
    }

    private static String url(String source, String path) {
        String url = path.isEmpty() ? "" : "https://a.example" + path;
        return "{'$session_id':'s','utm_source':'" + source + "','$current_url':'" + url + "'}";
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/b/c?d#e, /b/c, a.example",
        "https://a.example, /, a.example",
        "https://a.example?x, /, a.example",
        "http://u:p@a.example:80/b, /b, a.example",
        "app://home/, /, home",
        "https://é.example/日本, /日本, é.example",
        "/b/c, null, null",
        "a.example/b, null, null",
        "file:///b, null, null",
    })
    void pathAndHost_areThoseOfTheUrl(String url, String path, String host) {
        append(event(1, "view", NOON, "{'$session_id':'s','$current_url':'" + url + "'}"));

        assertThat(all(SessionField.ENTRY_PATHNAME, SessionField.END_HOSTNAME)).containsExactly(path + " " + host);
    }

    @ParameterizedTest
    @CsvSource({
        "$pageview, view, 9000, true",
        "$pageview, view, 10000, false",
        "$screen, $screen, 1000, false",
        "$autocapture, view, 0, true",
        "view, view, 1000, null",
    })
    void bounces_areShortAndOfOneAct(String first, String second, int millis, String bounce) {
        append(
                event(1, first, NOON, "{'$session_id':'s'}"),
                event(2, second, NOON.plusMillis(millis), "{'$session_id':'s'}"));

        assertThat(all(SessionField.IS_BOUNCE)).containsExactly(bounce);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'$referring_domain':'$direct'                                          | Direct",
                "'$referring_domain':'$direct','utm_source':'(direct)'                  | Direct",
                "'$referring_domain':'$direct','fbclid':'1'                             | Organic Social",
                "'a':1                                                                  | Unknown",
                "'$referring_domain':'www.google.co.uk'                                 | Organic Search",
                "'$referring_domain':'google.com'                                       | Organic Search",
                "'$referring_domain':'google.evil-site.com'                             | Referral",
                "'$referring_domain':'notgoogle.com'                                    | Referral",
                "'$referring_domain':'l.facebook.com'                                   | Organic Social",
                "'$referring_domain':'t.co'                                             | Organic Social",
                "'$referring_domain':'m.youtube.com'                                    | Organic Video",
                "'$referring_domain':'chatgpt.com'                                      | AI",
                "'$referring_domain':'gemini.google.com'                                | AI",
                "'$referring_domain':'www.amazon.de'                                    | Organic Shopping",
                "'$referring_domain':'news.example'                                     | Referral",
                "'$referring_domain':'$direct','utm_medium':'referral'                  | Referral",
                "'utm_source':'Google','utm_medium':'CPC'                               | Paid Search",
                "'$referring_domain':'www.google.com','gclid':'x'                       | Paid Search",
                "'gclid':'x'                                                            | Paid Search",
                "'utm_source':'facebook','utm_medium':'paid_social'                     | Paid Social",
                "'utm_medium':'ppc','fbclid':'x'                                        | Paid Social",
                "'utm_medium':'ppc','utm_campaign':'summer shopping'                    | Paid Shopping",
                "'utm_medium':'ppc','utm_campaign':'video'                              | Paid Video",
                "'utm_source':'youtube','utm_medium':'cpv'                              | Paid Video",
                "'utm_source':'partner','utm_medium':'cpa'                              | Paid Unknown",
                "'utm_source':'chatgpt','utm_medium':'cpc'                              | Paid Unknown",
                "'utm_campaign':'x Cross-Network y','utm_medium':'cpc'                  | Cross Network",
                "'utm_source':'list','utm_medium':'email'                               | Email",
                "'utm_medium':'Newsletter'                                              | Email",
                "'utm_medium':'affiliate','$referring_domain':'www.google.com'          | Affiliate",
                "'utm_medium':'sms'                                                     | SMS",
                "'utm_medium':'web_push'                                                | Push",
                "'utm_medium':'podcast'                                                 | Audio",
                "'utm_medium':'social'                                                  | Organic Social",
                "'utm_medium':'organic'                                                 | Organic Search",
                "'utm_source':'linkedin','$referring_domain':'$direct'                  | Organic Social",
                "'utm_campaign':'shopping week','$referring_domain':'$direct','utm_source':'x1' | Organic Shopping",
                "'utm_campaign':'my video','$referring_domain':'$direct','utm_source':'x1'      | Organic Video",
            })
    void channels_areToldFromWhatTheSessionBeganWith(String properties, String channel) {
        append(event(1, "$pageview", NOON, "{'$session_id':'s'," + properties + "}"));

        assertThat(all(SessionField.CHANNEL_TYPE)).containsExactly(channel);
    }

    @Test
    void ranges_holdTheSessionsThatReachIntoThem_whole() {
        Instant midnight = Instant.parse("2024-08-22T00:00:00Z");
        append(
                event(1, "a", midnight.minusSeconds(60), "{'$session_id':'over midnight'}"),
                event(2, "a", midnight.plusSeconds(60), "{'$session_id':'over midnight'}"),
                event(3, "a", midnight.minusSeconds(1), "{'$session_id':'before'}"),
                event(4, "a", midnight, "{'$session_id':'first'}"),
                event(5, "a", midnight.plusSeconds(86_399), "{'$session_id':'last'}"),
                event(6, "a", midnight.plusSeconds(86_401), "{'$session_id':'last'}"),
                event(7, "a", midnight.plusSeconds(86_400), "{'$session_id':'after'}"),
                event(8, "a", midnight.minusSeconds(90_000), "{'$session_id':'long'}"),
                event(9, "a", midnight.minusSeconds(86_400), "{'$session_id':'long'}"),
                event(10, "a", midnight.plusSeconds(10), "{'$session_id':'long'}"),
                event(11, "a", midnight.minusSeconds(100), "{'$session_id':'around'}"),
                event(12, "a", midnight.plusSeconds(86_500), "{'$session_id':'around'}"));

        assertThat(rows(midnight, midnight.plusSeconds(86_400), SessionField.ID, SessionField.DURATION))
                .containsExactly("around 86600", "first 0", "last 2", "long 86410", "over midnight 120");
        assertThat(rows(midnight, null, SessionField.ID))
                .containsExactly("after", "around", "first", "last", "long", "over midnight");
        assertThat(rows(null, midnight, SessionField.ID, SessionField.DURATION))
                .containsExactly("around 0", "before 0", "long 90010", "over midnight 120");
    }
}
