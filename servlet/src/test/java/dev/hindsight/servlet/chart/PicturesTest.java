package dev.hindsight.servlet.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pictures on machines that lack what pictures are usually made with. */
class PicturesTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void letters_areDrawn_whereThereIsNoScreenAndNoFont(@TempDir Path directory) throws Exception {
        Path none = Files.writeString(
                directory.resolve("fonts.conf"),
                "<?xml version=\"1.0\"?><fontconfig><dir>" + directory + "</dir></fontconfig>");
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + directory, // where Java remembers fonts that it has seen before
                        "-cp",
                        System.getProperty("java.class.path"),
                        DrawsWithoutFonts.class.getName(),
                        directory.toString())
                .redirectErrorStream(true);
        program.environment().put("FONTCONFIG_FILE", none.toString());
        program.environment().remove("DISPLAY");

        Process process = program.start();

        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("This machine has no fonts");
        assertThat(dark(ImageIO.read(directory.resolve("chart.png").toFile()))).isGreaterThan(100);
        assertThat(Files.readString(directory.resolve("chart.svg"))).contains(">漢字 and 🙂</text>", ">all</text>");
    }

    /** How many pixels of the title are not those of the ground. */
    private static int dark(BufferedImage image) {
        int dark = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < 45; y++) {
                dark += (image.getRGB(x, y) & 0xFF) < 0x80 ? 1 : 0;
            }
        }
        return dark;
    }

    @Test
    void label_isOneLineThatTurnsNothing() {
        assertThat(Markup.label("a\nb\u202Ec\u0000d", 10)).isEqualTo("a bc\uFFFDd");
        assertThat(Markup.label("🙂".repeat(5), 3)).isEqualTo("🙂🙂…");
        assertThat(Markup.escaped("\uD800<'\"&>\u0007")).isEqualTo("\uFFFD&lt;&#39;&quot;&amp;&gt;\uFFFD");
    }

    @Test
    void duration_isInItsTwoLargestUnits() {
        assertThat(List.of(0.5, 59.0, 60.0, 3_725.0, 90_000.0).stream()
                        .map(Figures::duration)
                        .toList())
                .containsExactly("0.5 s", "59 s", "1 min", "1 h 2 min", "1 d 1 h");
    }
}
