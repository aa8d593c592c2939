package dev.hindsight.refresh;

import dev.hindsight.event.Changes;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.RunnableQuery;
import java.time.Instant;

/** What an answer from the cache was shown on, to tell later whether it would be shown again. */
public final class Basis {
    private final CachedResult kept;
    private final RunnableQuery query;
    private final Moment moment;
    private final Standing standing;
    private final Marks marks;

    /** Of all marks of a project, which may be many. */
    private record Marks(long days, long persons, long types) {
        static Marks of(Changes changes) {
            return new Marks(changes.ofAllDays(), changes.persons(), changes.types());
        }
    }

    /** Holds nothing that is large: neither results nor the days and properties of the project. */
    Basis(CachedResult kept, RunnableQuery query, Moment moment, Standing standing) {
        this.kept = kept.withoutResults();
        this.query = query;
        this.moment = new Moment(moment.project(), withoutTypes(moment.context()), Changes.NONE);
        this.standing = standing;
        this.marks = Marks.of(moment.changes());
    }

    /** Types of properties have no say in what the range of a question is. */
    private static QueryContext withoutTypes(QueryContext context) {
        return new QueryContext(
                context.projectId(),
                context.timezone(),
                context.weekStart(),
                context.testAccountFilters(),
                context.pathCleaning(),
                PropertyTypes.NONE,
                context.definitions(),
                context.now());
    }

    /**
     * Whether the answer would be shown for the same reason again, provided that the same one is kept and the question means the
     * same: whether no event, person or type of a property has changed, and the time has made no difference.
     */
    boolean holds(Changes changes, Instant now, Calculator calculator) {
        return now.isBefore(kept.expiresAt())
                && Marks.of(changes).equals(marks)
                && Standing.of(
                                kept,
                                query,
                                new Moment(moment.project(), moment.context().at(now), changes),
                                calculator)
                        .equals(standing);
    }

    Answer.Reason reason() {
        return standing.reason();
    }

    long projectId() {
        return kept.projectId();
    }
}
