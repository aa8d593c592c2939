package dev.hindsight.servlet.chart;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.servlet.chart.Pictures.Look;
import dev.hindsight.servlet.chart.Pictures.Titled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that writes a PNG and an SVG into a directory, for machines that are poorer than that of the test. */
final class DrawsWithoutFonts {
    private DrawsWithoutFonts() {}

    public static void main(String[] args) throws Exception {
        Chart chart = Chart.of(new JsonMapper()
                        .readTree("{\"result\":[{\"data\":[1,2],\"labels\":[\"a\",\"b\"],\"label\":\"all\"}]}"))
                .orElseThrow();
        Pictures pictures = new Pictures();
        List<Titled> charts = List.of(new Titled("漢字 and 🙂", chart));
        Look look = new Look(400, 300, false, true);
        Files.write(Path.of(args[0], "chart.png"), pictures.png(charts, "note", look));
        Files.write(Path.of(args[0], "chart.svg"), pictures.svg(charts, "note", look));
    }
}
