package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.postgresql.Regex.At;
import dev.hindsight.engine.postgresql.Regex.Choice;
import dev.hindsight.engine.postgresql.Regex.Group;
import dev.hindsight.engine.postgresql.Regex.One;
import dev.hindsight.engine.postgresql.Regex.Repeated;
import dev.hindsight.engine.postgresql.Regex.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * Patterns of RE2 in PostgreSQL's syntax (advanced regular expressions).
 *
 * <p>Whether a text matches is the same for both. What exactly matches is not: RE2 prefers earlier branches, PostgreSQL the longest
 * match. Where that matters, only patterns are taken that leave no choice: what follows a repetition or a branch never begins like
 * it, and nothing is lazy. Then the one that goes on as long as it can is the longest, too.
 */
final class RegexSyntax {
    private static final String BEFORE_WORD = "(?<=[0-9A-Za-z_])";
    private static final String AFTER_WORD = "(?=[0-9A-Za-z_])";
    private static final String NOT_BEFORE = "(?<![0-9A-Za-z_])";
    private static final String NOT_AFTER = "(?![0-9A-Za-z_])";

    private final String pattern;
    private final boolean ignoresCase;

    private RegexSyntax(String pattern, boolean ignoresCase) {
        this.pattern = pattern;
        this.ignoresCase = ignoresCase;
    }

    /**
     * For asking whether a text matches.
     *
     * @throws dev.hindsight.error.HindsightException as {@link Regex#parse}
     */
    static String toFind(String pattern) {
        Regex.Parsed parsed = Regex.parse(pattern);
        return text(parsed, new RegexSyntax(pattern, parsed.ignoresCase()), false);
    }

    /**
     * For asking what matches.
     *
     * @param whole whether the match as a whole becomes group 1
     * @throws dev.hindsight.error.HindsightException as {@link Regex#parse}, and {@code unsupported_regex} when the pattern leaves
     *     open how much matches
     */
    static String toTake(String pattern, boolean whole) {
        Regex.Parsed parsed = Regex.parse(pattern);
        RegexSyntax syntax = new RegexSyntax(pattern, parsed.ignoresCase());
        syntax.requireNoChoice(parsed.regex(), Characters.NONE);
        return text(parsed, syntax, whole);
    }

    /**
     * For replacing what matches.
     *
     * @throws dev.hindsight.error.HindsightException as {@link #toTake}, and {@code unsupported_regex} when nothing matches, too
     */
    static String toReplace(String pattern) {
        Regex.Parsed parsed = Regex.parse(pattern);
        if (new RegexSyntax(pattern, parsed.ignoresCase())
                .beginning(parsed.regex())
                .canBeEmpty()) {
            // Whether an empty match counts directly behind another one, nobody agrees on.
            throw Regex.unsupported(pattern, "nothing, in order to replace it,");
        }
        return toTake(pattern, false);
    }

    private static String text(Regex.Parsed parsed, RegexSyntax syntax, boolean whole) {
        StringBuilder text = new StringBuilder(parsed.ignoresCase() ? "(?i)" : "").append(whole ? "(" : "");
        syntax.write(parsed.regex(), text);
        return text.append(whole ? ")" : "").toString();
    }

    private void write(Regex regex, StringBuilder text) {
        if (regex instanceof One one) {
            write(one.characters(), text);
        } else if (regex instanceof At at) {
            text.append(
                    switch (at.place()) {
                        case BEGINNING -> "^";
                        case END -> "$";
                        case WORD_BOUNDARY -> "(?:" + BEFORE_WORD + NOT_AFTER + "|" + NOT_BEFORE + AFTER_WORD + ")";
                        case NO_WORD_BOUNDARY -> "(?:" + BEFORE_WORD + AFTER_WORD + "|" + NOT_BEFORE + NOT_AFTER + ")";
                    });
        } else if (regex instanceof Group group) {
            text.append(group.captures() ? "(" : "(?:");
            write(group.inner(), text);
            text.append(')');
        } else if (regex instanceof Sequence sequence) {
            sequence.parts().forEach(part -> write(part, text));
        } else if (regex instanceof Choice choice) {
            String separator = "";
            for (Regex branch : choice.branches()) {
                text.append(separator);
                write(branch, text);
                separator = "|";
            }
        } else if (regex instanceof Repeated repeated) {
            // A place cannot be repeated there; in a group it can.
            boolean grouped = repeated.inner() instanceof At;
            text.append(grouped ? "(?:" : "");
            write(repeated.inner(), text);
            text.append(grouped ? ")" : "").append('{').append(repeated.least()).append(',');
            if (repeated.most() != null) {
                text.append(repeated.most());
            }
            text.append('}');
        }
    }

    private static void write(Characters characters, StringBuilder text) {
        List<Characters.Range> ranges = characters.ranges();
        if (ranges.size() == 1 && ranges.get(0).from() == ranges.get(0).to()) {
            write(ranges.get(0).from(), text);
            return;
        }
        boolean others = ranges.isEmpty() || ranges.get(ranges.size() - 1).to() == Character.MAX_CODE_POINT;
        List<Characters.Range> written = others ? characters.others().ranges() : ranges;
        if (written.isEmpty()) {
            text.append(ranges.isEmpty() ? "(?!)" : ".");
            return;
        }
        text.append(others ? "[^" : "[");
        for (Characters.Range range : written) {
            write(range.from(), text);
            if (range.to() > range.from()) {
                text.append('-');
                write(range.to(), text);
            }
        }
        text.append(']');
    }

    /** Letters and digits as they are, all else by number, which needs no escaping anywhere. */
    private static void write(int character, StringBuilder text) {
        if (character < 128 && Character.isLetterOrDigit(character)) {
            text.append((char) character);
        } else if (character == 0) {
            text.append("\\x01"); // no text has a NUL; a class may begin with it
        } else {
            text.append(String.format("\\U%08X", character));
        }
    }

    private record Beginning(Characters first, boolean canBeEmpty) {}

    private Beginning beginning(Regex regex) {
        if (regex instanceof One one) {
            return new Beginning(ignoresCase ? one.characters().inBothCases() : one.characters(), false);
        }
        if (regex instanceof Group group) {
            return beginning(group.inner());
        }
        if (regex instanceof Repeated repeated) {
            Beginning inner = beginning(repeated.inner());
            return new Beginning(inner.first(), inner.canBeEmpty() || repeated.least() == 0);
        }
        if (regex instanceof Sequence sequence) {
            Characters first = Characters.NONE;
            for (Regex part : sequence.parts()) {
                Beginning next = beginning(part);
                first = first.and(next.first());
                if (!next.canBeEmpty()) {
                    return new Beginning(first, false);
                }
            }
            return new Beginning(first, true);
        }
        if (regex instanceof Choice choice) {
            Characters first = Characters.NONE;
            boolean canBeEmpty = false;
            for (Regex branch : choice.branches()) {
                Beginning next = beginning(branch);
                first = first.and(next.first());
                canBeEmpty |= next.canBeEmpty();
            }
            return new Beginning(first, canBeEmpty);
        }
        return new Beginning(Characters.NONE, true);
    }

    /** @param next what may come after it within the pattern */
    private void requireNoChoice(Regex regex, Characters next) {
        if (regex instanceof Group group) {
            requireNoChoice(group.inner(), next);
        } else if (regex instanceof Sequence sequence) {
            Characters following = next;
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                Regex part = sequence.parts().get(i);
                requireNoChoice(part, following);
                Beginning beginning = beginning(part);
                following = beginning.canBeEmpty() ? following.and(beginning.first()) : beginning.first();
            }
        } else if (regex instanceof Choice choice) {
            List<Beginning> before = new ArrayList<>();
            for (Regex branch : choice.branches()) {
                requireNoChoice(branch, next);
                Beginning beginning = beginning(branch);
                boolean open = beginning.canBeEmpty()
                        || before.stream().anyMatch(other -> other.first().meets(beginning.first()));
                if (open) {
                    throw Regex.unsupported(pattern, "branches that begin alike");
                }
                before.add(beginning);
            }
        } else if (regex instanceof Repeated repeated) {
            Beginning inner = beginning(repeated.inner());
            boolean fixed = repeated.most() != null && repeated.most() == repeated.least();
            if (repeated.lazy()
                    || inner.canBeEmpty()
                    || (!fixed && inner.first().meets(next))) {
                throw Regex.unsupported(pattern, "a repetition that can end in several places");
            }
            requireNoChoice(repeated.inner(), next.and(inner.first()));
        }
    }
}
