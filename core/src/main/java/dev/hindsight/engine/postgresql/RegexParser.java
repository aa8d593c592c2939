package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.postgresql.Regex.At;
import dev.hindsight.engine.postgresql.Regex.Choice;
import dev.hindsight.engine.postgresql.Regex.Group;
import dev.hindsight.engine.postgresql.Regex.One;
import dev.hindsight.engine.postgresql.Regex.Place;
import dev.hindsight.engine.postgresql.Regex.Repeated;
import dev.hindsight.engine.postgresql.Regex.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the syntax of RE2, as far as PostgreSQL can do the same. */
final class RegexParser {
    private static final Pattern BOUNDS = Pattern.compile("\\{([0-9]{1,4})(,([0-9]{1,4})?)?\\}");
    private static final Pattern NAME = Pattern.compile("\\(\\?P?<[A-Za-z0-9_]+>");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?([a-zA-Z-]*)\\)");

    /** PostgreSQL counts no further. */
    private static final int MOST_REPETITIONS = 255;

    private static final int RE2_REPETITIONS = 1000;

    /** RE2 goes no further either. */
    private static final int DEEPEST = 1000;

    private final String pattern;
    private int at;
    private int depth;
    private boolean ignoresCase;
    private boolean dotIsAll;

    RegexParser(String pattern) {
        this.pattern = pattern;
    }

    Regex.Parsed parse() {
        for (Matcher flags = FLAGS.matcher(pattern).region(at, pattern.length());
                flags.lookingAt();
                flags.region(at, pattern.length())) {
            for (char flag : flags.group(1).toCharArray()) {
                switch (flag) {
                    case 'i' -> ignoresCase = true;
                    case 's' -> dotIsAll = true;
                    default -> throw Regex.unsupported(pattern, "the flag " + flag);
                }
            }
            at = flags.end();
        }
        Regex all = choice();
        if (at < pattern.length()) {
            throw Regex.invalid(pattern, "unexpected )");
        }
        return new Regex.Parsed(all, ignoresCase);
    }

    private Regex choice() {
        List<Regex> branches = new ArrayList<>();
        branches.add(sequence());
        while (sees('|')) {
            at++;
            branches.add(sequence());
        }
        return branches.size() == 1 ? branches.get(0) : new Choice(branches);
    }

    private Regex sequence() {
        List<Regex> parts = new ArrayList<>();
        while (at < pattern.length() && !sees('|') && !sees(')')) {
            parts.add(repeated());
        }
        return parts.size() == 1 ? parts.get(0) : new Sequence(parts);
    }

    private Regex repeated() {
        int start = at;
        Regex inner = atom();
        Repeated repeated = repetition(inner);
        if (repeated == null) {
            return inner;
        }
        if (repetition(inner) != null) {
            throw Regex.invalid(pattern, "bad repetition operator at " + start);
        }
        return repeated;
    }

    private @Nullable Repeated repetition(Regex inner) {
        if (at == pattern.length()) {
            return null;
        }
        int least;
        Integer most;
        Matcher bounds = BOUNDS.matcher(pattern).region(at, pattern.length());
        switch (pattern.charAt(at)) {
            case '*' -> {
                least = 0;
                most = null;
                at++;
            }
            case '+' -> {
                least = 1;
                most = null;
                at++;
            }
            case '?' -> {
                least = 0;
                most = 1;
                at++;
            }
            default -> {
                if (!bounds.lookingAt()) {
                    return null;
                }
                least = Integer.parseInt(bounds.group(1));
                most = bounds.group(3) != null
                        ? Integer.valueOf(bounds.group(3))
                        : bounds.group(2) != null ? null : Integer.valueOf(least);
                at = bounds.end();
                int largest = most == null ? least : most;
                if (largest < least || largest > RE2_REPETITIONS) {
                    throw Regex.invalid(pattern, "bad repetition count");
                }
                if (largest > MOST_REPETITIONS) {
                    throw Regex.unsupported(pattern, "more than " + MOST_REPETITIONS + " repetitions");
                }
            }
        }
        boolean lazy = sees('?');
        at += lazy ? 1 : 0;
        return new Repeated(inner, least, most, lazy);
    }

    private Regex atom() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return switch (c) {
            case '(' -> group();
            case '[' -> new One(new RegexClass(pattern, at).read(end -> at = end));
            case '.' ->
                new One(
                        dotIsAll
                                ? Characters.NONE.others()
                                : Characters.of('\n', '\n').others());
            case '^' -> new At(Place.BEGINNING);
            case '$' -> new At(Place.END);
            case '\\' -> escape();
            case '*', '+', '?' -> throw Regex.invalid(pattern, "missing argument to repetition operator");
            default -> new One(Characters.of(c, c));
        };
    }

    private Regex group() {
        if (++depth > DEEPEST) {
            throw Regex.invalid(pattern, "nested too deeply");
        }
        Regex inner = groupWithin();
        depth--;
        return inner;
    }

    private Regex groupWithin() {
        boolean captures = true;
        Matcher name = NAME.matcher(pattern).region(at - 1, pattern.length());
        if (name.lookingAt()) {
            at = name.end();
        } else if (pattern.startsWith("?:", at)) {
            captures = false;
            at += 2;
        } else if (sees('?')) {
            throw Regex.unsupported(pattern, "flags or look-arounds within it");
        }
        Regex inner = choice();
        if (!sees(')')) {
            throw Regex.invalid(pattern, "missing )");
        }
        at++;
        return new Group(inner, captures);
    }

    private Regex escape() {
        if (at == pattern.length()) {
            throw Regex.invalid(pattern, "trailing \\");
        }
        switch (pattern.charAt(at)) {
            case 'b' -> {
                at++;
                return new At(Place.WORD_BOUNDARY);
            }
            case 'B' -> {
                at++;
                return new At(Place.NO_WORD_BOUNDARY);
            }
            case 'A' -> {
                at++;
                return new At(Place.BEGINNING);
            }
            case 'z' -> {
                at++;
                return new At(Place.END);
            }
            default -> {
                return new One(new RegexClass(pattern, at).escape(end -> at = end));
            }
        }
    }

    private boolean sees(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }
}
