package dev.hindsight.query.session;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of sessions in SQL, and the aggregates over the events of a session that they are made of: those that several
 * fields need are calculated once.
 */
final class SessionFacts {
    private static final int BOUNCE_SECONDS = 10;

    /** Group 1 is the host, with what is before and after it. */
    private static final String AUTHORITY = "^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]+)";

    /** Group 1 is the path. */
    private static final String PATH = "^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+(/[^?#]*)";

    private final Dialect dialect;
    private final Map<String, Sql> aggregates = new LinkedHashMap<>();
    private boolean channels;

    SessionFacts(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The aggregates that the fields need that were asked for so far, by the names of their columns. */
    Map<String, Sql> aggregates() {
        return Collections.unmodifiableMap(aggregates);
    }

    /** The grouped events, with what is read of their aggregates as a whole beside them. */
    Sql withDerived(Sql grouped) {
        return channels ? new ChannelSql(dialect).from(grouped) : grouped;
    }

    /** A field's value, made of the columns of the aggregates. */
    Sql of(SessionField field) {
        return switch (field) {
            case ID -> Sql.of("session_id");
            case DISTINCT_ID -> aggregate("first_distinct_id", dialect.earliest(Sql.of("e.distinct_id")));
            case PERSON_ID -> aggregate("first_person_id", dialect.earliest(Sql.of("e.person_id")));
            case START -> start();
            case END -> end();
            case DURATION -> duration();
            case PAGEVIEWS -> count("pageviews", Sql.of("e.event = ?", "$pageview"));
            case AUTOCAPTURES -> count("autocaptures", Sql.of("e.event = ?", "$autocapture"));
            case SCREENS -> count("screens", Sql.of("e.event = ?", "$screen"));
            case URLS -> aggregate("urls", Sql.format("CAST(count(DISTINCT {}) AS BIGINT)", property("$current_url")));
            case URL_LIST ->
                aggregate("url_list", dialect.functions().lists().distinct(property("$current_url"), "VARCHAR"));
            case ENTRY_URL -> entryUrl();
            case ENTRY_PATHNAME -> path(entryUrl());
            case ENTRY_HOSTNAME -> host(entryUrl());
            case END_URL -> endUrl();
            case END_PATHNAME -> path(endUrl());
            case END_HOSTNAME -> host(endUrl());
            case ENTRY_REFERRING_DOMAIN -> first("referring_domain");
            case ENTRY_UTM_SOURCE -> first("utm_source");
            case ENTRY_UTM_MEDIUM -> first("utm_medium");
            case ENTRY_UTM_CAMPAIGN -> first("utm_campaign");
            case ENTRY_UTM_TERM -> first("utm_term");
            case ENTRY_UTM_CONTENT -> first("utm_content");
            case ENTRY_GCLID -> first("gclid");
            case ENTRY_FBCLID -> first("fbclid");
            case CHANNEL_TYPE -> channel();
            case IS_BOUNCE -> bounce();
            case LAST_EXTERNAL_CLICK_URL ->
                aggregate("last_external_click", dialect.latest(property("$external_click_url")));
        };
    }

    private Sql aggregate(String name, Sql sql) {
        aggregates.put(name, sql);
        return Sql.of(name);
    }

    /** A property of events as a text that is not empty. */
    private Sql property(String key) {
        return Sql.format("nullif({}, '')", dialect.eventProperty(key));
    }

    /** What the first event with such a property has; its column is called {@code first_} and the property's plain name. */
    private Sql first(String name) {
        String key = name.equals("referring_domain") ? "$referring_domain" : name;
        return aggregate("first_" + name, dialect.earliest(property(key)));
    }

    private Sql count(String name, Sql condition) {
        return aggregate(name, Sql.format("CAST(count(CASE WHEN {} THEN 1 END) AS BIGINT)", condition));
    }

    private Sql start() {
        return aggregate("started", Sql.of("min(e.timestamp)"));
    }

    private Sql end() {
        return aggregate("ended", Sql.of("max(e.timestamp)"));
    }

    private Sql duration() {
        return Sql.format(
                "({} - {})",
                dialect.floorDivide(dialect.epochMicros(end()), 1_000_000),
                dialect.floorDivide(dialect.epochMicros(start()), 1_000_000));
    }

    private Sql entryUrl() {
        return aggregate("first_url", dialect.earliest(property("$current_url")));
    }

    private Sql endUrl() {
        return aggregate("last_url", dialect.latest(property("$current_url")));
    }

    private Sql path(Sql url) {
        return Sql.format(
                "coalesce({}, CASE WHEN {} THEN '/' END)",
                dialect.extracted(url, PATH),
                dialect.matches(url, AUTHORITY));
    }

    private Sql host(Sql url) {
        Sql withPort = dialect.replaceAll(dialect.extracted(url, AUTHORITY), "^[^@]*@", "");
        return dialect.replaceAll(withPort, ":[0-9]*$", "");
    }

    private Sql bounce() {
        Sql acts = count("acts", Sql.of("e.event IN (?, ?, ?)", "$pageview", "$screen", "$autocapture"));
        return Sql.format(
                "(CASE WHEN {} = 0 THEN NULL WHEN {} <= 1 AND {} < " + BOUNCE_SECONDS + " THEN TRUE ELSE FALSE END)",
                acts,
                acts,
                duration());
    }

    private Sql channel() {
        channels = true;
        for (SessionField field : ChannelSql.READS) {
            of(field);
        }
        return ChannelSql.TYPE;
    }
}
