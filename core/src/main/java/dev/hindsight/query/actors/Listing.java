package dev.hindsight.query.actors;

import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.ActorsQuery;
import java.util.List;

/** How actors of one kind are listed: people, or groups. */
interface Listing {
    /**
     * A page and one row more, in order.
     *
     * @param actors as in {@link PointLowering.Actors}
     */
    Sql page(ActorsQuery query, Sql actors);

    /** The rows of a page, with all that is known of them. */
    List<ActorRow> rows(Sql page, Deadline deadline);

    /** What cells of a column are, as SQL clients know it. */
    String type(ActorsQuery.Column column);

    /** {@code ORDER BY … LIMIT … OFFSET …}, which knows {@code a.actor} and {@code a.events}. */
    static String ordered(ActorsQuery query, String id, String createdAt) {
        String by = switch (query.order().column()) {
            case CREATED_AT -> createdAt;
            case EVENT_COUNT -> "a.events";
            default -> id;
        };
        return "ORDER BY " + by + (query.order().descending() ? " DESC" : "") + " NULLS LAST, a.actor LIMIT "
                + (query.limit() + 1) + " OFFSET " + query.offset();
    }
}
