package dev.hindsight.servlet.chart;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fonts of pictures. They come with the application, since servers often have none; those of the machine are asked for
 * characters that the application's own lack.
 */
final class Lettering {
    private static final Logger LOG = LoggerFactory.getLogger(Lettering.class);

    private final Font plain;
    private final Font bold;
    private final boolean machineHasFonts;

    private Lettering(Font plain, Font bold, boolean machineHasFonts) {
        this.plain = plain;
        this.bold = bold;
        this.machineHasFonts = machineHasFonts;
    }

    /**
     * Reads the fonts.
     *
     * @throws IllegalStateException when this Java can draw no letters at all
     */
    static Lettering load() {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        boolean machineHasFonts = machineHasFonts();
        try {
            if (!machineHasFonts) {
                useNoFontsOfMachine();
            }
            return new Lettering(font("DejaVuSans.ttf"), font("DejaVuSans-Bold.ttf"), machineHasFonts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException | LinkageError | InternalError e) {
            throw new IllegalStateException("this Java cannot draw letters", e);
        }
    }

    /** Java's own fonts fail with errors on a machine that has none. */
    private static boolean machineHasFonts() {
        try {
            return new Font(Font.SANS_SERIF, Font.PLAIN, 12).canDisplay('a')
                    && GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length > 0;
        } catch (Error e) {
            LOG.info("This machine has no fonts; pictures have those of the application ({})", e.toString());
            return false;
        }
    }

    /** Has Java be content with a list of fonts that says that there is nothing on the machine. */
    private static void useNoFontsOfMachine() throws IOException {
        Path file = Files.createTempFile("hindsight-fonts", ".properties");
        file.toFile().deleteOnExit();
        Files.writeString(file, "version=1\nsequence.allfonts=default\n");
        System.setProperty("sun.awt.fontconfig", file.toString());
    }

    private static Font font(String file) throws IOException, FontFormatException {
        try (InputStream in = Lettering.class.getResourceAsStream("/fonts/dejavu/" + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the application");
            }
            return Font.createFont(Font.TRUETYPE_FONT, in);
        }
    }

    /** Fonts for texts. */
    Fonts fonts(List<String> texts) {
        boolean own = !machineHasFonts || texts.stream().allMatch(text -> plain.canDisplayUpTo(text) < 0);
        return own
                ? new Fonts(plain, bold)
                : new Fonts(new Font(Font.SANS_SERIF, Font.PLAIN, 12), new Font(Font.SANS_SERIF, Font.BOLD, 12));
    }

    /** What one picture is written with. */
    record Fonts(Font plain, Font bold) {
        Font plain(double size) {
            return plain.deriveFont((float) size);
        }

        Font bold(double size) {
            return bold.deriveFont((float) size);
        }
    }
}
