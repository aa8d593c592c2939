package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Conditions on the elements that an {@code $autocapture} event happened to, as its property {@code $elements_chain} lists
 * them: the innermost element first, {@code ;} between them, each like {@code a.button.big:href="/x"text="Buy"}.
 */
final class ElementsChain {
    /** What an element's attributes are made of: texts in quotes, in which quotes are escaped, and anything between. */
    static final String ATTRIBUTES = "(?:[^;\"]|\"(?:[^\"\\\\]|\\\\.)*\")*";

    private static final String QUOTED = "((?:[^\"\\\\]|\\\\.)*)\"";
    private static final String START = "^(?:" + ATTRIBUTES + ";)*?";

    private final Dialect dialect;
    private final Sql chain;

    ElementsChain(Dialect dialect) {
        this.dialect = dialect;
        this.chain = dialect.eventProperty("$elements_chain");
    }

    /** Whether an element of the chain is what a selector asks for; empty when the selector is not understood. */
    Optional<Sql> hasElement(String selector) {
        return ElementSelector.pattern(selector).map(pattern -> dialect.matches(chain, START + pattern));
    }

    /** Whether an element has the tag. */
    Sql hasTag(String tag) {
        return dialect.matches(chain, START + quote(tag) + "(?:[.:;]|$)");
    }

    /** The first link; null without one. */
    Sql href() {
        return dialect.extracted(chain, "[:\"]href=\"" + QUOTED);
    }

    /** Whether a condition holds for the text of any element. */
    Sql anyText(UnaryOperator<Sql> condition) {
        return dialect.anyExtracted(chain, "[:\"]text=\"" + QUOTED, condition);
    }

    /** A text as a pattern that matches it alone. */
    static String quote(String text) {
        StringBuilder pattern = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 128 && !Character.isLetterOrDigit(c)) {
                pattern.append('\\');
            }
            pattern.appendCodePoint(c);
        });
        return pattern.toString();
    }
}
