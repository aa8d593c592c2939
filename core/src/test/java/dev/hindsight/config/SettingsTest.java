package dev.hindsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.engine.EngineLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings read(Map<String, String> values) {
        return Settings.read(List.of(SettingsSource.of("test", values)));
    }

    @Test
    void read_withoutAnySource_givesDefaults() {
        Settings settings = Settings.read(List.of());

        assertThat(settings)
                .isEqualTo(new Settings(
                        Path.of(System.getProperty("user.home"), ".hindsight"),
                        new Settings.Database(null, null, null, null),
                        new Settings.Database(null, null, null, null),
                        null,
                        null,
                        null,
                        false,
                        Duration.ofSeconds(60),
                        EngineLimits.ofThisMachine(),
                        new Settings.BackgroundLimits(Duration.ofMinutes(10), 2, Duration.ZERO),
                        false,
                        Set.of(),
                        Settings.Metrics.OFF,
                        false,
                        null));
    }

    @Test
    void read_understandsEveryKey() {
        Settings settings = read(Map.ofEntries(
                Map.entry("hindsight.home", "/data"),
                Map.entry("hindsight.metadata.url", "jdbc:h2:mem:a"),
                Map.entry("hindsight.metadata.user", "mu"),
                Map.entry("hindsight.metadata.password", "first-secret"),
                Map.entry("hindsight.events.url", "jdbc:duckdb:"),
                Map.entry("hindsight.events.user", "eu"),
                Map.entry("hindsight.events.password", "second-secret"),
                Map.entry("hindsight.events.own-schema", "analytics"),
                Map.entry("hindsight.bootstrap.key", "phx_12345"),
                Map.entry("hindsight.clock", "2025-01-31T12:00:00Z"),
                Map.entry("hindsight.demo", "true"),
                Map.entry("hindsight.query.timeout", "2m"),
                Map.entry("hindsight.query.concurrency", "3"),
                Map.entry("hindsight.query.queue", "20"),
                Map.entry("hindsight.query.project-concurrency", "1"),
                Map.entry("hindsight.query.project-queue", "5"),
                Map.entry("hindsight.background.timeout", "90s"),
                Map.entry("hindsight.background.threads", "5"),
                Map.entry("hindsight.background.warming", "6m"),
                Map.entry("hindsight.ratelimit", "on"),
                Map.entry("hindsight.ratelimit.allow", "7, 1"),
                Map.entry("hindsight.metrics", "true"),
                Map.entry("hindsight.metrics.token", "third-secret-of-metrics"),
                Map.entry("hindsight.request-log", "true"),
                Map.entry("hindsight.public-url", "https://example.org/app/"),
                Map.entry("java.home", "of no interest")));

        assertThat(settings)
                .isEqualTo(new Settings(
                        Path.of("/data"),
                        new Settings.Database("jdbc:h2:mem:a", "mu", "first-secret", null),
                        new Settings.Database("jdbc:duckdb:", "eu", "second-secret", null),
                        "analytics",
                        "phx_12345",
                        Instant.parse("2025-01-31T12:00:00Z"),
                        true,
                        Duration.ofMinutes(2),
                        new EngineLimits(3, 20, 1, 5),
                        new Settings.BackgroundLimits(Duration.ofSeconds(90), 5, Duration.ofMinutes(6)),
                        true,
                        Set.of(1L, 7L),
                        new Settings.Metrics(true, "third-secret-of-metrics"),
                        true,
                        URI.create("https://example.org/app")));
        assertThat(settings.toString())
                .doesNotContain("phx_12345")
                .doesNotContain("first-secret")
                .doesNotContain("second-secret")
                .doesNotContain("third-secret");
    }

    @Test
    void metrics_areForNobody_unlessSomebodySaysForWhom() {
        String token = "a-token-of-metrics";
        assertThat(read(Map.of("hindsight.metrics", "open")).metrics()).isEqualTo(new Settings.Metrics(true, null));
        assertThat(read(Map.of("hindsight.metrics", "false", "hindsight.metrics.token", token))
                        .metrics())
                .isEqualTo(Settings.Metrics.OFF);
        assertThat(read(Map.of("hindsight.metrics.token", token)).metrics()).isEqualTo(Settings.Metrics.OFF);

        assertThatThrownBy(() -> read(Map.of("hindsight.metrics", "true")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("hindsight.metrics = true needs hindsight.metrics.token");
        assertThatThrownBy(() -> read(Map.of("hindsight.metrics", "open", "hindsight.metrics.token", token)))
                .hasMessageStartingWith("hindsight.metrics = open lets everybody read them");
        assertThatThrownBy(() -> read(Map.of("hindsight.metrics", "public")))
                .hasMessageContaining("must be true, false, or open for everybody");
        assertThatThrownBy(() -> read(Map.of("hindsight.metrics", "true", "hindsight.metrics.token", "tooshort")))
                .hasMessageContaining("must be 16 to 200 printable characters without spaces")
                .hasMessageNotContaining("tooshort");
    }

    @Test
    void read_takesTheFirstSourceThatHasAKey() {
        Properties properties = new Properties();
        properties.setProperty("hindsight.query.queue", "1");
        properties.setProperty("hindsight.query.concurrency", "");
        Settings settings = Settings.read(List.of(
                SettingsSource.of(properties),
                SettingsSource.of("context parameter", Map.of("hindsight.query.queue", "2")),
                SettingsSource.ofEnvironment(Map.of(
                        "HINDSIGHT_QUERY_QUEUE", "3",
                        "HINDSIGHT_QUERY_CONCURRENCY", "4",
                        "HINDSIGHT_PUBLIC_URL", "http://example.org",
                        "PATH", "/bin"))));

        assertThat(settings.engine().queue()).isEqualTo(1);
        assertThat(settings.engine().concurrency()).isEqualTo(4);
        assertThat(settings.publicUrl()).isEqualTo(URI.create("http://example.org"));
    }

    @Test
    void read_refusesUnknownKeys_andNamesNearOnes() {
        assertThatThrownBy(() -> read(Map.of("hindsight.event.url", "x")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "hindsight.event.url (test) is not a setting; did you mean hindsight.events.url,");
        assertThatThrownBy(
                        () -> Settings.read(List.of(SettingsSource.ofEnvironment(Map.of("HINDSIGHT_DEMOO", "true")))))
                .hasMessageStartingWith(
                        "HINDSIGHT_DEMOO (environment variable) is not a setting; did you mean" + " hindsight.demo,");
    }

    @Test
    void read_givesOneProjectWhatIsLeftToSay() {
        Settings settings = read(Map.of("hindsight.query.concurrency", "8", "hindsight.query.queue", "31"));

        assertThat(settings.engine()).isEqualTo(new EngineLimits(8, 31, 7, 16));
        assertThat(read(Map.of("hindsight.query.concurrency", "1", "hindsight.query.queue", "0"))
                        .engine())
                .isEqualTo(new EngineLimits(1, 0, 1, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "hindsight.home,        a\0b",
        "hindsight.clock,       yesterday",
        "hindsight.demo,        perhaps",
        "hindsight.metadata.jndi, ldap://example.org/a",
        "hindsight.events.jndi, java:ldap://example.org/a",
        "hindsight.query.timeout, 60",
        "hindsight.query.timeout, 0s",
        "hindsight.query.timeout, 2h",
        "hindsight.query.concurrency, 0",
        "hindsight.query.concurrency, many",
        "hindsight.query.queue, -1",
        "hindsight.query.project-concurrency, 1001",
        "hindsight.query.project-queue, 65",
        "hindsight.ratelimit,   10",
        "hindsight.ratelimit.allow, one",
        "hindsight.public-url,  example.org",
        "hindsight.public-url,  ftp://example.org",
        "hindsight.public-url,  http://example.org/?a=b",
    })
    void read_refusesValuesThatMeanNothing(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(key + " = \"" + value + "\" (test) must be ");
    }

    @Test
    void read_takesAContainersDataSource_inPlaceOfAUrl() {
        Settings settings = read(Map.of(
                "hindsight.metadata.jndi", "java:comp/env/jdbc/hindsight",
                "hindsight.events.jndi", "jdbc/events"));

        assertThat(settings.metadata().jndi()).isEqualTo("java:comp/env/jdbc/hindsight");
        assertThat(settings.events().jndi()).isEqualTo("jdbc/events");
        assertThat(settings.metadata().url()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"url, jdbc:h2:mem:a", "user, me", "password, hunter2"})
    void read_refusesADataSource_besideWhatItHasItself(String part, String value) {
        assertThatThrownBy(() ->
                        read(Map.of("hindsight.metadata.jndi", "jdbc/hindsight", "hindsight.metadata." + part, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("hindsight.metadata.jndi names a data source")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"user", "password"})
    void read_refusesCredentials_ofNoDatabase(String part) {
        assertThatThrownBy(() -> read(Map.of("hindsight.events." + part, "hunter2")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("belong to hindsight.events.url, which is not set")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/hindsight?user=me&password=hunter2, jdbc:postgresql://db/hindsight",
        "jdbc:postgresql://me:hunter2@db/hindsight,               jdbc:postgresql://db/hindsight",
        "jdbc:h2:file:/data/metadata;PASSWORD=hunter2,            jdbc:h2:file:/data/metadata",
    })
    void toString_tellsOfAUrlThePlaceAlone(String url, String shown) {
        String text = read(Map.of("hindsight.metadata.url", url)).toString();

        assertThat(text).contains("url=" + shown + ",").doesNotContain("hunter2");
    }

    @Test
    void read_keepsSecretsOutOfMessages() {
        assertThatThrownBy(() -> read(Map.of("hindsight.bootstrap.key", "se cret")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("hindsight.bootstrap.key (test) must be 8 to 200 printable characters without spaces.");
    }
}
