package dev.hindsight.servlet.http;

import java.util.Locale;
import java.util.Optional;

/** How a reply is written (contract insights-api 1.8). */
public enum Format {
    JSON("application/json"),
    CSV("text/csv");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** The format of a name such as {@code csv}. */
    static Optional<Format> named(String name) {
        for (Format format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
