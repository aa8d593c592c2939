package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.session.SessionField;
import dev.hindsight.query.session.Sessions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sessions of the project: what their events have in common (contract queries 7.5). */
final class SessionsRelation extends Relation {
    private final SessionColumns columns;

    SessionsRelation(Names names, Values values) {
        super(names);
        this.columns = new SessionColumns(values);
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

    /** The fields of sessions that were asked for, and the relation {@code s} that has them. */
    static final class SessionColumns {
        private final Values values;
        private final Sessions sessions;
        private final Set<SessionField> wanted = EnumSet.noneOf(SessionField.class);

        SessionColumns(Values values) {
            this.values = values;
            this.sessions = new Sessions(values.dialect(), values.context());
        }

        /** A field of {@code s} by its name; empty when there is none. */
        Optional<Typed> of(String name) {
            return SessionField.of(name).map(field -> {
                wanted.add(field);
                Sql column = Sql.of("s." + field.column());
                return switch (field.type()) {
                    case TEXT -> Typed.text(column);
                    case NUMBER -> Typed.count(column);
                    case BOOLEAN -> Typed.bool(column);
                    case TIME -> Typed.time(column);
                    case PERSON -> Typed.person(column, () -> values.idOf(column));
                };
            });
        }

        boolean areRead() {
            return !wanted.isEmpty();
        }

        Sql relation() {
            return Sql.format("({}) s", sessions.relation(wanted));
        }

        /** Whether {@code s} is the session of {@code events e}. */
        Sql isOfEvent() {
            return Sql.format("s." + SessionField.ID.column() + " = {}", sessions.ofEvent());
        }
    }
}
