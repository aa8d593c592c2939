package dev.hindsight.servlet.chart;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** How figures are spelled for people. */
final class Figures {
    private Figures() {}

    /** With two digits after the point at most; nothing for what is no number. */
    static String of(double value) {
        return Double.isFinite(value) ? format().format(value) : "";
    }

    /** A part of a whole in percent; nothing when there is no whole. */
    static String share(double part, double whole) {
        return whole > 0 && Double.isFinite(part)
                ? new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(part / whole * 100)
                        + "%"
                : "";
    }

    /** A new one: they are not for several threads. */
    static DecimalFormat format() {
        return new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    /** A span of time in its two largest units. */
    static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "";
        }
        if (seconds < 60) {
            return of(seconds) + " s";
        }
        long whole = Math.round(seconds);
        long[] sizes = {86_400, 3_600, 60, 1};
        String[] names = {" d", " h", " min", " s"};
        for (int i = 0; i < sizes.length - 1; i++) {
            if (whole >= sizes[i]) {
                long rest = whole % sizes[i] / sizes[i + 1];
                return whole / sizes[i] + names[i] + (rest == 0 ? "" : " " + rest + names[i + 1]);
            }
        }
        return whole + " s";
    }
}
