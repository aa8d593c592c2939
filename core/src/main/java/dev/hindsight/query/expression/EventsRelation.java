package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.expression.Expression.Field;
import dev.hindsight.query.group.Groups;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The events of the project. */
final class EventsRelation extends Relation {
    private static final int MILLION = 1_000_000;
    private static final Pattern GROUP = Pattern.compile("group_[0-4]");
    private static final int GROUP_LENGTH = "group_".length();

    private final Values values;
    private final Fields fields;
    private final SessionsRelation.SessionColumns sessions;
    private final SortedMap<Integer, GroupColumns> groups = new TreeMap<>();
    private final @Nullable Double sample;
    private final String attr;

    /** @param attr where the query is, for errors */
    EventsRelation(Names names, Values values, @Nullable Double sample, String attr) {
        super(names);
        this.values = values;
        this.fields = new Fields(values);
        this.sessions = new SessionsRelation.SessionColumns(values, null, null);
        this.sample = sample;
        this.attr = attr;
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
        if (path.size() > 1 && GROUP.matcher(path.get(0)).matches()) {
            return group(path.get(0).charAt(GROUP_LENGTH) - '0').of(path.subList(1, path.size()));
        }
        return fields.of(new Field(path, 0));
    }

    private GroupColumns group(int index) {
        return groups.computeIfAbsent(
                index,
                type -> new GroupColumns(
                        values, Groups.of(values.dialect(), values.context(), type, attr), "g" + type));
    }

    /** A condition over {@code events e} that others know how to write. */
    Sql condition(Sql condition) {
        return column(Typed.bool(condition)).sql();
    }

    @Override
    Sql passing(SqlFilter filter) {
        return filter.onEvents();
    }

    @Override
    List<String> all() {
        return List.of(
                "uuid", "event", "properties", "timestamp", "distinct_id", "person_id", "created_at", "elements_chain");
    }

    @Override
    Sql source() {
        Sql joined = Sql.of("events e");
        if (sessions.areRead()) {
            joined = joined.then(Sql.format("LEFT JOIN {} ON {}", sessions.relation(), sessions.isOfEvent()));
        }
        for (GroupColumns group : groups.values()) {
            joined = joined.then(Sql.format("LEFT JOIN {} ON {}", group.relation(), group.isOfEvent()));
        }
        Sql events = joined.then("WHERE e.project_id = ?", values.context().projectId());
        return sample == null || sample >= 1
                ? events
                : events.then(Sql.format(
                        "AND {}", values.dialect().sampled(Sql.of("e.distinct_id"), (int) (sample * MILLION))));
    }
}
