package dev.hindsight.query;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text that is a number in the way clients and JSON write numbers: no {@code Infinity}, no hexadecimal, no suffixes. */
public final class NumberText {
    private static final Pattern NUMBER =
            Pattern.compile("\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*");

    private NumberText() {}

    /** The number, or null when the text is none or is too large to be finite. */
    public static @Nullable Double parse(String text) {
        if (text.length() > 400 || !NUMBER.matcher(text).matches()) {
            return null;
        }
        double value = Double.parseDouble(text.strip());
        return Double.isFinite(value) ? value : null;
    }
}
