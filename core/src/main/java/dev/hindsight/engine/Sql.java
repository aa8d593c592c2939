package dev.hindsight.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * A piece of SQL and the values bound to its {@code ?} placeholders, in placeholder order. Text and binds travel together,
 * so they cannot drift apart; values never enter the text.
 *
 * @param binds never null elements; the types an engine must take: {@code String, Long, Integer, Double, Boolean,
 *     java.util.UUID, java.time.LocalDate, java.time.LocalDateTime} (UTC)
 */
public record Sql(String text, List<Object> binds) {
    /** No text, no binds. */
    public static final Sql EMPTY = new Sql("", List.of());

    public Sql {
        binds = List.copyOf(binds);
    }

    public static Sql of(String text, Object... binds) {
        return new Sql(text, List.of(binds));
    }

    /** A single placeholder bound to {@code value}. */
    public static Sql value(Object value) {
        return of("?", value);
    }

    /** This piece, a space, the other piece. */
    public Sql then(Sql next) {
        if (text.isEmpty()) {
            return next;
        }
        if (next.text.isEmpty()) {
            return this;
        }
        return concat(this, Sql.of(" "), next);
    }

    public Sql then(String nextText, Object... nextBinds) {
        return then(of(nextText, nextBinds));
    }

    /** This piece in parentheses. */
    public Sql parenthesised() {
        return concat(of("("), this, of(")"));
    }

    /** The pieces directly after each other, without spaces. */
    public static Sql concat(Sql... pieces) {
        StringBuilder text = new StringBuilder();
        List<Object> binds = new ArrayList<>();
        for (Sql piece : pieces) {
            text.append(piece.text);
            binds.addAll(piece.binds);
        }
        return new Sql(text.toString(), binds);
    }

    /** The template's {@code {}} marks replaced, in order, by the pieces with their binds. */
    public static Sql format(String template, Sql... pieces) {
        StringBuilder text = new StringBuilder();
        List<Object> binds = new ArrayList<>();
        int from = 0;
        for (Sql piece : pieces) {
            int mark = template.indexOf("{}", from);
            if (mark < 0) {
                throw new IllegalArgumentException("more pieces than {} marks in: " + template);
            }
            text.append(template, from, mark).append(piece.text);
            binds.addAll(piece.binds);
            from = mark + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("fewer pieces than {} marks in: " + template);
        }
        return new Sql(text.append(template, from, template.length()).toString(), binds);
    }

    /** The pieces with {@code separator} between them. */
    public static Sql join(String separator, Collection<Sql> pieces) {
        StringBuilder text = new StringBuilder();
        List<Object> binds = new ArrayList<>();
        for (Iterator<Sql> each = pieces.iterator(); each.hasNext(); ) {
            Sql piece = each.next();
            text.append(piece.text);
            binds.addAll(piece.binds);
            if (each.hasNext()) {
                text.append(separator);
            }
        }
        return new Sql(text.toString(), binds);
    }
}
