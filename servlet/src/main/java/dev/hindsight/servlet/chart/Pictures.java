package dev.hindsight.servlet.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Draws charts without a screen, at one time no more of them than there are processors. Safe for use by many threads. */
public final class Pictures {
    private final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private @Nullable Lettering lettering;

    /**
     * How a picture is drawn.
     *
     * @param width in pixels
     * @param height in pixels
     * @param dark whether on a dark ground
     * @param legend whether names stand beside the lines
     */
    public record Look(int width, int height, boolean dark, boolean legend) {}

    /** A chart with the name that stands above it. */
    public record Titled(String title, Chart chart) {}

    /** An image of one chart, or of several beside each other; {@code note} stands below them. */
    public byte[] png(List<Titled> charts, String note, Look look) {
        places.acquireUninterruptibly();
        try {
            return drawnPng(charts, note, look);
        } finally {
            places.release();
        }
    }

    private byte[] drawnPng(List<Titled> charts, String note, Look look) {
        BufferedImage image = new BufferedImage(look.width(), look.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            draw(graphics, charts, note, look);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        } finally {
            graphics.dispose();
        }
    }

    /** As {@link #png}, as an SVG file whose letters are text. */
    public byte[] svg(List<Titled> charts, String note, Look look) {
        places.acquireUninterruptibly();
        try {
            SvgDrawing drawing = new SvgDrawing("");
            draw(drawing.graphics(), charts, note, look);
            String name = charts.size() == 1 ? charts.get(0).title() : note;
            return drawing.file(look.width(), look.height(), name).getBytes(StandardCharsets.UTF_8);
        } finally {
            places.release();
        }
    }

    /**
     * A chart by itself as an element of a page: its colors are the page's, see {@link #styles}.
     *
     * @param id different from that of other elements of the page
     * @param name what those hear who do not see it
     * @param style the class of the element
     */
    public String element(Chart chart, String id, String name, String style, Look look) {
        places.acquireUninterruptibly();
        try {
            SvgDrawing drawing = new SvgDrawing(id);
            Brush brush = new Brush(drawing.graphics(), Palette.LIGHT, fonts(texts(chart)), 13, look.legend());
            int height = height(chart.figure(), look.height());
            new Drawing(brush, new Rectangle2D.Double(0, 0, look.width(), height)).draw(chart.figure());
            return drawing.element(look.width(), height, name, style, Palette.LIGHT);
        } finally {
            places.release();
        }
    }

    /** As high as what it says needs, for figures that grow with it. */
    private static int height(Figure figure, int usual) {
        if (figure instanceof Figure.Grid grid) {
            return Math.min(900, 32 * (grid.rows().size() + 1));
        }
        if (figure instanceof Figure.Ranking ranking) {
            return Math.min(640, 32 * Math.max(2, ranking.values().size()));
        }
        return figure instanceof Figure.Numbers ? 180 : usual;
    }

    /** The colors of a page as custom properties of CSS. */
    public static String styles(boolean dark) {
        StringBuilder css = new StringBuilder();
        (dark ? Palette.DARK : Palette.LIGHT)
                .variables()
                .forEach((name, color) ->
                        css.append(name).append(':').append(color).append(';'));
        return css.toString();
    }

    private void draw(Graphics2D graphics, List<Titled> charts, String note, Look look) {
        List<String> texts = new ArrayList<>(List.of(note));
        for (Titled each : charts) {
            texts.add(Markup.label(each.title(), 200));
            texts.addAll(texts(each.chart()));
        }
        Palette palette = look.dark() ? Palette.DARK : Palette.LIGHT;
        double size = Math.max(11, Math.min(look.width() / 75.0, look.height() / 36.0));
        Brush brush = new Brush(graphics, palette, fonts(texts), charts.size() > 1 ? size * 0.8 : size, look.legend());
        brush.fill(new Rectangle2D.Double(0, 0, look.width(), look.height()), palette.paper());
        int columns = charts.size() > 1 ? 2 : 1;
        int rows = (charts.size() + columns - 1) / columns;
        double gap = size * 1.6;
        double width = (look.width() - gap) / columns - gap;
        double height = (look.height() - gap * 1.5 - size) / Math.max(1, rows) - gap;
        for (int i = 0; i < charts.size(); i++) {
            double x = gap + i % columns * (width + gap);
            double y = gap + Math.floorDiv(i, columns) * (height + gap);
            titled(brush, charts.get(i), new Rectangle2D.Double(x, y, width, height));
        }
        Color mute = palette.mute();
        String line = brush.fit(note, brush.plain(), look.width() - 2 * gap);
        brush.write(line, brush.plain(), mute, gap, look.height() - gap * 0.8);
    }

    private static void titled(Brush brush, Titled titled, Rectangle2D area) {
        double letters = brush.size() * 1.5;
        String title = brush.fit(titled.title(), brush.fonts().bold(letters), area.getWidth());
        brush.write(
                title, brush.fonts().bold(letters), brush.palette().ink(), area.getX(), area.getY() + letters * 0.9);
        double top = letters * 1.9;
        Rectangle2D rest = new Rectangle2D.Double(
                area.getX(), area.getY() + top, area.getWidth(), Math.max(1, area.getHeight() - top));
        new Drawing(brush, rest).draw(titled.chart().figure());
    }

    /** The texts that a chart may hold: those of its table, cut as charts cut them. */
    private static List<String> texts(Chart chart) {
        List<String> texts = new ArrayList<>();
        chart.table().head().forEach(text -> texts.add(Markup.label(text, 60)));
        for (List<String> row : chart.table().rows()) {
            row.forEach(text -> texts.add(Markup.label(text, 60)));
        }
        return texts;
    }

    private synchronized Lettering.Fonts fonts(List<String> texts) {
        if (lettering == null) {
            lettering = Lettering.load();
        }
        return lettering.fonts(texts);
    }
}
