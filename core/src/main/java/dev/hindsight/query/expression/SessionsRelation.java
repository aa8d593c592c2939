package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.session.SessionField;
import dev.hindsight.query.session.Sessions;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions of the project: what their events have in common (contract queries 7.5). */
final class SessionsRelation extends Relation {
    private final SessionColumns columns;

    SessionsRelation(Names names, Values values, SqlFilter filter) {
        super(names);
        this.columns = filter.always()
                ? new SessionColumns(values, filter.from(), filter.to())
                : new SessionColumns(values, null, null);
    }

    @Override
    Optional<Typed> value(List<String> path) {
        return path.size() == 1 ? columns.of(path.get(0)) : Optional.empty();
    }

    @Override
    List<String> all() {
        return Arrays.stream(SessionField.values()).map(SessionField::wire).toList();
    }

    @Override
    Sql source() {
        return columns.relation();
    }

    @Override
    Sql passing(SqlFilter filter) {
        return filter.onSessions().of(field -> columns.of(field).sql());
    }

    /** The fields of sessions that were asked for, and the relation {@code s} that has them. */
    static final class SessionColumns {
        private final Values values;
        private final Sessions sessions;
        private final @Nullable Instant from;
        private final @Nullable Instant until;
        private final Set<SessionField> wanted = EnumSet.noneOf(SessionField.class);

        /**
         * Fields of the sessions that reach into a range.
         *
         * @param from null: no lower bound
         * @param until null: no upper bound
         */
        SessionColumns(Values values, @Nullable Instant from, @Nullable Instant until) {
            this.values = values;
            this.from = from;
            this.until = until;
            this.sessions = new Sessions(values.dialect(), values.context());
        }

        /** A field of {@code s} by its name; empty when there is none. */
        Optional<Typed> of(String name) {
            return SessionField.of(name).map(this::of);
        }

        Typed of(SessionField field) {
            wanted.add(field);
            Sql column = Sql.of("s." + field.column());
            return switch (field.type()) {
                case TEXT -> Typed.text(column);
                case NUMBER -> Typed.count(column);
                case BOOLEAN -> Typed.bool(column);
                case TIME -> Typed.time(column);
                case PERSON -> Typed.person(column, () -> values.idOf(column));
                case TEXTS ->
                    // Events of no session have none, which not every engine can tell from an empty list.
                    new Typed(
                            Sql.format(
                                    "coalesce({}, {})",
                                    column,
                                    values.functions().lists().of(List.of(), Type.TEXT.inSql())),
                            Type.TEXTS);
            };
        }

        boolean areRead() {
            return !wanted.isEmpty();
        }

        Sql relation() {
            return Sql.format("({}) s", sessions.relation(wanted, from, until));
        }

        /** Whether {@code s} is the session of {@code events e}. */
        Sql isOfEvent() {
            return Sql.format("s." + SessionField.ID.column() + " = {}", sessions.ofEvent());
        }
    }
}
