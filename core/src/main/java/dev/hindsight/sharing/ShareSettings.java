package dev.hindsight.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a share looks (contract insights-api 3.13).
 *
 * @param flags those that were set, on or off
 * @param theme {@code light}, {@code dark} or {@code system}; null: not set
 */
public record ShareSettings(
        Map<String, Boolean> flags, @Nullable String theme) {
    public static final ShareSettings NONE = new ShareSettings(Map.of(), null);

    /** What it is set on to leave out who made and changed the thing, and when. */
    public static final String HIDE_DETAILS = "hideExtraDetails";

    /** All flags, in the order in which they are written. */
    public static final List<String> FLAGS =
            List.of("whitelabel", "noHeader", "showInspector", "legend", "detailed", HIDE_DETAILS);

    private static final String THEME = "theme";

    /** What {@link #asked} reads. */
    public static final List<String> PARAMETERS =
            Stream.concat(FLAGS.stream(), Stream.of(THEME)).toList();

    private static final Set<String> OFF = Set.of("0", "false", "no", "off");

    private static final List<String> THEMES = List.of("light", "dark", "system");

    public ShareSettings {
        flags = Map.copyOf(flags);
    }

    /**
     * Reads settings that somebody sent. What is no setting is dropped.
     *
     * @throws HindsightException {@code validation_error}, attr {@code settings}, for a value of the wrong type
     */
    public static ShareSettings read(JsonNode json) {
        if (!json.isObject()) {
            throw malformed();
        }
        Map<String, Boolean> flags = new HashMap<>();
        for (String flag : FLAGS) {
            JsonNode value = json.path(flag);
            if (value.isBoolean()) {
                flags.put(flag, value.booleanValue());
            } else if (!isAbsent(value)) {
                throw malformed();
            }
        }
        JsonNode theme = json.path(THEME);
        if (!isAbsent(theme) && !THEMES.contains(theme.isTextual() ? theme.textValue() : "")) {
            throw malformed();
        }
        return new ShareSettings(flags, theme.textValue());
    }

    /**
     * These settings as whoever opens the share wants them: a parameter of a flag's name switches it on, or off with a word such as
     * {@code false}. What is set to hide something cannot be switched off.
     *
     * @throws HindsightException {@code validation_error}, attr {@code theme}, for a theme that there is not
     */
    public ShareSettings asked(Map<String, String> parameters) {
        Map<String, Boolean> asked = new HashMap<>(flags);
        for (String flag : FLAGS) {
            String word = parameters.get(flag);
            if (word != null && !(flag.equals(HIDE_DETAILS) && is(flag))) {
                asked.put(flag, !OFF.contains(word.toLowerCase(Locale.ROOT)));
            }
        }
        String wanted = parameters.get(THEME);
        if (wanted != null && !THEMES.contains(wanted)) {
            throw HindsightException.invalid(
                    THEME, "invalid_choice", "A theme is one of " + String.join(", ", THEMES) + ".");
        }
        return new ShareSettings(asked, wanted == null ? theme : wanted);
    }

    /** Whether a flag is set and on. */
    public boolean is(String flag) {
        return flags.getOrDefault(flag, false);
    }

    /** As they were sent, without what was dropped. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (String flag : FLAGS) {
            Boolean value = flags.get(flag);
            if (value != null) {
                json.put(flag, value);
            }
        }
        if (theme != null) {
            json.put(THEME, theme);
        }
        return json;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static HindsightException malformed() {
        return HindsightException.invalid("settings", "Invalid settings format");
    }
}
