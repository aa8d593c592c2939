package dev.hindsight.query.expression;

import dev.hindsight.query.expression.Query.From;
import dev.hindsight.query.expression.Query.Join;
import dev.hindsight.query.expression.Query.JoinKind;
import dev.hindsight.query.expression.Token.Kind;
import org.jspecify.annotations.Nullable;

/** Reads where rows come from: tables, queries and numbers, joined. */
final class FromParser {
    private final Tokens tokens;
    private final QueryParser queries;

    FromParser(Tokens tokens, QueryParser queries) {
        this.tokens = tokens;
        this.queries = queries;
    }

    From from() {
        From left = table();
        while (true) {
            int at = tokens.peek().at();
            JoinKind kind = join();
            if (kind == null) {
                return left;
            }
            tokens.count(at);
            From right = table();
            Expression condition = null;
            if (kind != JoinKind.CROSS) {
                tokens.expectWord("on");
                condition = queries.expression();
            }
            left = new Join(left, kind, right, condition, at);
        }
    }

    private @Nullable JoinKind join() {
        if (tokens.takeSign(",") || tokens.takeWords("cross", "join")) {
            return JoinKind.CROSS;
        }
        if (tokens.takeWords("left", "outer", "join") || tokens.takeWords("left", "join")) {
            return JoinKind.LEFT;
        }
        if (tokens.takeWords("right", "outer", "join") || tokens.takeWords("right", "join")) {
            return JoinKind.RIGHT;
        }
        if (tokens.takeWords("full", "outer", "join") || tokens.takeWords("full", "join")) {
            return JoinKind.FULL;
        }
        return tokens.takeWords("inner", "join") || tokens.takeWord("join") ? JoinKind.INNER : null;
    }

    private From table() {
        int at = tokens.peek().at();
        if (tokens.peek().isSign("(")) {
            Query query = queries.inParentheses();
            return new Query.Derived(query, queries.alias(), at);
        }
        String name = tokens.expectName();
        if (tokens.takeSign("(")) {
            return numbers(name, at);
        }
        if (tokens.peek().isSign(".")) {
            throw queries.error(at, "A table has no point in its name");
        }
        String alias = queries.alias();
        Double sample = tokens.takeWord("sample") ? fraction() : null;
        return new Query.Table(name, alias == null && sample != null ? queries.alias() : alias, sample, at);
    }

    private From numbers(String name, int at) {
        if (!name.equalsIgnoreCase("numbers")) {
            throw queries.error(at, "There is no table function but numbers(n)");
        }
        long first = 0;
        long count = queries.wholeNumber();
        if (tokens.takeSign(",")) {
            first = count;
            count = queries.wholeNumber();
        }
        tokens.expectSign(")");
        return new Query.Numbers(first, count, queries.alias(), at);
    }

    private double fraction() {
        Token token = tokens.take();
        double part = token.kind() == Kind.NUMBER ? Double.parseDouble(token.text()) : 0;
        if (tokens.takeSign("/")) {
            Token divisor = tokens.take();
            part = divisor.kind() == Kind.NUMBER ? part / Double.parseDouble(divisor.text()) : 0;
        }
        if (!(part > 0 && part <= 1)) {
            throw queries.error(token.at(), "A part is expected, over 0 and at most 1");
        }
        return part;
    }
}
