package dev.hindsight.query.element;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Lists;
import dev.hindsight.engine.Sql;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Conditions on, and values of, the elements that an {@code $autocapture} event happened to, as its property {@code $elements_chain} lists
 * them: the innermost element first, {@code ;} between them, each like {@code a.button.big:href="/x"text="Buy"}.
 */
public final class ElementsChain {
    /** What an element's attributes are made of: texts in quotes, in which quotes are escaped, and anything between. */
    static final String ATTRIBUTES = "(?:[^;\"]|\"(?:[^\"\\\\]|\\\\.)*\")*";

    private static final String QUOTED = "((?:[^\"\\\\]|\\\\.)*)\"";
    private static final String ACTED_ON = "'a', 'button', 'form', 'input', 'select', 'textarea', 'label'";
    private static final String START = "^(?:" + ATTRIBUTES + ";)*?";

    private final Dialect dialect;
    private final Sql chain;

    public ElementsChain(Dialect dialect) {
        this.dialect = dialect;
        this.chain = dialect.eventProperty("$elements_chain");
    }

    /** Whether an element of the chain is what a selector asks for; empty when the selector is not understood. */
    public Optional<Sql> hasElement(String selector) {
        return ElementSelector.pattern(selector).map(pattern -> dialect.matches(chain, START + pattern));
    }

    /** Whether an element has the tag. */
    public Sql hasTag(String tag) {
        return dialect.matches(chain, START + quote(tag) + "(?:[.:;]|$)");
    }

    /** The first link; null without one. */
    public Sql href() {
        return dialect.extracted(chain, "[:\"]href=\"" + QUOTED);
    }

    /** Whether a condition holds for the text of any element. */
    public Sql anyText(UnaryOperator<Sql> condition) {
        return dialect.anyExtracted(chain, "[:\"]text=\"" + QUOTED, condition);
    }

    /** The different texts of elements, as a list. */
    public Sql texts() {
        return unique("[:\"]text=\"" + QUOTED);
    }

    /** The different ids that elements have as an attribute, as a list. */
    public Sql ids() {
        return unique("[:\"]attr_id=\"" + QUOTED);
    }

    /** The different tags of elements that people act on ({@code a}, {@code button} and so on), as a list. */
    public Sql tags() {
        // None begins within a text in quotes.
        Sql unquoted = dialect.replaceAll(chain, "\"" + QUOTED, "");
        Sql tags = dialect.allExtracted(Sql.format("(';' || {})", unquoted), ";([^.:;]+)");
        Lists lists = dialect.functions().lists();
        return lists.unique(lists.kept(tags, "tag", Sql.of("tag IN (" + ACTED_ON + ")")));
    }

    private Sql unique(String pattern) {
        return dialect.functions().lists().unique(dialect.allExtracted(chain, pattern));
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
