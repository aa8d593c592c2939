package dev.hindsight.query.expression;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.expression.Expression.Call;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.expression.Expression.Listing;
import dev.hindsight.query.expression.Expression.Literal;
import dev.hindsight.query.expression.Expression.Operation;
import dev.hindsight.query.expression.Expression.Operator;
import dev.hindsight.query.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads expressions by recursive descent: one method for each level of precedence, the loosest first. */
final class Parser {
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

    /** Operators that can be called like functions. */
    private static final Set<String> FUNCTIONS_TOO = Set.of("and", "or", "in", "like", "ilike");

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

    /** What the names of types in casts stand for. */
    private static final Map<String, String> CASTS = Map.ofEntries(
            Map.entry("string", "toString"),
            Map.entry("text", "toString"),
            Map.entry("varchar", "toString"),
            Map.entry("int", "toInt"),
            Map.entry("integer", "toInt"),
            Map.entry("bigint", "toInt"),
            Map.entry("int32", "toInt"),
            Map.entry("int64", "toInt"),
            Map.entry("uint64", "toInt"),
            Map.entry("float", "toFloat"),
            Map.entry("float64", "toFloat"),
            Map.entry("double", "toFloat"),
            Map.entry("date", "toDate"),
            Map.entry("datetime", "toDateTime"),
            Map.entry("timestamp", "toDateTime"),
            Map.entry("bool", "toBool"),
            Map.entry("boolean", "toBool"),
            Map.entry("uuid", "toString"));

    private final Tokens tokens;
    private final Placeholders placeholders;
    private final @Nullable QueryParser queries;

    /**
     * @param placeholders what stands for names in braces
     * @param queries reads the queries in parentheses; null where there may be none
     */
    Parser(Tokens tokens, Placeholders placeholders, @Nullable QueryParser queries) {
        this.tokens = tokens;
        this.placeholders = placeholders;
        this.queries = queries;
    }

    /**
     * Reads an expression; a name that is given to it with AS is left out.
     *
     * @throws HindsightException {@code validation_error} saying what was expected where
     */
    static Expression parse(Source source) {
        source.check();
        Tokens tokens = Tokens.ofExpression(source);
        Expression expression = new Parser(tokens, Placeholders.none(), null).expression();
        if (tokens.takeWord("as")) {
            tokens.expectName();
        }
        tokens.expectEnd();
        return expression;
    }

    Expression expression() {
        return tokens.nested(this::choice);
    }

    private Expression choice() {
        Expression condition = or();
        if (!tokens.peek().isSign("?")) {
            return condition;
        }
        int at = tokens.take().at();
        Expression yes = expression();
        tokens.expectSign(":");
        return call("if", List.of(condition, yes, expression()), at);
    }

    private Expression or() {
        Expression left = and();
        while (tokens.peek().isWord("or")) {
            left = operation(Operator.OR, tokens.take().at(), left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.peek().isWord("and")) {
            left = operation(Operator.AND, tokens.take().at(), left, not());
        }
        return left;
    }

    private Expression not() {
        int negations = 0;
        int at = tokens.peek().at();
        while (tokens.takeWord("not")) {
            negations++;
        }
        Expression operand = comparison();
        return negations % 2 == 0 ? operand : negated(operand, at);
    }

    private Expression comparison() {
        Expression left = sum();
        while (true) {
            Token token = tokens.peek();
            Operator operator = token.kind() == Kind.SIGN ? COMPARISONS.get(token.text()) : null;
            if (operator != null) {
                tokens.take();
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
                boolean negative = tokens.takeWord("not");
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
        int at = tokens.take().at();
        boolean negative = tokens.takeWord("not");
        tokens.expectWord("null");
        Expression isNull = operation(Operator.IS_NULL, at, operand);
        return negative ? negated(isNull, at) : isNull;
    }

    private Expression worded(Expression left) {
        Token word = tokens.take();
        return switch (word.text().toLowerCase(Locale.ROOT)) {
            case "like" -> operation(Operator.LIKE, word.at(), left, sum());
            case "ilike" -> operation(Operator.ILIKE, word.at(), left, sum());
            case "in" -> in(left, word.at());
            case "between" -> {
                Expression low = sum();
                tokens.expectWord("and");
                Expression high = sum();
                yield operation(
                        Operator.AND,
                        word.at(),
                        operation(Operator.GREATER_OR_EQUAL, word.at(), left, low),
                        operation(Operator.LESS_OR_EQUAL, word.at(), left, high));
            }
            default -> throw error(word.at(), "IN, LIKE, ILIKE or BETWEEN is expected");
        };
    }

    private Expression in(Expression left, int at) {
        if (tokens.takeWord("cohort")) {
            return inCohort(left, at);
        }
        if (isQuery(1) && tokens.takeSign("(")) {
            Expression query = subquery(at);
            return operation(Operator.IN, at, left, query);
        }
        if (tokens.peek().isSign("{")) {
            Expression named = primary();
            List<Expression> among = named instanceof Listing list ? list.elements() : List.of(named);
            return among(left, among, at);
        }
        tokens.takeWord("tuple");
        String close = tokens.takeSign("[") ? "]" : ")";
        if (close.equals(")")) {
            tokens.expectSign("(");
        }
        return among(left, list(close), at);
    }

    private Expression among(Expression left, List<Expression> candidates, int at) {
        if (candidates.isEmpty()) {
            throw error(at, "IN needs something to look among");
        }
        List<Expression> operands = new ArrayList<>(List.of(left));
        operands.addAll(candidates);
        return new Operation(Operator.IN, operands, at);
    }

    private Expression inCohort(Expression person, int at) {
        Token id = tokens.take();
        Stored.Name cohort =
                Mentions.nameOf(id).orElseThrow(() -> error(id.at(), "The id or the name of a cohort is expected"));
        tokens.count(at);
        return new Expression.InCohort(person, cohort, at);
    }

    /** Whether a query begins so many tokens on, after an opening parenthesis. */
    private boolean isQuery(int ahead) {
        return (tokens.peek(ahead).isWord("select") || tokens.peek(ahead).isWord("with"))
                && tokens.peek(ahead - 1).isSign("(");
    }

    /** A query whose opening parenthesis was taken. */
    private Expression subquery(int at) {
        if (queries == null) {
            throw error(at, "No query can stand here");
        }
        tokens.count(at);
        Expression query = new Expression.Subquery(tokens.nested(queries::query), at);
        tokens.expectSign(")");
        return query;
    }

    private Expression sum() {
        Expression left = product();
        while (true) {
            Token token = tokens.peek();
            if (token.isSign("+")) {
                tokens.take();
                left = operation(Operator.ADD, token.at(), left, product());
            } else if (token.isSign("-")) {
                tokens.take();
                left = operation(Operator.SUBTRACT, token.at(), left, product());
            } else if (token.isSign("||") || token.isSign("??")) {
                tokens.take();
                left = call(token.isSign("||") ? "concat" : "ifNull", List.of(left, product()), token.at());
            } else {
                return left;
            }
        }
    }

    private Expression product() {
        Expression left = unary();
        while (true) {
            Token token = tokens.peek();
            Operator operator = token.isSign("*")
                    ? Operator.MULTIPLY
                    : token.isSign("/") ? Operator.DIVIDE : token.isSign("%") ? Operator.MODULO : null;
            if (operator == null) {
                return left;
            }
            tokens.take();
            left = operation(operator, token.at(), left, unary());
        }
    }

    private Expression unary() {
        boolean negative = false;
        int at = tokens.peek().at();
        while (tokens.peek().isSign("-") || tokens.peek().isSign("+")) {
            negative ^= tokens.take().isSign("-");
        }
        Expression operand = postfix(primary());
        return negative ? operation(Operator.NEGATE, at, operand) : operand;
    }

    private Expression postfix(Expression operand) {
        Expression result = operand;
        while (true) {
            Token token = tokens.peek();
            if (tokens.takeSign("::")) {
                result = cast(result, token.at());
            } else if (tokens.takeSign("[")) {
                result = call("arrayElement", List.of(result, expression()), token.at());
                tokens.expectSign("]");
            } else {
                return result;
            }
        }
    }

    /** A cast, as the function that does the same; the name of the type comes next. */
    private Expression cast(Expression operand, int at) {
        Token type = tokens.take();
        String function = CASTS.get(type.text().toLowerCase(Locale.ROOT));
        if (!type.isName() || function == null) {
            throw error(
                    type.at(),
                    "One of the types "
                            + String.join(", ", CASTS.keySet().stream().sorted().toList()) + " is expected");
        }
        return call(function, List.of(operand), at);
    }

    private Expression primary() {
        Token token = tokens.take();
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
                if (token.isSign("[")) {
                    tokens.count(token.at());
                    return new Listing(list("]"), token.at());
                }
                if (token.isSign("{")) {
                    return placeholder(token.at());
                }
                if (token.isSign("(")) {
                    if (isQuery(0)) {
                        return subquery(token.at());
                    }
                    Expression inner = expression();
                    tokens.expectSign(")");
                    return inner;
                }
                throw error(token.at(), "A value is expected");
            }
        }
        throw new IllegalStateException("a new kind of token: " + token);
    }

    private Expression word(Token token) {
        String word = token.text().toLowerCase(Locale.ROOT);
        if (word.equals("case")) {
            return cases(token.at());
        }
        if (word.equals("cast") && tokens.takeSign("(")) {
            Expression operand = expression();
            tokens.expectWord("as");
            Expression cast = cast(operand, token.at());
            tokens.expectSign(")");
            return cast;
        }
        if (word.equals("interval")
                && tokens.peek().kind() != Kind.END
                && !tokens.peek().isSign("(")) {
            return interval(token.at());
        }
        if ((word.equals("date") || word.equals("timestamp")) && tokens.peek().kind() == Kind.TEXT) {
            Token text = tokens.take();
            String function = word.equals("date") ? "toDate" : "toDateTime";
            return call(function, List.of(new Literal(text.text(), text.at())), token.at());
        }
        if (word.equals("null") || word.equals("true") || word.equals("false")) {
            return new Literal(word.equals("null") ? null : Boolean.valueOf(word), token.at());
        }
        boolean operator = FUNCTIONS_TOO.contains(word) && tokens.peek().isSign("(");
        if (RESERVED.contains(word) && !operator) {
            throw error(token.at(), "A value is expected");
        }
        return tokens.peek().isSign("(") ? call(token) : field(token);
    }

    /** {@code INTERVAL 7 DAY} or {@code INTERVAL '7 day'}, as the function that gives the same. */
    private Expression interval(int at) {
        Token amount = tokens.take();
        String unit;
        String digits = amount.text();
        if (amount.kind() == Kind.TEXT) {
            String[] parts = amount.text().strip().split("\\s+", 2);
            digits = parts[0];
            unit = parts.length == 2 ? parts[1] : "";
        } else {
            unit = tokens.take().text();
        }
        if (!digits.matches("[0-9]{1,9}") || !unit.matches("[A-Za-z]{1,10}")) {
            throw error(amount.at(), "A whole number and a unit are expected, such as INTERVAL 7 DAY");
        }
        String singular = unit.toLowerCase(Locale.ROOT).replaceFirst("s$", "");
        return call("toInterval" + singular, List.of(new Literal(Double.valueOf(digits), amount.at())), at);
    }

    /** A name in braces whose opening one was taken. */
    private Expression placeholder(int at) {
        List<String> path = new ArrayList<>();
        do {
            path.add(tokens.expectName());
        } while (tokens.takeSign("."));
        tokens.expectSign("}");
        tokens.count(at);
        return placeholders.of(path, at, tokens.source());
    }

    private Expression call(Token name) {
        Expression.Call call = plainCall(name);
        return queries != null && tokens.peek().isWord("over") ? queries.over(call) : call;
    }

    private Expression.Call plainCall(Token name) {
        tokens.count(name.at());
        tokens.take();
        boolean distinct = tokens.takeWord("distinct");
        if (tokens.takeSign("*")) {
            tokens.expectSign(")");
            return new Call(name.text(), List.of(), List.of(), false, name.at());
        }
        List<Expression> arguments = list(")");
        if (tokens.takeSign("(")) {
            boolean inner = tokens.takeWord("distinct");
            return new Call(name.text(), arguments, list(")"), inner, name.at());
        }
        return new Call(name.text(), List.of(), arguments, distinct, name.at());
    }

    /** Expressions with commas between them, and what closes the list. */
    private List<Expression> list(String close) {
        List<Expression> elements = new ArrayList<>();
        if (tokens.takeSign(close)) {
            return elements;
        }
        do {
            elements.add(element());
        } while (tokens.takeSign(","));
        tokens.expectSign(close);
        return elements;
    }

    private Expression element() {
        Token first = tokens.peek();
        if (first.isName() && tokens.peek(1).isSign("->")) {
            return lambda(List.of(tokens.take().text()), first.at());
        }
        return expression();
    }

    private Expression lambda(List<String> parameters, int at) {
        tokens.expectSign("->");
        tokens.count(at);
        return new Expression.Lambda(parameters, expression(), at);
    }

    private Expression field(Token first) {
        List<String> path = new ArrayList<>(List.of(first.text()));
        while (true) {
            if (tokens.takeSign(".")) {
                path.add(tokens.expectName());
            } else if (tokens.peek().isSign("[") && tokens.peek(1).kind() == Kind.TEXT) {
                tokens.take();
                path.add(tokens.take().text());
                tokens.expectSign("]");
            } else {
                return new Field(path, first.at());
            }
        }
    }

    /** A CASE as the function that does the same. */
    private Expression cases(int at) {
        Expression subject = tokens.peek().isWord("when") ? null : expression();
        List<Expression> arguments = new ArrayList<>();
        while (tokens.peek().isWord("when")) {
            int when = tokens.take().at();
            Expression condition = expression();
            arguments.add(subject == null ? condition : operation(Operator.EQUAL, when, subject, condition));
            tokens.expectWord("then");
            arguments.add(expression());
        }
        if (arguments.isEmpty()) {
            throw error(tokens.peek().at(), "WHEN is expected");
        }
        arguments.add(
                tokens.takeWord("else")
                        ? expression()
                        : new Literal(null, tokens.peek().at()));
        tokens.expectWord("end");
        return call("multiIf", arguments, at);
    }

    private HindsightException error(int at, String problem) {
        return tokens.source().error(at, problem);
    }

    private Expression operation(Operator operator, int at, Expression... operands) {
        tokens.count(at);
        return new Operation(operator, List.of(operands), at);
    }

    private Expression negated(Expression operand, int at) {
        return operation(Operator.NOT, at, operand);
    }

    private Expression call(String name, List<Expression> arguments, int at) {
        tokens.count(at);
        return new Call(name, List.of(), arguments, false, at);
    }
}
