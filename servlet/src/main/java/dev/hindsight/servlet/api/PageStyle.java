package dev.hindsight.servlet.api;

import dev.hindsight.servlet.chart.Pictures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The looks of shared pages. They stand in each page, so that it is one file, and its policy names them by their hash.
 *
 * @param css the style sheet
 * @param source what a Content-Security-Policy calls it
 */
record PageStyle(String css, String source) {
    static PageStyle load() {
        try (InputStream file = PageStyle.class.getResourceAsStream("shared.css")) {
            if (file == null) {
                throw new IllegalStateException("shared.css is missing from the application");
            }
            String rules = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String light = Pictures.styles(false);
            String css = ":root{color-scheme:light;" + light + "}"
                    + ":root.dark{color-scheme:dark;" + Pictures.styles(true) + "}"
                    + "@media (prefers-color-scheme:dark){:root.system{color-scheme:dark;" + Pictures.styles(true)
                    + "}}"
                    + "@media print{:root.light,:root.dark,:root.system{color-scheme:light;" + light + "}}\n"
                    + rules;
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8));
            return new PageStyle(css, "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java comes with SHA-256", e);
        }
    }
}
