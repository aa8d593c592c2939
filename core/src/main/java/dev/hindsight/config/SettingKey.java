package dev.hindsight.config;

import java.util.Locale;
import java.util.Optional;

/** Everything that can be set; {@link Settings} says what each key means. */
enum SettingKey {
    HOME("hindsight.home"),
    METADATA_URL("hindsight.metadata.url"),
    METADATA_USER("hindsight.metadata.user"),
    METADATA_PASSWORD("hindsight.metadata.password"),
    METADATA_JNDI("hindsight.metadata.jndi"),
    EVENTS_URL("hindsight.events.url"),
    EVENTS_USER("hindsight.events.user"),
    EVENTS_PASSWORD("hindsight.events.password"),
    EVENTS_JNDI("hindsight.events.jndi"),
    EVENTS_OWN_SCHEMA("hindsight.events.own-schema"),
    BOOTSTRAP_KEY("hindsight.bootstrap.key"),
    CLOCK("hindsight.clock"),
    DEMO("hindsight.demo"),
    QUERY_TIMEOUT("hindsight.query.timeout"),
    QUERY_CONCURRENCY("hindsight.query.concurrency"),
    QUERY_QUEUE("hindsight.query.queue"),
    QUERY_PROJECT_CONCURRENCY("hindsight.query.project-concurrency"),
    QUERY_PROJECT_QUEUE("hindsight.query.project-queue"),
    BACKGROUND_TIMEOUT("hindsight.background.timeout"),
    BACKGROUND_THREADS("hindsight.background.threads"),
    BACKGROUND_WARMING("hindsight.background.warming"),
    RATELIMIT("hindsight.ratelimit"),
    RATELIMIT_ALLOW("hindsight.ratelimit.allow"),
    METRICS("hindsight.metrics"),
    METRICS_TOKEN("hindsight.metrics.token"),
    REQUEST_LOG("hindsight.request-log"),
    PUBLIC_URL("hindsight.public-url");

    /** Keys with this beginning are ours, so one that is unknown is a mistake. */
    static final String PREFIX = "hindsight.";

    private final String key;

    SettingKey(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** The name of its environment variable, such as {@code HINDSIGHT_EVENTS_URL}. */
    String variable() {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether its value stays out of messages. */
    boolean isSecret() {
        return this == METADATA_PASSWORD || this == EVENTS_PASSWORD || this == BOOTSTRAP_KEY || this == METRICS_TOKEN;
    }

    static Optional<SettingKey> of(String key) {
        for (SettingKey known : values()) {
            if (known.key.equals(key)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }
}
