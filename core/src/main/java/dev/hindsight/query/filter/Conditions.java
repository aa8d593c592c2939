package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.query.CohortReader;
import dev.hindsight.query.Filter;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.PropertyFilter;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.element.ElementsChain;
import dev.hindsight.query.expression.Expressions;
import dev.hindsight.query.expression.Stored;
import java.util.List;
import java.util.function.Function;

/**
 * Property filters as conditions on rows of {@code events e} (contract queries 2.4). A condition is true exactly where the
 * filters hold, and false or null elsewhere: it belongs into a WHERE and must not be negated as it is. That keeps plain
 * comparisons plain, which engines push down into their scans.
 */
public final class Conditions {
    private static final Sql TRUE = Sql.of("TRUE");

    private final Dialect dialect;
    private final QueryContext context;
    private final Stored stored;
    private final Expressions expressions;

    public Conditions(Dialect dialect, QueryContext context) {
        this.dialect = dialect;
        this.context = context;
        this.stored = new StoredConditions(dialect, context, this);
        this.expressions = new Expressions(dialect, context, stored);
    }

    /**
     * The condition of a group.
     *
     * @throws HindsightException {@code validation_error} naming the filter, when it is of a type or has an operator that
     *     cannot be calculated, or a value that its operator does not take
     */
    public Sql of(FilterGroup group) {
        return joined(group, this::of);
    }

    /** The conditions of a group's filters, joined as the group says. */
    static Sql joined(FilterGroup group, Function<Filter, Sql> each) {
        List<Sql> conditions = group.filters().stream()
                .map(each)
                .filter(condition -> group.join() == FilterGroup.Join.OR || !condition.equals(TRUE))
                .toList();
        return switch (conditions.size()) {
            case 0 -> TRUE;
            case 1 -> conditions.get(0);
            default -> Sql.join(" " + group.join() + " ", conditions).parenthesised();
        };
    }

    private Sql of(Filter filter) {
        return filter instanceof PropertyFilter property ? of(property) : of((FilterGroup) filter);
    }

    Sql of(PropertyFilter filter) {
        if (isOfCohort(filter) && !filter.missing()) {
            return cohort(filter);
        }
        if (isNone(filter)) {
            return TRUE;
        }
        return switch (filter.type()) {
            case FLAG -> TRUE;
            case EVENT, FEATURE ->
                comparison(
                        filter,
                        Operand.of(
                                dialect.eventProperty(filter.key()),
                                context.propertyTypes().of(PropertyKind.EVENT, filter.key())));
            case EVENT_METADATA -> comparison(filter, eventColumn(filter));
            case PERSON -> filter.key().equals("distinct_id") ? distinctId(filter) : person(filter);
            case ELEMENT -> element(filter);
            case HOGQL -> expressions.condition(filter.key(), attr(filter));
            case PERSON_METADATA -> ofPersons(comparison(filter, personColumn(filter)));
            case COHORT, STATIC_COHORT, PRECALCULATED_COHORT -> cohort(filter);
            case SESSION -> new SessionValues(dialect, context).passing(filter);
            case GROUP -> new GroupValues(dialect, context).passing(filter);
        };
    }

    /** Incomplete filters and empty lists are no filters. */
    static boolean isNone(PropertyFilter filter) {
        boolean ofValues = filter.type() != PropertyFilter.Type.HOGQL;
        return filter.missing() || (ofValues && filter.list() && filter.values().isEmpty());
    }

    private static boolean isOfCohort(PropertyFilter filter) {
        return switch (filter.type()) {
            case COHORT, STATIC_COHORT, PRECALCULATED_COHORT -> true;
            default -> false;
        };
    }

    private Sql cohort(PropertyFilter filter) {
        Integer id = filter.list() || filter.values().size() != 1
                ? null
                : CohortReader.idOf(filter.values().get(0));
        if (id == null) {
            throw invalid(filter, "The value of a cohort filter is the id of one cohort.");
        }
        Sql isIn = inCohort(id, attr(filter));
        boolean negative = filter.negation() || filter.operator() == PropertyFilter.Operator.NOT_IN;
        return negative ? Sql.format("(NOT {})", isIn) : isIn;
    }

    Stored stored() {
        return stored;
    }

    Sql inCohort(int id, String attr) {
        return new CohortConditions(dialect, context, this, attr).isIn(id);
    }

    Sql members(int cohortId, String attr) {
        return new CohortConditions(dialect, context, this, attr).members(cohortId);
    }

    private Sql comparison(PropertyFilter filter, Operand operand) {
        return new Comparison(dialect, context, filter).of(operand);
    }

    /** Of the texts of elements, any has to pass (contract queries 2.4.1). */
    private Sql element(PropertyFilter filter) {
        ElementsChain chain = new ElementsChain(dialect);
        return switch (filter.key()) {
            case "href" -> comparison(filter, Operand.text(chain.href()));
            case "text" -> chain.anyText(text -> comparison(filter, Operand.text(text)));
            case "tag_name", "selector" -> elementThatIs(filter, chain);
            default ->
                throw invalid(filter, "Elements have selector, tag_name, href and text, not \"" + filter.key() + "\".");
        };
    }

    private static Sql elementThatIs(PropertyFilter filter, ElementsChain chain) {
        boolean negative = filter.operator() == PropertyFilter.Operator.IS_NOT;
        if (!negative && filter.operator() != PropertyFilter.Operator.EXACT) {
            throw invalid(
                    filter,
                    "The " + filter.key() + " of an element can only be compared with exact and is_not, not with "
                            + filter.operator().wire() + ".");
        }
        List<Sql> any = filter.values().stream()
                .map(value -> filter.key().equals("tag_name")
                        ? chain.hasTag(value.asText())
                        : chain.hasElement(value.asText())
                                .orElseThrow(() -> unbuilt(filter, "The selector " + value.asText())))
                .toList();
        Sql condition = EventConditions.any(any);
        return negative ? Sql.format("(NOT coalesce({}, FALSE))", condition) : condition;
    }

    private Sql person(PropertyFilter filter) {
        return ofPersons(comparison(
                filter,
                Operand.of(
                        dialect.personProperty(filter.key()),
                        context.propertyTypes().of(PropertyKind.PERSON, filter.key()))));
    }

    /** Persons are asked once each, not once for each of their events. */
    private Sql ofPersons(Sql condition) {
        return Sql.of("e.person_id IN (SELECT p.id FROM persons p WHERE p.project_id = ? AND", context.projectId())
                .then(condition)
                .then(")");
    }

    /** A person has the id if any of theirs is it, and lacks it if none is. */
    private Sql distinctId(PropertyFilter filter) {
        PropertyFilter positive = Comparison.positive(filter);
        Sql condition = comparison(positive, Operand.text(Sql.of("d.distinct_id")));
        String in = positive.equals(filter) ? "IN" : "NOT IN";
        return Sql.of(
                        "e.person_id " + in
                                + " (SELECT d.person_id FROM person_distinct_ids d WHERE d.project_id = ? AND",
                        context.projectId())
                .then(condition)
                .then(")");
    }

    private static Operand eventColumn(PropertyFilter filter) {
        return switch (filter.key()) {
            case "event" -> Operand.text(Sql.of("e.event"));
            case "distinct_id" -> Operand.text(Sql.of("e.distinct_id"));
            case "timestamp" -> Operand.time(Sql.of("e.timestamp"));
            default ->
                throw invalid(
                        filter, "event_metadata knows event, distinct_id and timestamp, not \"" + filter.key() + "\".");
        };
    }

    private static Operand personColumn(PropertyFilter filter) {
        if (filter.key().equals("created_at")) {
            return Operand.time(Sql.of("p.created_at"));
        }
        throw invalid(filter, "person_metadata knows created_at, not \"" + filter.key() + "\".");
    }

    static HindsightException unbuilt(PropertyFilter filter, String what) {
        return HindsightException.invalid(
                attr(filter), "not_supported", what + " can be stored, but not calculated by this version.");
    }

    static HindsightException invalid(PropertyFilter filter, String detail) {
        return HindsightException.invalid(attr(filter), detail);
    }

    /** The filter's place, joined the way of the error envelope. */
    static String attr(PropertyFilter filter) {
        return filter.path().replace("]", "").replaceAll("[.\\[]", "__");
    }
}
