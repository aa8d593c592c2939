package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.PropertyType;
import dev.hindsight.query.PropertyFilter;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.session.SessionField;
import dev.hindsight.query.session.Sessions;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fields of sessions as what filters compare and breakdowns show (contract queries 2.4.1, 2.7 and 7.5). A session has the values
 * of all its events, in the range of a query or not, whether they pass its filters or not.
 */
public final class SessionValues {
    private static final List<SessionField> OFFERED = Stream.of(SessionField.values())
            .filter(field -> switch (field.type()) {
                case TEXT, NUMBER, BOOLEAN, TIME -> true;
                case PERSON, TEXTS -> false;
            })
            .toList();

    private final Dialect dialect;
    private final QueryContext context;
    private final Sessions sessions;

    public SessionValues(Dialect dialect, QueryContext context) {
        this.dialect = dialect;
        this.context = context;
        this.sessions = new Sessions(dialect, context);
    }

    /**
     * A table to be joined with {@code events e}, with its condition: {@code value} is a field of the event's session as text,
     * null or empty where it has none or the event has no session.
     *
     * @param name what the table is called
     * @param attr where the field is named, for errors
     * @throws HindsightException {@code validation_error} when there is no such field
     */
    public Sql joined(String field, String name, String attr) {
        SessionField known = field(field, attr);
        return Sql.format(
                "LEFT JOIN (SELECT s.session_id AS id, {} AS value FROM ({}) s) " + name + " ON " + name + ".id = {}",
                text(known, column(known)),
                sessions.relation(Set.of(known)),
                sessions.ofEvent());
    }

    /** Whether the session of {@code events e} passes a filter; an event without a session has none of its fields. */
    Sql passing(PropertyFilter filter) {
        SessionField field = field(filter.key(), Conditions.attr(filter));
        PropertyFilter positive = Comparison.positive(filter);
        Sql passing = Sql.format(
                "({} IN (SELECT s.session_id FROM ({}) s WHERE {}))",
                sessions.ofEvent(),
                sessions.relation(Set.of(field)),
                new Comparison(dialect, context, positive).of(operand(field, column(field))));
        return positive.equals(filter) ? passing : Sql.format("(NOT coalesce({}, FALSE))", passing);
    }

    /** Whether a session passes a filter, told from the column of the field. */
    Sql passing(PropertyFilter filter, Function<SessionField, Sql> columns) {
        SessionField field = field(filter.key(), Conditions.attr(filter));
        return new Comparison(dialect, context, filter).of(operand(field, columns.apply(field)));
    }

    private static SessionField field(String name, String attr) {
        return SessionField.of(name)
                .filter(OFFERED::contains)
                .orElseThrow(() -> HindsightException.invalid(
                        attr,
                        "Sessions have "
                                + OFFERED.stream().map(SessionField::wire).collect(Collectors.joining(", "))
                                + ", not \"" + name + "\"."));
    }

    private Operand operand(SessionField field, Sql column) {
        return switch (field.type()) {
            case TEXT, PERSON, TEXTS -> Operand.text(text(field, column));
            case NUMBER -> Operand.of(text(field, column), PropertyType.NUMERIC);
            case BOOLEAN -> Operand.of(text(field, column), PropertyType.BOOLEAN);
            case TIME -> Operand.time(column);
        };
    }

    private static Sql column(SessionField field) {
        return Sql.of("s." + field.column());
    }

    /** The field as text; times as the clocks of the project show them. */
    private Sql text(SessionField field, Sql column) {
        return switch (field.type()) {
            case TEXT -> column;
            case TEXTS -> throw new IllegalArgumentException(field + " is offered to nobody");
            case NUMBER, PERSON -> Sql.format("CAST({} AS VARCHAR)", column);
            case BOOLEAN -> Sql.format("(CASE {} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END)", column);
            case TIME ->
                dialect.functions()
                        .timeText(dialect.functions()
                                .localTime(column, context.timezone().getId()));
        };
    }
}
