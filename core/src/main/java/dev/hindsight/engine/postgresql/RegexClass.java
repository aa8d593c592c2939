package dev.hindsight.engine.postgresql;

import java.util.Map;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands for one character in a pattern: what is in brackets or behind a backslash. */
final class RegexClass {
    private static final Pattern HEX = Pattern.compile("x(?:([0-9A-Fa-f]{2})|\\{([0-9A-Fa-f]{1,6})\\})");
    private static final Pattern POSIX = Pattern.compile("\\[:(\\^?)([a-z]+):\\]");

    private static final Map<String, Characters> POSIX_CLASSES = Map.ofEntries(
            Map.entry("alnum", Characters.of("09AZaz")),
            Map.entry("alpha", Characters.of("AZaz")),
            Map.entry("ascii", Characters.of(0, 127)),
            Map.entry("blank", Characters.of("\t\t  ")),
            Map.entry("cntrl", Characters.of(0, 31).and(Characters.of(127, 127))),
            Map.entry("digit", Characters.DIGITS),
            Map.entry("graph", Characters.of("!~")),
            Map.entry("lower", Characters.of("az")),
            Map.entry("print", Characters.of(" ~")),
            Map.entry("punct", Characters.of("!/:@[`{~")),
            Map.entry("space", Characters.of("\t\r  ")),
            Map.entry("upper", Characters.of("AZ")),
            Map.entry("word", Characters.WORD),
            Map.entry("xdigit", Characters.of("09AFaf")));

    private final String pattern;
    private int at;

    RegexClass(String pattern, int at) {
        this.pattern = pattern;
        this.at = at;
    }

    /** Reads brackets from behind the first one; says where they ended. */
    Characters read(IntConsumer end) {
        boolean others = sees('^');
        at += others ? 1 : 0;
        Characters all = Characters.NONE;
        for (boolean first = true; first || !sees(']'); first = false) {
            if (at >= pattern.length()) {
                throw Regex.invalid(pattern, "missing ]");
            }
            Matcher posix = POSIX.matcher(pattern).region(at, pattern.length());
            if (posix.lookingAt()) {
                Characters named = POSIX_CLASSES.get(posix.group(2));
                if (named == null) {
                    throw Regex.invalid(pattern, "invalid character class range");
                }
                all = all.and(posix.group(1).isEmpty() ? named : named.others());
                at = posix.end();
            } else {
                all = all.and(range());
            }
        }
        end.accept(at + 1);
        return others ? all.others() : all;
    }

    private Characters range() {
        Characters from = member();
        if (!sees('-') || at + 1 >= pattern.length() || pattern.charAt(at + 1) == ']') {
            return from;
        }
        at++;
        Characters to = member();
        int low = from.ranges().get(0).from();
        int high = to.ranges().get(0).to();
        if (!Characters.of(low, low).equals(from) || !Characters.of(high, high).equals(to) || low > high) {
            throw Regex.invalid(pattern, "invalid character class range");
        }
        return Characters.of(low, high);
    }

    private Characters member() {
        if (at >= pattern.length()) {
            throw Regex.invalid(pattern, "missing ]");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c == '\\' ? escape(end -> at = end) : Characters.of(c, c);
    }

    /** Reads an escape from behind its backslash; says where it ended. */
    Characters escape(IntConsumer end) {
        if (at >= pattern.length()) {
            throw Regex.invalid(pattern, "trailing \\");
        }
        Matcher hex = HEX.matcher(pattern).region(at, pattern.length());
        if (hex.lookingAt()) {
            int code = Integer.parseInt(hex.group(1) != null ? hex.group(1) : hex.group(2), 16);
            if (code > Character.MAX_CODE_POINT) {
                throw Regex.invalid(pattern, "invalid escape sequence");
            }
            end.accept(hex.end());
            return Characters.of(code, code);
        }
        int c = pattern.codePointAt(at);
        end.accept(at + Character.charCount(c));
        return switch (c) {
            case 'd' -> Characters.DIGITS;
            case 'D' -> Characters.DIGITS.others();
            case 'w' -> Characters.WORD;
            case 'W' -> Characters.WORD.others();
            case 's' -> Characters.SPACE;
            case 'S' -> Characters.SPACE.others();
            case 'n' -> Characters.of('\n', '\n');
            case 't' -> Characters.of('\t', '\t');
            case 'r' -> Characters.of('\r', '\r');
            case 'f' -> Characters.of('\f', '\f');
            case 'v' -> Characters.of(11, 11);
            case 'a' -> Characters.of(7, 7);
            case 'p', 'P' -> throw Regex.unsupported(pattern, "classes of Unicode");
            case 'Q', 'E' -> throw Regex.unsupported(pattern, "quoted parts");
            default -> {
                if (c < 128 && Character.isLetterOrDigit(c)) {
                    throw Regex.invalid(pattern, "invalid escape sequence");
                }
                yield Characters.of(c, c);
            }
        };
    }

    private boolean sees(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }
}
