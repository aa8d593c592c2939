package dev.hindsight.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A place where settings are found.
 *
 * @param name what messages call it, such as {@code system property}
 * @param values by key; those of other programs are left out
 */
public record SettingsSource(String name, Map<String, String> values) {
    private static final String VARIABLE_PREFIX = "HINDSIGHT_";

    public SettingsSource {
        values = Map.copyOf(values);
    }

    /** The entries of a map whose keys are spelled as in {@link Settings}. */
    public static SettingsSource of(String name, Map<String, String> all) {
        Map<String, String> ours = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(SettingKey.PREFIX)) {
                ours.put(key, value);
            }
        });
        return new SettingsSource(name, ours);
    }

    /** System properties. */
    public static SettingsSource of(Properties properties) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String key : properties.stringPropertyNames()) {
            all.put(key, properties.getProperty(key));
        }
        return of("system property", all);
    }

    /**
     * Environment variables: {@code HINDSIGHT_EVENTS_URL} is {@code hindsight.events.url}. One that is no setting keeps the
     * name of the variable.
     */
    public static SettingsSource ofEnvironment(Map<String, String> variables) {
        Map<String, String> ours = new LinkedHashMap<>();
        variables.forEach((variable, value) -> {
            if (variable.startsWith(VARIABLE_PREFIX)) {
                ours.put(keyOf(variable), value);
            }
        });
        return new SettingsSource("environment variable", ours);
    }

    private static String keyOf(String variable) {
        for (SettingKey known : SettingKey.values()) {
            if (known.variable().equals(variable)) {
                return known.key();
            }
        }
        return variable;
    }
}
