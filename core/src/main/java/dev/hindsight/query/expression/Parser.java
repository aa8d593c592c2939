package dev.hindsight.query.expression;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import dev.hindsight.query.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads expressions by recursive descent: one method for each level of precedence, the loosest first. */
final class Parser {
    private static final int MAX_LENGTH = 10_000;
    private static final int MAX_DEPTH = 60;

    /** Engines take expressions that are nested a thousand deep, and each of ours may be several of theirs. */
    private static final int MAX_OPERATIONS = 200;

    private static final Set<String> RESERVED = Set.of(
            "and",
            "or",
            "not",
            "in",
            "is",
            "like",
            "ilike",
            "between",
            "case",
            "when",
            "then",
            "else",
            "end",
            "as",
            "null",
            "true",
            "false",
            "select",
            "from",
            "where",
            "distinct");
    private static final Map<String, Operator> COMPARISONS = Map.ofEntries(
            Map.entry("=", Operator.EQUAL),
            Map.entry("==", Operator.EQUAL),
            Map.entry("!=", Operator.EQUAL),
            Map.entry("<>", Operator.EQUAL),
            Map.entry("<", Operator.LESS),
            Map.entry("<=", Operator.LESS_OR_EQUAL),
            Map.entry(">", Operator.GREATER),
            Map.entry(">=", Operator.GREATER_OR_EQUAL),
            Map.entry("=~", Operator.MATCH),
            Map.entry("!~", Operator.MATCH),
            Map.entry("=~*", Operator.MATCH),
            Map.entry("!~*", Operator.MATCH));

    private final Source source;
    private final List<Token> tokens;
    private int next;
    private int depth;
    private int operations;

    private Parser(Source source) {
        this.source = source;
        this.tokens = new Lexer(source).tokens();
    }

    /**
     * Reads an expression; a name that is given to it with AS is left out.
     *
     * @throws HindsightException {@code validation_error} saying what was expected where
     */
    static Expression parse(Source source) {
        if (source.text().length() > MAX_LENGTH) {
            throw HindsightException.invalid(
                    source.attr(), "The SQL expression is longer than " + MAX_LENGTH + " characters.");
        }
        if (source.text().indexOf('\0') >= 0) {
            throw HindsightException.invalid(source.attr(), "A SQL expression must not contain a NUL character.");
        }
        Parser parser = new Parser(source);
        Expression expression = parser.expression();
        if (parser.takeWord("as")) {
            if (!parser.peek().isName()) {
                throw source.error(parser.peek().at(), "A name is expected");
            }
            parser.next++;
        }
        if (parser.peek().kind() != Kind.END) {
            throw source.error(parser.peek().at(), "The end is expected");
        }
        return expression;
    }

    private Expression expression() {
        if (++depth > MAX_DEPTH) {
            throw source.error(peek().at(), "Nothing may be nested more than " + MAX_DEPTH + " deep");
        }
        Expression condition = or();
        if (peek().isSign("?")) {
            int at = take().at();
            Expression yes = expression();
            expectSign(":");
            condition = call("if", List.of(condition, yes, expression()), at);
        }
        depth--;
        return condition;
    }

    private Expression or() {
        Expression left = and();
        while (peek().isWord("or")) {
            left = operation(Operator.OR, take().at(), left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (peek().isWord("and")) {
            left = operation(Operator.AND, take().at(), left, not());
        }
        return left;
    }

    private Expression not() {
        int negations = 0;
        int at = peek().at();
        while (takeWord("not")) {
            negations++;
        }
        Expression operand = comparison();
        return negations % 2 == 0 ? operand : negated(operand, at);
    }

    private Expression comparison() {
        Expression left = sum();
        while (true) {
            Token token = peek();
            Operator operator = token.kind() == Kind.SIGN ? COMPARISONS.get(token.text()) : null;
            if (operator != null) {
                next++;
                Expression right = sum();
                if (token.text().endsWith("*")) {
                    right = ignoringCase(right);
                }
                Expression compared = operation(operator, token.at(), left, right);
                boolean negative = token.text().startsWith("!") || token.text().equals("<>");
                left = negative ? negated(compared, token.at()) : compared;
            } else if (token.isWord("is")) {
                left = isNull(left);
            } else if (token.isWord("not")
                    || token.isWord("in")
                    || token.isWord("like")
                    || token.isWord("ilike")
                    || token.isWord("between")) {
                boolean negative = takeWord("not");
                Expression compared = worded(left);
                left = negative ? negated(compared, token.at()) : compared;
            } else {
                return left;
            }
        }
    }

    private static Expression ignoringCase(Expression pattern) {
        return pattern instanceof Literal literal && literal.value() instanceof String text
                ? new Literal("(?i)" + text, literal.at())
                : pattern;
    }

    private Expression isNull(Expression operand) {
        int at = take().at();
        boolean negative = takeWord("not");
        expectWord("null");
        Expression isNull = operation(Operator.IS_NULL, at, operand);
        return negative ? negated(isNull, at) : isNull;
    }

    private Expression worded(Expression left) {
        Token word = take();
        return switch (word.text().toLowerCase(Locale.ROOT)) {
            case "like" -> operation(Operator.LIKE, word.at(), left, sum());
            case "ilike" -> operation(Operator.ILIKE, word.at(), left, sum());
            case "in" -> in(left, word.at());
            case "between" -> {
                Expression low = sum();
                expectWord("and");
                Expression high = sum();
                yield operation(
                        Operator.AND,
                        word.at(),
                        operation(Operator.GREATER_OR_EQUAL, word.at(), left, low),
                        operation(Operator.LESS_OR_EQUAL, word.at(), left, high));
            }
            default -> throw source.error(word.at(), "IN, LIKE, ILIKE or BETWEEN is expected");
        };
    }

    private Expression in(Expression left, int at) {
        takeWord("tuple");
        String close = takeSign("[") ? "]" : ")";
        if (close.equals(")")) {
            expectSign("(");
        }
        List<Expression> operands = new ArrayList<>(List.of(left));
        operands.addAll(list(close));
        if (operands.size() == 1) {
            throw source.error(at, "IN needs something to look among");
        }
        return new Operation(Operator.IN, operands, at);
    }

    private Expression sum() {
        Expression left = product();
        while (true) {
            Token token = peek();
            if (token.isSign("+")) {
                next++;
                left = operation(Operator.ADD, token.at(), left, product());
            } else if (token.isSign("-")) {
                next++;
                left = operation(Operator.SUBTRACT, token.at(), left, product());
            } else if (token.isSign("||") || token.isSign("??")) {
                next++;
                left = call(token.isSign("||") ? "concat" : "ifNull", List.of(left, product()), token.at());
            } else {
                return left;
            }
        }
    }

    private Expression product() {
        Expression left = unary();
        while (true) {
            Token token = peek();
            Operator operator = token.isSign("*")
                    ? Operator.MULTIPLY
                    : token.isSign("/") ? Operator.DIVIDE : token.isSign("%") ? Operator.MODULO : null;
            if (operator == null) {
                return left;
            }
            next++;
            left = operation(operator, token.at(), left, unary());
        }
    }

    private Expression unary() {
        boolean negative = false;
        int at = peek().at();
        while (peek().isSign("-") || peek().isSign("+")) {
            negative ^= take().isSign("-");
        }
        Expression operand = primary();
        return negative ? operation(Operator.NEGATE, at, operand) : operand;
    }

    private Expression primary() {
        Token token = take();
        switch (token.kind()) {
            case TEXT -> {
                return new Literal(token.text(), token.at());
            }
            case NUMBER -> {
                return new Literal(Double.valueOf(token.text()), token.at());
            }
            case QUOTED_NAME -> {
                return field(token);
            }
            case WORD -> {
                return word(token);
            }
            case SIGN, END -> {
                if (token.isSign("(")) {
                    Expression inner = expression();
                    expectSign(")");
                    return inner;
                }
                throw source.error(token.at(), "A value is expected");
            }
        }
        throw new IllegalStateException("a new kind of token: " + token);
    }

    private Expression word(Token token) {
        String word = token.text().toLowerCase(Locale.ROOT);
        if (word.equals("case")) {
            return cases(token.at());
        }
        if (word.equals("null") || word.equals("true") || word.equals("false")) {
            return new Literal(word.equals("null") ? null : Boolean.valueOf(word), token.at());
        }
        if (RESERVED.contains(word)) {
            throw source.error(token.at(), "A value is expected");
        }
        return peek().isSign("(") ? call(token) : field(token);
    }

    private void count(int at) {
        if (++operations > MAX_OPERATIONS) {
            throw source.error(at, "There are more than " + MAX_OPERATIONS + " operations");
        }
    }

    private Expression call(Token name) {
        count(name.at());
        next++;
        boolean distinct = takeWord("distinct");
        if (takeSign("*")) {
            expectSign(")");
            return call(name.text(), List.of(), name.at());
        }
        List<Expression> arguments = list(")");
        if (takeSign("(")) {
            boolean inner = takeWord("distinct");
            return new Call(name.text(), arguments, list(")"), inner, name.at());
        }
        return new Call(name.text(), List.of(), arguments, distinct, name.at());
    }

    /** Expressions with commas between them, and what closes the list. */
    private List<Expression> list(String close) {
        List<Expression> elements = new ArrayList<>();
        if (takeSign(close)) {
            return elements;
        }
        do {
            elements.add(expression());
        } while (takeSign(","));
        expectSign(close);
        return elements;
    }

    private Expression field(Token first) {
        List<String> path = new ArrayList<>(List.of(first.text()));
        while (true) {
            if (takeSign(".")) {
                if (!peek().isName()) {
                    throw source.error(peek().at(), "A name is expected");
                }
                path.add(take().text());
            } else if (peek().isSign("[")) {
                next++;
                if (peek().kind() != Kind.TEXT) {
                    throw source.error(peek().at(), "A name in quotes is expected");
                }
                path.add(take().text());
                expectSign("]");
            } else {
                return new Field(path, first.at());
            }
        }
    }

    /** A CASE as the function that does the same. */
    private Expression cases(int at) {
        Expression subject = peek().isWord("when") ? null : expression();
        List<Expression> arguments = new ArrayList<>();
        while (peek().isWord("when")) {
            int when = take().at();
            Expression condition = expression();
            arguments.add(subject == null ? condition : operation(Operator.EQUAL, when, subject, condition));
            expectWord("then");
            arguments.add(expression());
        }
        if (arguments.isEmpty()) {
            throw source.error(peek().at(), "WHEN is expected");
        }
        arguments.add(takeWord("else") ? expression() : new Literal(null, peek().at()));
        expectWord("end");
        return call("multiIf", arguments, at);
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    private boolean takeWord(String word) {
        boolean there = peek().isWord(word);
        next += there ? 1 : 0;
        return there;
    }

    private boolean takeSign(String sign) {
        boolean there = peek().isSign(sign);
        next += there ? 1 : 0;
        return there;
    }

    private void expectWord(String word) {
        if (!takeWord(word)) {
            throw source.error(peek().at(), word.toUpperCase(Locale.ROOT) + " is expected");
        }
    }

    private void expectSign(String sign) {
        if (!takeSign(sign)) {
            throw source.error(peek().at(), "\"" + sign + "\" is expected");
        }
    }

    private Expression operation(Operator operator, int at, Expression... operands) {
        count(at);
        return new Operation(operator, List.of(operands), at);
    }

    private Expression negated(Expression operand, int at) {
        return operation(Operator.NOT, at, operand);
    }

    private Expression call(String name, List<Expression> arguments, int at) {
        count(at);
        return new Call(name, List.of(), arguments, false, at);
    }
}
