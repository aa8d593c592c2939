package dev.hindsight.config;

/** A setting that is unknown or has a value that means nothing. Its message names the setting and where it was found. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }
}
