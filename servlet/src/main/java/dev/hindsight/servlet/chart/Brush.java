package dev.hindsight.servlet.chart;

import dev.hindsight.servlet.chart.Lettering.Fonts;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;

/**
 * What a picture is drawn with.
 *
 * @param size of letters, in pixels
 * @param legend whether names stand beside lines and parts
 */
record Brush(Graphics2D graphics, Palette palette, Fonts fonts, double size, boolean legend) {
    Brush {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    Font plain() {
        return fonts.plain(size);
    }

    Font bold() {
        return fonts.bold(size);
    }

    double width(String text, Font font) {
        return graphics.getFontMetrics(font).stringWidth(text);
    }

    void fill(Rectangle2D area, Color color) {
        graphics.setColor(color);
        graphics.fill(area);
    }

    /** The text as far as there is room for it, with an ellipsis when there is not enough. */
    String fit(String text, Font font, double room) {
        String line = Markup.label(text, 200);
        if (width(line, font) <= room) {
            return line;
        }
        int low = 0;
        int high = line.codePointCount(0, line.length());
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (width(line.substring(0, line.offsetByCodePoints(0, middle)) + "…", font) <= room) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low == 0 ? "" : line.substring(0, line.offsetByCodePoints(0, low)) + "…";
    }

    /** Writes from the left; {@code y} is the base line. */
    void write(String text, Font font, Color color, double x, double y) {
        graphics.setFont(font);
        graphics.setColor(color);
        graphics.drawString(text, (float) x, (float) y);
    }

    void writeCentered(String text, Font font, Color color, double x, double y) {
        write(text, font, color, x - width(text, font) / 2, y);
    }

    void writeRight(String text, Font font, Color color, double x, double y) {
        write(text, font, color, x - width(text, font), y);
    }
}
