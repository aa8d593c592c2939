package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether an event passes property filters (contract queries 2.4). */
final class ReferenceFilter {
    private static final Set<String> TYPES = Set.of("event", "feature", "person", "session", "group");

    private final ReferenceProject project;
    private final ReferenceDates dates;

    ReferenceFilter(ReferenceProject project, ReferenceDates dates) {
        this.project = project;
        this.dates = dates;
    }

    /** A list is joined by AND; a group says itself how it is joined; nothing passes everything. */
    boolean passes(JsonNode filters, ReferenceProject.Occurrence event) {
        if (filters.isArray()) {
            for (JsonNode filter : filters) {
                if (!passes(filter, event)) {
                    return false;
                }
            }
            return true;
        }
        if (filters.has("values")) {
            return passesGroup(filters, event);
        }
        return filters.isEmpty() || passesOne(filters, event);
    }

    private boolean passesGroup(JsonNode group, ReferenceProject.Occurrence event) {
        JsonNode values = group.path("values");
        if (values.isEmpty()) {
            return true;
        }
        boolean or = group.path("type").asText().equals("OR");
        for (JsonNode value : values) {
            if (passes(value, event) == or) {
                return or;
            }
        }
        return !or;
    }

    private boolean passesOne(JsonNode filter, ReferenceProject.Occurrence event) {
        String type = filter.path("type").asText("event");
        if (!TYPES.contains(type)) {
            throw new NotInReference("property filter of type " + type);
        }
        String operator = filter.path("operator").asText("exact");
        if (filter.path("operator").isNull()) {
            operator = "exact";
        }
        if (!filter.hasNonNull("key")) {
            return true;
        }
        boolean needsValue = !operator.equals("is_set") && !operator.equals("is_not_set");
        JsonNode value = filter.path("value");
        if (needsValue && (value.isMissingNode() || value.isNull() || (value.isArray() && value.isEmpty()))) {
            return true;
        }
        String key = filter.path("key").asText();
        ReferenceProject.Person person = project.personOf(event);
        if (type.equals("session")) {
            return test(operator, value, ReferenceSession.textOf(project, event, key), ReferenceSession.typeOf(key));
        }
        if (type.equals("group")) {
            int index = filter.path("group_type_index").intValue();
            return test(
                    operator,
                    value,
                    ReferenceGroup.textOf(project, event, index, key),
                    ReferenceGroup.typeOf(project, index, key));
        }
        if (!type.equals("person")) {
            return test(
                    operator,
                    value,
                    Texts.of(event.properties().get(key)),
                    project.types().of(PropertyKind.EVENT, key));
        }
        return key.equals("distinct_id")
                ? passesDistinctId(operator, value, person)
                : test(
                        operator,
                        value,
                        Texts.of(person.properties().get(key)),
                        project.types().of(PropertyKind.PERSON, key));
    }

    private boolean passesDistinctId(String operator, JsonNode value, ReferenceProject.Person person) {
        return switch (operator) {
            case "exact" -> person.distinctIds().stream().anyMatch(id -> test("exact", value, id, PropertyType.STRING));
            case "is_not" ->
                person.distinctIds().stream().noneMatch(id -> test("exact", value, id, PropertyType.STRING));
            default -> throw new NotInReference("distinct_id with " + operator);
        };
    }

    private boolean test(String operator, JsonNode value, @Nullable String x, PropertyType type) {
        return switch (operator) {
            case "exact", "in" -> any(value, v -> equal(x, v, type));
            case "is_not", "not_in" -> !any(value, v -> equal(x, v, type));
            case "icontains" ->
                x != null && any(value, v -> contains(x, v, listOf(value).size() > 1));
            case "not_icontains" ->
                x == null || !any(value, v -> contains(x, v, listOf(value).size() > 1));
            case "regex" ->
                x != null && any(value, v -> Pattern.compile(v).matcher(x).find());
            case "not_regex" ->
                x == null || !any(value, v -> Pattern.compile(v).matcher(x).find());
            case "gt" -> any(value, v -> ordered(x, v, type, sign -> sign > 0));
            case "gte", "min" -> any(value, v -> ordered(x, v, type, sign -> sign >= 0));
            case "lt" -> any(value, v -> ordered(x, v, type, sign -> sign < 0));
            case "lte", "max" -> any(value, v -> ordered(x, v, type, sign -> sign <= 0));
            case "between" ->
                ordered(x, bound(value, 0), PropertyType.NUMERIC, sign -> sign >= 0)
                        && ordered(x, bound(value, 1), PropertyType.NUMERIC, sign -> sign <= 0);
            case "not_between" ->
                ordered(x, bound(value, 0), PropertyType.NUMERIC, sign -> sign < 0)
                        || ordered(x, bound(value, 1), PropertyType.NUMERIC, sign -> sign > 0);
            case "is_set" -> x != null;
            case "is_not_set" -> x == null;
            case "is_date_exact" -> any(value, v -> dates(x, v, Instant::equals));
            case "is_date_before" -> any(value, v -> dates(x, v, Instant::isBefore));
            case "is_date_after" -> any(value, v -> dates(x, v, Instant::isAfter));
            default -> throw new NotInReference("operator " + operator);
        };
    }

    private static boolean any(JsonNode value, Predicate<String> holds) {
        return listOf(value).stream().anyMatch(holds);
    }

    private static List<String> listOf(JsonNode value) {
        List<String> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(each -> values.add(String.valueOf(Texts.of(each))));
        } else {
            values.add(String.valueOf(Texts.of(value)));
        }
        return values;
    }

    private static String bound(JsonNode value, int index) {
        return value.path(index).asText();
    }

    private boolean equal(@Nullable String x, String v, PropertyType type) {
        Object left = typed(x, type);
        return left != null && left.equals(typed(v, type));
    }

    /** The value after the cast that its type asks for; null when it cannot be cast. */
    private @Nullable Object typed(@Nullable String text, PropertyType type) {
        if (text == null) {
            return null;
        }
        return switch (type) {
            case STRING -> text;
            case NUMERIC -> {
                Double number = Texts.number(text);
                // 0.0 and -0.0 are the same number.
                yield number == null ? null : number + 0.0;
            }
            case BOOLEAN -> Texts.bool(text);
            case DATE_TIME -> instant(text);
        };
    }

    private @Nullable Instant instant(String text) {
        ZonedDateTime at = ReferenceDates.absolute(text, project.zone());
        return at == null ? null : at.toInstant();
    }

    private boolean ordered(@Nullable String x, String v, PropertyType type, IntPredicate holds) {
        if (x == null) {
            return false;
        }
        Double leftNumber = Texts.number(x);
        Double rightNumber = Texts.number(v);
        return switch (type) {
            case NUMERIC ->
                leftNumber != null
                        && rightNumber != null
                        && holds.test(Double.compare(leftNumber + 0.0, rightNumber + 0.0));
            case STRING ->
                (leftNumber != null && rightNumber != null)
                        ? holds.test(Double.compare(leftNumber + 0.0, rightNumber + 0.0))
                        : holds.test(Texts.compare(x, v));
            case DATE_TIME -> {
                Instant left = instant(x);
                yield left != null
                        && holds.test(left.compareTo(dates.parse(v).at().toInstant()));
            }
            case BOOLEAN -> throw new NotInReference("order of a Boolean property");
        };
    }

    private boolean dates(@Nullable String x, String v, BiPredicate<Instant, Instant> holds) {
        Instant left = x == null ? null : instant(x);
        return left != null && holds.test(left, dates.parse(v).at().toInstant());
    }

    /** A single value is a pattern in which {@code %} and {@code _} are wildcards; a list is taken literally. */
    private static boolean contains(String x, String part, boolean literally) {
        int[] points = part.codePoints().toArray();
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            if (!literally && points[i] == '%') {
                pattern.append(".*");
            } else if (!literally && points[i] == '_') {
                pattern.append('.');
            } else {
                pattern.append(Pattern.quote(Character.toString(points[i])));
            }
        }
        int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
        return Pattern.compile(pattern.toString(), flags).matcher(x).find();
    }
}
