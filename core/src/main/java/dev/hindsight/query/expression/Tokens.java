package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The tokens of a text with a place among them, and the limits of what may be built of them. */
final class Tokens {
    private static final int MAX_DEPTH = 60;

    /** Engines take expressions that are nested a thousand deep, and each of ours may be several of theirs. */
    private static final int MAX_OPERATIONS = 200;

    private static final int MAX_OPERATIONS_OF_QUERY = 2_000;

    private final Source source;
    private final List<Token> tokens;
    private final int most;
    private int next;
    private int depth;
    private int operations;

    private Tokens(Source source, int from, int to, int most) {
        this.source = source;
        this.tokens = new Lexer(source, from, to).tokens();
        this.most = most;
    }

    static Tokens ofExpression(Source source) {
        return ofExpression(source, 0, source.text().length());
    }

    /** Those of a part of the text. */
    static Tokens ofExpression(Source source, int from, int to) {
        return new Tokens(source, from, to, MAX_OPERATIONS);
    }

    static Tokens ofQuery(Source source) {
        return new Tokens(source, 0, source.text().length(), MAX_OPERATIONS_OF_QUERY);
    }

    Source source() {
        return source;
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The token so many after the next one. */
    Token peek(int ahead) {
        return tokens.get(Math.min(next + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean takeWord(String word) {
        boolean there = peek().isWord(word);
        next += there ? 1 : 0;
        return there;
    }

    /** Takes the words when all of them come next. */
    boolean takeWords(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        next += words.length;
        return true;
    }

    boolean takeSign(String sign) {
        boolean there = peek().isSign(sign);
        next += there ? 1 : 0;
        return there;
    }

    void expectWord(String word) {
        if (!takeWord(word)) {
            throw source.error(peek().at(), word.toUpperCase(Locale.ROOT) + " is expected");
        }
    }

    void expectSign(String sign) {
        if (!takeSign(sign)) {
            throw source.error(peek().at(), "\"" + sign + "\" is expected");
        }
    }

    String expectName() {
        if (!peek().isName()) {
            throw source.error(peek().at(), "A name is expected");
        }
        return take().text();
    }

    void expectEnd() {
        if (peek().kind() != Kind.END) {
            throw source.error(peek().at(), "The end is expected");
        }
    }

    /** Counts an operation. */
    void count(int at) {
        if (++operations > most) {
            throw source.error(at, "There are more than " + most + " operations");
        }
    }

    /** Reads what may hold others like it. */
    <T> T nested(Supplier<T> reading) {
        if (++depth > MAX_DEPTH) {
            throw source.error(peek().at(), "Nothing may be nested more than " + MAX_DEPTH + " deep");
        }
        T read = reading.get();
        depth--;
        return read;
    }
}
