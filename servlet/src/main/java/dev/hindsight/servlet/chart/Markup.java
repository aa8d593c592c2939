package dev.hindsight.servlet.chart;

/** Texts inside HTML and XML. Whatever people wrote passes through here before it becomes part of a page or an SVG. */
public final class Markup {
    private Markup() {}

    /**
     * A text as it has to be spelled between tags and inside quoted attributes. What neither HTML nor XML may hold, such as
     * control characters and halves of characters, is shown as U+FFFD.
     */
    public static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(safe, c));
        return safe.toString();
    }

    private static void append(StringBuilder safe, int c) {
        switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            default -> safe.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
        }
    }

    private static boolean isAllowed(int c) {
        boolean control = (c < ' ' && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean none = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
        return !control && !half && !none;
    }

    /**
     * A text for a place that has room for one short line: without line breaks and without marks that turn the direction of
     * what stands beside it, cut with an ellipsis.
     *
     * @param length in code points, at least 1
     */
    static String label(String text, int length) {
        StringBuilder line = new StringBuilder();
        int kept = 0;
        for (int c : text.codePoints().toArray()) {
            boolean turning = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
            if (turning) {
                continue;
            }
            if (kept == length) {
                line.setLength(line.offsetByCodePoints(line.length(), -1));
                return line.append('…').toString();
            }
            line.appendCodePoint(Character.isWhitespace(c) ? ' ' : isAllowed(c) ? c : 0xFFFD);
            kept++;
        }
        return line.toString();
    }
}
