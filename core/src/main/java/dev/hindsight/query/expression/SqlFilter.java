package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import dev.hindsight.query.session.SessionField;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code {filters}} means in a query, over whatever stands in its FROM (contract queries 7.1).
 *
 * @param onEvents a condition over {@code events e}
 * @param from the lower bound of the time; null: none
 * @param to the upper bound, which belongs no more to it; null: none
 * @param always whether everything that is asked for passes it, so that nothing that lies beside its bounds has to be read
 */
public record SqlFilter(
        Sql onEvents,
        OnSessions onSessions,
        OnGroups onGroups,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean always) {
    /** A condition over sessions; made only where it is asked for, since not every filter has a meaning for them. */
    @FunctionalInterface
    public interface OnSessions {
        /** @throws dev.hindsight.error.HindsightException {@code validation_error} naming the filter that has none */
        Sql of(Fields fields);
    }

    /** The columns of a relation of sessions. */
    @FunctionalInterface
    public interface Fields {
        /** A field's, of its type. */
        Sql of(SessionField field);
    }

    /** A condition over groups; otherwise as {@link OnSessions}. */
    @FunctionalInterface
    public interface OnGroups {
        /** @param createdAt the column of the time of the first event that named the group, a UTC timestamp */
        Sql of(Sql createdAt);
    }

    /** What the events of a list pass. */
    public static SqlFilter ofEvents(Sql condition) {
        return new SqlFilter(condition, SqlFilter::none, SqlFilter::none, null, null, true);
    }

    /**
     * What the sessions of a list pass.
     *
     * @param after when the first began, at the earliest; null: no bound
     * @param until when the last has begun; null: no bound
     */
    public static SqlFilter ofSessions(OnSessions condition, @Nullable Instant after, @Nullable Instant until) {
        return new SqlFilter(Sql.of("FALSE"), condition, SqlFilter::none, after, until, true);
    }

    private static Sql none(Object any) {
        throw new IllegalStateException("the list is of something else");
    }
}
