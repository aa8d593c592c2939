package dev.hindsight.config;

import dev.hindsight.engine.EngineLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the texts of the sources into {@link Settings}, or says which one is wrong and where it stands. */
final class SettingsReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    private final List<SettingsSource> sources;

    SettingsReader(List<SettingsSource> sources) {
        this.sources = List.copyOf(sources);
    }

    Settings read() {
        refuseUnknown();
        return new Settings(
                value(SettingKey.HOME, "a directory", Path::of, Path.of(System.getProperty("user.home"), ".hindsight")),
                database(
                        SettingKey.METADATA_URL,
                        SettingKey.METADATA_USER,
                        SettingKey.METADATA_PASSWORD,
                        SettingKey.METADATA_JNDI),
                database(
                        SettingKey.EVENTS_URL,
                        SettingKey.EVENTS_USER,
                        SettingKey.EVENTS_PASSWORD,
                        SettingKey.EVENTS_JNDI),
                text(SettingKey.EVENTS_OWN_SCHEMA),
                optional(SettingKey.BOOTSTRAP_KEY, "8 to 200 printable characters without spaces", SettingsReader::key),
                optional(SettingKey.CLOCK, "an instant such as 2025-01-31T12:00:00Z", Instant::parse),
                value(SettingKey.DEMO, "true or false", SettingsReader::flag, false),
                value(
                        SettingKey.QUERY_TIMEOUT,
                        "a duration from 1ms to 1h, such as 500ms, 60s or 2m",
                        SettingsReader::duration,
                        Duration.ofSeconds(60)),
                engineLimits(),
                new Settings.BackgroundLimits(
                        value(
                                SettingKey.BACKGROUND_TIMEOUT,
                                "a duration from 1ms to 1h, such as 90s or 10m",
                                SettingsReader::duration,
                                Duration.ofMinutes(10)),
                        number(SettingKey.BACKGROUND_THREADS, 1, 100, 2),
                        value(
                                SettingKey.BACKGROUND_WARMING,
                                "a duration of each hour, from 1ms to 1h, such as 6m; without it, nothing is warmed",
                                SettingsReader::duration,
                                Duration.ZERO)),
                value(SettingKey.RATELIMIT, "true or false", SettingsReader::flag, false),
                value(SettingKey.RATELIMIT_ALLOW, "ids of projects such as 1,7", SettingsReader::ids, Set.of()),
                metrics(),
                value(SettingKey.REQUEST_LOG, "true or false", SettingsReader::flag, false),
                optional(
                        SettingKey.PUBLIC_URL,
                        "an address such as https://insights.example.org/app, without a query",
                        SettingsReader::address));
    }

    private Settings.Database database(SettingKey url, SettingKey user, SettingKey password, SettingKey jndi) {
        String name = optional(
                jndi, "the name of a data source such as java:comp/env/jdbc/hindsight", SettingsReader::jndiName);
        Settings.Database read = new Settings.Database(text(url), text(user), text(password), name);
        boolean credentials = read.user() != null || read.password() != null;
        if (name != null && (read.url() != null || credentials)) {
            throw new SettingsException(jndi.key() + " names a data source, which has an address, a user and a password"
                    + " of its own; leave out " + url.key() + ", " + user.key() + " and " + password.key() + ".");
        }
        if (read.url() == null && credentials) {
            throw new SettingsException(
                    user.key() + " and " + password.key() + " belong to " + url.key() + ", which is not set.");
        }
        return read;
    }

    private EngineLimits engineLimits() {
        int concurrency = number(SettingKey.QUERY_CONCURRENCY, 1, 1000, EngineLimits.slotsOfThisMachine());
        int queue = number(SettingKey.QUERY_QUEUE, 0, 100_000, 64);
        return new EngineLimits(
                concurrency,
                queue,
                number(SettingKey.QUERY_PROJECT_CONCURRENCY, 1, concurrency, EngineLimits.ofOneProject(concurrency)),
                number(SettingKey.QUERY_PROJECT_QUEUE, 0, queue, EngineLimits.halfOf(queue)));
    }

    /** Measures tell of everybody's work: who opens them to all has to say so. */
    private Settings.Metrics metrics() {
        String expected = "true, false, or open for everybody";
        boolean open = value(SettingKey.METRICS, expected, text -> text.equalsIgnoreCase("open"), false);
        String token = optional(
                SettingKey.METRICS_TOKEN, "16 to 200 printable characters without spaces", SettingsReader::token);
        if (open) {
            if (token != null) {
                throw new SettingsException(SettingKey.METRICS.key() + " = open lets everybody read them; leave out "
                        + SettingKey.METRICS_TOKEN.key() + ", or set true.");
            }
            return new Settings.Metrics(true, null);
        }
        if (!value(SettingKey.METRICS, expected, SettingsReader::flag, false)) {
            return Settings.Metrics.OFF;
        }
        if (token == null) {
            throw new SettingsException(SettingKey.METRICS.key() + " = true needs " + SettingKey.METRICS_TOKEN.key()
                    + ", which whoever reads them sends; or set open, and everybody may.");
        }
        return new Settings.Metrics(true, token);
    }

    private static String token(String text) {
        if (text.length() < 16) {
            throw new IllegalArgumentException();
        }
        return key(text);
    }

    private int number(SettingKey key, int least, int most, int otherwise) {
        return value(key, "a whole number from " + least + " to " + most, text -> number(text, least, most), otherwise);
    }

    private void refuseUnknown() {
        for (SettingsSource source : sources) {
            for (String key : source.values().keySet()) {
                if (SettingKey.of(key).isEmpty()) {
                    throw new SettingsException(
                            key + " (" + source.name() + ") is not a setting; did you mean " + near(key) + "?");
                }
            }
        }
    }

    /** The settings whose names look most like a key that is none. */
    private static String near(String key) {
        String wanted = key.toLowerCase(Locale.ROOT).replace('_', '.');
        return Arrays.stream(SettingKey.values())
                .map(SettingKey::key)
                .sorted(Comparator.comparingInt(known -> distance(wanted, known)))
                .limit(3)
                .collect(Collectors.joining(", "));
    }

    /** How many letters must be added, removed or changed to make one text of the other. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }

    private @Nullable String text(SettingKey key) {
        return optional(key, "text", Function.identity());
    }

    private <T> T value(SettingKey key, String expected, Function<String, T> reader, T otherwise) {
        T value = optional(key, expected, reader);
        return value == null ? otherwise : value;
    }

    private <T> @Nullable T optional(SettingKey key, String expected, Function<String, T> reader) {
        for (SettingsSource source : sources) {
            String text = source.values().getOrDefault(key.key(), "").strip();
            if (text.isEmpty()) {
                continue;
            }
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException | DateTimeException e) {
                String shown = key.isSecret() ? "" : " = \"" + text + "\"";
                throw new SettingsException(key.key() + shown + " (" + source.name() + ") must be " + expected + ".");
            }
        }
        return null;
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private static int number(String text, int least, int most) {
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException();
        }
        return number;
    }

    private static Set<Long> ids(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(id -> Long.parseLong(id.strip()))
                .collect(Collectors.toSet());
    }

    private static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException();
        }
        long amount = Long.parseLong(parts.group(1));
        Duration duration = switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        if (duration.isZero() || duration.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException();
        }
        return duration;
    }

    /** Within the container: names of other schemes would be looked for on the network. */
    private static String jndiName(String text) {
        if (text.replaceFirst("^java:", "").contains(":")) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    private static String key(String text) {
        if (text.length() < 8 || text.length() > 200 || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text.replaceAll("/+$", ""));
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException();
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
