package dev.hindsight.servlet.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The colors of a chart. Each occurs once, so that a page can take them for names and show its own.
 *
 * @param mute of what explains
 * @param rule of lines that guide the eye
 * @param series of what is shown, in order, again from the first after the last
 */
record Palette(Color paper, Color ink, Color mute, Color rule, List<Color> series) {
    static final Palette LIGHT = of(
            "ffffff",
            "1b1f24",
            "57606a",
            "dfe3e8",
            "2563eb d9480f 0f8a5f 9333ea b45309 0e7490" + " be185d 4d7c0f 6b7280 7c2d12");
    static final Palette DARK = of(
            "15181d",
            "e8eaed",
            "a3acb8",
            "2f353d",
            "6ea8fe ff9a62 4ad29a c79bff e8b04a 4cc4dd" + " ff86b8 a6d65c aab2bd d99a7c");

    Palette {
        series = List.copyOf(series);
    }

    private static Palette of(String paper, String ink, String mute, String rule, String series) {
        List<Color> colors = new ArrayList<>();
        for (String color : series.split(" ")) {
            colors.add(color(color));
        }
        return new Palette(color(paper), color(ink), color(mute), color(rule), colors);
    }

    private static Color color(String hex) {
        return new Color(Integer.parseInt(hex, 16));
    }

    Color series(int place) {
        return series.get(place % series.size());
    }

    /** The names that style sheets give to the colors, each with its color as {@code #rrggbb}. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("--paper", hex(paper));
        variables.put("--ink", hex(ink));
        variables.put("--mute", hex(mute));
        variables.put("--rule", hex(rule));
        for (int i = 0; i < series.size(); i++) {
            variables.put("--series-" + i, hex(series.get(i)));
        }
        return variables;
    }

    static String hex(Color color) {
        return String.format("#%06x", color.getRGB() & 0xFFFFFF);
    }
}
