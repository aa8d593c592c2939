package dev.hindsight.query.expression;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.expression.Stored.Name;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stored things the text of an expression or a query names; it may name some that it does not use.
 *
 * @param everyCohort whether it reads who is in which cohort
 */
public record Mentions(Set<Name> cohorts, boolean everyCohort, Set<Name> actions) {
    static final String COHORT_PEOPLE = "cohort_people";
    static final String STATIC_COHORT_PEOPLE = "static_cohort_people";

    private static final Mentions NONE = new Mentions(Set.of(), false, Set.of());
    private static final Pattern NAMING = Pattern.compile("cohort|matchesAction", Pattern.CASE_INSENSITIVE);

    public Mentions {
        cohorts = Set.copyOf(cohorts);
        actions = Set.copyOf(actions);
    }

    /** Those of a text; none when it cannot be read, of which others complain. */
    public static Mentions in(String text) {
        if (!NAMING.matcher(text).find()) {
            return NONE;
        }
        Set<Name> cohorts = new HashSet<>();
        Set<Name> actions = new HashSet<>();
        List<Token> tokens = tokens(text);
        for (int i = 2; i < tokens.size(); i++) {
            Optional<Name> name = nameOf(tokens.get(i));
            if (name.isEmpty()) {
                continue;
            }
            Token before = tokens.get(i - 1);
            if (before.isWord("cohort")) {
                cohorts.add(name.get());
            } else if (before.isSign("(") && tokens.get(i - 2).isWord("matchesaction")) {
                actions.add(name.get());
            }
        }
        boolean every = tokens.stream()
                .anyMatch(token ->
                        token.text().equals(COHORT_PEOPLE) || token.text().equals(STATIC_COHORT_PEOPLE));
        return new Mentions(cohorts, every, actions);
    }

    /** Of a token that names something stored, what it names. */
    static Optional<Name> nameOf(Token token) {
        return switch (token.kind()) {
            case NUMBER ->
                token.text().matches("[0-9]{1,9}")
                        ? Optional.of(new Name(Integer.toString(Integer.parseInt(token.text())), true))
                        : Optional.empty();
            case TEXT -> Optional.of(new Name(token.text(), false));
            case WORD, QUOTED_NAME, SIGN, END -> Optional.empty();
        };
    }

    private static List<Token> tokens(String text) {
        try {
            return new Lexer(new Source(text, ""), 0, text.length()).tokens();
        } catch (HindsightException unreadable) {
            return List.of();
        }
    }
}
