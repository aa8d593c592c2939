package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. */
final class Lexer {
    private static final List<String> SIGNS = List.of(
            "!=", "<>", "<=", ">=", "==", "=~*", "!~*", "=~", "!~", "||", "??", "::", "->", "(", ")", "[", "]", "{",
            "}", ",", ".", "+", "-", "*", "/", "%", "=", "<", ">", "?", ":", ";");

    private final Source source;
    private final String text;
    private int at;

    /** @param to where the text ends for it */
    Lexer(Source source, int from, int to) {
        this.source = source;
        this.text = source.text().substring(0, to);
        this.at = from;
    }

    List<Token> tokens() {
        List<Token> tokens = new ArrayList<>();
        while (true) {
            skipSpace();
            Token token = next();
            tokens.add(token);
            if (token.kind() == Kind.END) {
                return tokens;
            }
        }
    }

    private void skipSpace() {
        while (at < text.length()) {
            if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                return;
            }
        }
    }

    private Token next() {
        int start = at;
        if (at == text.length()) {
            return new Token(Kind.END, "", at);
        }
        char c = text.charAt(at);
        if (c == '\'') {
            return new Token(Kind.TEXT, quoted('\''), start);
        }
        if (c == '"' || c == '`') {
            return new Token(Kind.QUOTED_NAME, quoted(c), start);
        }
        if (isDigit(at) || (c == '.' && isDigit(at + 1) && !endsAName(start))) {
            return number();
        }
        if (Character.isUnicodeIdentifierStart(c) || c == '_' || c == '$') {
            while (at < text.length() && isPartOfName(text.charAt(at))) {
                at++;
            }
            return new Token(Kind.WORD, text.substring(start, at), start);
        }
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Kind.SIGN, sign, start);
            }
        }
        throw source.error(start, "There is a character that has no meaning");
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private boolean endsAName(int start) {
        return start > 0 && (isPartOfName(text.charAt(start - 1)) || "])\"`".indexOf(text.charAt(start - 1)) >= 0);
    }

    private static boolean isPartOfName(char c) {
        return Character.isUnicodeIdentifierPart(c) || c == '_' || c == '$';
    }

    private Token number() {
        int start = at;
        skipDigits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            skipDigits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            boolean signed = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0;
            if (isDigit(at + (signed ? 2 : 1))) {
                at += signed ? 2 : 1;
                skipDigits();
            }
        }
        if (at < text.length() && isPartOfName(text.charAt(at))) {
            throw source.error(start, "A number or a name is expected");
        }
        return new Token(Kind.NUMBER, text.substring(start, at), start);
    }

    private void skipDigits() {
        while (isDigit(at)) {
            at++;
        }
    }

    /** A text up to its closing quote; a quote in it is doubled, or follows a backslash. */
    private String quoted(char quote) {
        int start = at;
        StringBuilder content = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                    at++;
                } else {
                    at++;
                    return content.toString();
                }
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                content.append(escaped(text.charAt(at), quote));
            } else {
                content.append(c);
            }
        }
        throw source.error(start, "A quote is not closed");
    }

    /** What a backslash and this character stand for; for themselves, unless they are known. */
    private static String escaped(char c, char quote) {
        if (c == quote || c == '\\') {
            return String.valueOf(c);
        }
        return switch (c) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            default -> "\\" + c;
        };
    }
}
