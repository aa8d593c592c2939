package dev.hindsight.query.filter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.NumberText;
import dev.hindsight.query.PropertyFilter;
import dev.hindsight.query.PropertyFilter.Operator;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.time.RangeResolver;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One filter's operator applied to an operand (contract queries 2.4.2 and 2.4.3): true exactly where the filter holds, false
 * or null elsewhere.
 */
final class Comparison {
    private static final Sql FALSE = Sql.of("FALSE");

    private final Dialect dialect;
    private final QueryContext context;
    private final PropertyFilter filter;

    Comparison(Dialect dialect, QueryContext context, PropertyFilter filter) {
        this.dialect = dialect;
        this.context = context;
        this.filter = filter;
    }

    /** The filter itself, or the one that it is the opposite of. */
    static PropertyFilter positive(PropertyFilter filter) {
        Operator operator = switch (filter.operator()) {
            case IS_NOT -> Operator.EXACT;
            case NOT_IN -> Operator.IN;
            case NOT_ICONTAINS -> Operator.ICONTAINS;
            case NOT_ICONTAINS_MULTI -> Operator.ICONTAINS_MULTI;
            case NOT_REGEX -> Operator.REGEX;
            case IS_NOT_SET -> Operator.IS_SET;
            default -> filter.operator();
        };
        return new PropertyFilter(
                filter.path(),
                filter.type(),
                filter.key(),
                operator,
                filter.values(),
                filter.list(),
                filter.missing(),
                filter.groupTypeIndex(),
                filter.negation());
    }

    Sql of(Operand operand) {
        PropertyFilter positive = positive(filter);
        if (!positive.equals(filter)) {
            return Sql.format("(NOT coalesce({}, FALSE))", new Comparison(dialect, context, positive).of(operand));
        }
        Sql text = operand.stored();
        return switch (filter.operator()) {
            case EXACT, IN -> equal(operand);
            case ICONTAINS ->
                filter.values().size() == 1
                        ? any(value -> dialect.like(textOf(operand), wildcards(value.asText())))
                        : any(value -> dialect.containsIgnoringCase(textOf(operand), value.asText()));
            case ICONTAINS_MULTI -> any(value -> dialect.containsIgnoringCase(textOf(operand), value.asText()));
            case REGEX -> any(value -> dialect.matches(textOf(operand), value.asText()));
            case GT -> any(value -> ordered(operand, ">", value));
            case GTE, MIN -> any(value -> ordered(operand, ">=", value));
            case LT -> any(value -> ordered(operand, "<", value));
            case LTE, MAX -> any(value -> ordered(operand, "<=", value));
            case BETWEEN -> between(operand, "{} BETWEEN {} AND {}");
            case NOT_BETWEEN -> between(operand, "{} NOT BETWEEN {} AND {}");
            case IS_SET -> Sql.format("({} IS NOT NULL)", text);
            case IS_DATE_EXACT -> any(value -> dated(operand, "=", value));
            case IS_DATE_BEFORE -> any(value -> dated(operand, "<", value));
            case IS_DATE_AFTER -> any(value -> dated(operand, ">", value));
            case IS_CLEANED_PATH_EXACT ->
                any(value -> Sql.format("{} = {}", cleaned(textOf(operand)), cleaned(Sql.value(value.asText()))));
            case IS_NOT, NOT_ICONTAINS, NOT_ICONTAINS_MULTI, NOT_REGEX, IS_NOT_SET, NOT_IN ->
                throw new IllegalStateException("turned into its opposite above: " + filter.operator());
            case SEMVER_EQ -> any(value -> version(operand, "{} = {}", value));
            case SEMVER_NEQ -> any(value -> version(operand, "{} <> {}", value));
            case SEMVER_GT -> any(value -> version(operand, "{} > {}", value));
            case SEMVER_GTE -> any(value -> version(operand, "{} >= {}", value));
            case SEMVER_LT -> any(value -> version(operand, "{} < {}", value));
            case SEMVER_LTE -> any(value -> version(operand, "{} <= {}", value));
            case SEMVER_TILDE -> any(value -> versions(operand, read(value).tilde()));
            case SEMVER_CARET -> any(value -> versions(operand, read(value).caret()));
            case SEMVER_WILDCARD -> any(value -> versions(operand, wildcard(value)));
            case FLAG_EVALUATES_TO ->
                throw Conditions.unbuilt(
                        filter, "Filters with the operator " + filter.operator().wire());
        };
    }

    private Sql any(Function<JsonNode, Sql> condition) {
        List<Sql> conditions = filter.values().stream().map(condition).toList();
        if (conditions.size() == 1) {
            return conditions.get(0);
        }
        return Sql.join(" OR ", conditions).parenthesised();
    }

    private Sql equal(Operand operand) {
        Function<JsonNode, Optional<?>> read = switch (operand.type()) {
            case STRING, BOOLEAN -> value -> Optional.of(value.asText());
            case NUMERIC -> Comparison::number;
            case DATE_TIME -> this::instantOf;
        };
        List<Sql> values = filter.values().stream()
                .map(read)
                .flatMap(Optional::stream)
                .map(Sql::value)
                .toList();
        Sql left = switch (operand.type()) {
            case STRING, BOOLEAN -> operand.stored();
            case NUMERIC -> dialect.number(operand.stored());
            case DATE_TIME -> instant(operand);
        };
        return switch (values.size()) {
            case 0 -> FALSE; // none of the values is of the property's type
            case 1 -> Sql.format("{} = {}", left, values.get(0));
            default -> Sql.format("{} IN ({})", left, Sql.join(", ", values));
        };
    }

    /** Text is ordered as numbers when both sides are some, else as text. */
    private Sql ordered(Operand operand, String sign, JsonNode value) {
        if (operand.timestamp() || operand.type() == PropertyType.DATE_TIME) {
            return dated(operand, sign, value);
        }
        Sql number = dialect.number(operand.stored());
        Optional<Object> bound = number(value);
        if (operand.type() == PropertyType.NUMERIC) {
            return compare(number, sign, bound);
        }
        Sql byText = Sql.format("{} " + sign + " {}", operand.stored(), Sql.value(value.asText()));
        return bound.map(limit -> Sql.format(
                        "CASE WHEN {} IS NULL THEN {} ELSE {} " + sign + " {} END",
                        number,
                        byText,
                        number,
                        Sql.value(limit)))
                .orElse(byText);
    }

    private Sql between(Operand operand, String template) {
        List<JsonNode> bounds = filter.values();
        return Sql.format(
                "(" + template + ")",
                dialect.number(textOf(operand)),
                Sql.value(number(bounds.get(0)).orElseThrow()),
                Sql.value(number(bounds.get(1)).orElseThrow()));
    }

    private Sql dated(Operand operand, String sign, JsonNode value) {
        Optional<LocalDateTime> bound = instantOf(value);
        if (bound.isEmpty()) {
            throw Conditions.invalid(
                    filter,
                    "\"" + value.asText()
                            + "\" is not a date; use for example 2024-08-21, 2024-08-21T15:30:00Z or -7d.");
        }
        return compare(instant(operand), sign, bound.map(Object.class::cast));
    }

    private static Sql compare(Sql left, String sign, Optional<Object> right) {
        return right.map(value -> Sql.format("{} " + sign + " {}", left, Sql.value(value)))
                .orElse(FALSE);
    }

    private Sql version(Operand operand, String template, JsonNode value) {
        Version version = read(value);
        return Sql.format("(" + template + ")", dialect.version(textOf(operand)), sql(version));
    }

    private Sql versions(Operand operand, Version.Range range) {
        Sql version = dialect.version(textOf(operand));
        return Sql.format("({} >= {} AND {} < {})", version, sql(range.from()), version, sql(range.until()));
    }

    private Sql sql(Version version) {
        return dialect.version(version.part(0), version.part(1), version.part(2));
    }

    private Version read(JsonNode value) {
        return Version.parse(value.asText())
                .orElseThrow(() -> Conditions.invalid(
                        filter, "\"" + value.asText() + "\" is not a version; use for example 1.2.3."));
    }

    private Version.Range wildcard(JsonNode value) {
        String text = value.asText();
        return Version.parse(text.replaceFirst("[.][*xX]$", ""))
                .filter(version -> text.matches(".*[.][*xX]"))
                .flatMap(Version::wildcard)
                .orElseThrow(() -> Conditions.invalid(
                        filter, "\"" + text + "\" is not a version with a wildcard; use for example 1.2.*."));
    }

    private static Optional<Object> number(JsonNode value) {
        return Optional.ofNullable(NumberText.parse(value.asText()));
    }

    private Sql instant(Operand operand) {
        return operand.timestamp()
                ? operand.stored()
                : dialect.instant(operand.stored(), context.timezone().getId());
    }

    private static Sql textOf(Operand operand) {
        return operand.timestamp() ? Sql.format("CAST({} AS VARCHAR)", operand.stored()) : operand.stored();
    }

    /** A date of the client as a UTC timestamp; relative ones are shifted back from now without rounding. */
    private Optional<LocalDateTime> instantOf(JsonNode value) {
        DateBound bound = DateBound.parse(value.asText()).orElse(null);
        Instant instant = null;
        if (bound instanceof DateBound.Fixed fixed) {
            instant = fixed.instant();
        } else if (bound instanceof DateBound.Local local) {
            instant = local.dateTime().atZone(context.timezone()).toInstant();
        } else if (bound instanceof DateBound.Relative relative) {
            instant = RangeResolver.shiftedBack(context.now(), context.timezone(), relative);
        }
        return Optional.ofNullable(instant).map(found -> LocalDateTime.ofInstant(found, ZoneOffset.UTC));
    }

    private Sql cleaned(Sql path) {
        Sql cleaned = path;
        for (QueryContext.PathCleaningRule rule : context.pathCleaning()) {
            cleaned = dialect.replaceAll(cleaned, rule.regex(), rule.alias());
        }
        return cleaned;
    }

    /** A single value's {@code %} and {@code _} are wildcards (contract queries 2.4.2); a backslash is only itself. */
    private static String wildcards(String value) {
        return "%" + value.replace("\\", "\\\\") + "%";
    }
}
