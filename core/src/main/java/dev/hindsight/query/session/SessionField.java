package dev.hindsight.query.session;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a session (contract queries 7.5). Entry fields are those of the first event that has one, exit fields
 * those of the last; an empty text is none.
 */
public enum SessionField {
    ID("session_id", Type.TEXT, "id"),
    /** Of the first event. */
    DISTINCT_ID("distinct_id", Type.TEXT),
    /** Of the first event. */
    PERSON_ID("person_id", Type.PERSON),
    START("$start_timestamp", Type.TIME),
    END("$end_timestamp", Type.TIME),
    /** Whole seconds: how often the second changed from the first event to the last. */
    DURATION("$session_duration", Type.NUMBER, "duration"),
    PAGEVIEWS("$pageview_count", Type.NUMBER),
    AUTOCAPTURES("$autocapture_count", Type.NUMBER),
    SCREENS("$screen_count", Type.NUMBER),
    URLS("$num_uniq_urls", Type.NUMBER),
    /** Each URL once, in ascending order. */
    URL_LIST("$urls", Type.TEXTS),
    ENTRY_URL("$entry_current_url", Type.TEXT),
    /** The path of {@link #ENTRY_URL}, {@code /} when it has none; null when that is no URL with a host. */
    ENTRY_PATHNAME("$entry_pathname", Type.TEXT),
    /** The host of {@link #ENTRY_URL} without its port; null when that is no URL with a host. */
    ENTRY_HOSTNAME("$entry_hostname", Type.TEXT),
    END_URL("$end_current_url", Type.TEXT, "$exit_current_url"),
    END_PATHNAME("$end_pathname", Type.TEXT, "$exit_pathname"),
    END_HOSTNAME("$end_hostname", Type.TEXT),
    ENTRY_REFERRING_DOMAIN("$entry_referring_domain", Type.TEXT),
    ENTRY_UTM_SOURCE("$entry_utm_source", Type.TEXT),
    ENTRY_UTM_MEDIUM("$entry_utm_medium", Type.TEXT),
    ENTRY_UTM_CAMPAIGN("$entry_utm_campaign", Type.TEXT),
    ENTRY_UTM_TERM("$entry_utm_term", Type.TEXT),
    ENTRY_UTM_CONTENT("$entry_utm_content", Type.TEXT),
    ENTRY_GCLID("$entry_gclid", Type.TEXT),
    ENTRY_FBCLID("$entry_fbclid", Type.TEXT),
    /** How the session was won; see {@code ChannelSql} for the rules. Never null. */
    CHANNEL_TYPE("$channel_type", Type.TEXT),
    /**
     * True for a session of at most one pageview, screen or click that lasts less than 10 seconds; null for one without any of
     * these.
     */
    IS_BOUNCE("$is_bounce", Type.BOOLEAN),
    LAST_EXTERNAL_CLICK_URL("$last_external_click_url", Type.TEXT);

    private final String wire;
    private final Type type;
    private final @Nullable String alias;

    SessionField(String wire, Type type) {
        this(wire, type, null);
    }

    SessionField(String wire, Type type, @Nullable String alias) {
        this.wire = wire;
        this.type = type;
        this.alias = alias;
    }

    /** What the values of a field are in the engine. */
    public enum Type {
        TEXT,
        /** A 64-bit integer. */
        NUMBER,
        BOOLEAN,
        /** A UTC timestamp. */
        TIME,
        /** The key that the engine knows a person by. */
        PERSON,
        /** A list of texts, never null. */
        TEXTS
    }

    /** The field that clients call {@code name}, by its own name or by its alias. */
    public static Optional<SessionField> of(String name) {
        return Arrays.stream(values())
                .filter(field -> field.wire.equals(name) || name.equals(field.alias))
                .findFirst();
    }

    /** The names of all fields as an error lists them. */
    public static String known() {
        return Arrays.stream(values()).map(SessionField::wire).collect(Collectors.joining(", "));
    }

    /** What clients call the field. */
    public String wire() {
        return wire;
    }

    /** Another name that clients call it by. */
    public Optional<String> alias() {
        return Optional.ofNullable(alias);
    }

    public Type type() {
        return type;
    }

    /** Its column in the relation of {@link Sessions}, a name that needs no quoting. */
    public String column() {
        return wire.replace("$", "").toLowerCase(Locale.ROOT);
    }
}
