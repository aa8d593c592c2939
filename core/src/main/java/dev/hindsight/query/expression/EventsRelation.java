package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Expression.Field;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of the project. */
final class EventsRelation extends Relation {
    private static final int MILLION = 1_000_000;

    private final Values values;
    private final Fields fields;
    private final SessionsRelation.SessionColumns sessions;
    private final @Nullable Double sample;

    EventsRelation(Names names, Values values, @Nullable Double sample) {
        super(names);
        this.values = values;
        this.fields = new Fields(values);
        this.sessions = new SessionsRelation.SessionColumns(values);
        this.sample = sample;
    }

    @Override
    Optional<Typed> value(List<String> path) {
        if (path.equals(List.of("properties"))) {
            return Optional.of(Typed.text(values.dialect().eventDocument()));
        }
        if (path.equals(List.of("person", "properties"))) {
            return Optional.of(Typed.text(values.ofPerson(values.dialect().personDocument())));
        }
        if (path.size() == 2 && path.get(0).equals("session")) {
            return sessions.of(path.get(1));
        }
        return fields.of(new Field(path, 0));
    }

    /** A condition over {@code events e} that others know how to write. */
    Sql condition(Sql condition) {
        return column(Typed.bool(condition)).sql();
    }

    @Override
    List<String> all() {
        return List.of(
                "uuid", "event", "properties", "timestamp", "distinct_id", "person_id", "created_at", "elements_chain");
    }

    @Override
    Sql source() {
        Sql joined = sessions.areRead()
                ? Sql.format("events e LEFT JOIN {} ON {}", sessions.relation(), sessions.isOfEvent())
                : Sql.of("events e");
        Sql events = joined.then("WHERE e.project_id = ?", values.context().projectId());
        return sample == null || sample >= 1
                ? events
                : events.then(Sql.format(
                        "AND {}", values.dialect().sampled(Sql.of("e.distinct_id"), (int) (sample * MILLION))));
    }
}
