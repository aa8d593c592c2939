package dev.hindsight.refresh;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The tickets of all nodes, in the metadata database. */
final class TicketStore {
    private static final String OF_ID = " where project_id = :projectId and id = :id";

    private final Jdbi jdbi;

    TicketStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Keeps a ticket; one of the same user and id now stands for the new question.
     *
     * @throws HindsightException {@code CONFLICT} when somebody else of the project uses the id
     */
    void put(Ticket ticket, Instant now) {
        Transactions.run(jdbi, handle -> {
            handle.createUpdate("delete from hindsight.query_ticket" + OF_ID
                            + " and (user_id = :userId or expires_at <= :now)")
                    .bindMethods(ticket)
                    .bind("now", now)
                    .execute();
            boolean taken = handle.createQuery("select count(*) from hindsight.query_ticket" + OF_ID)
                            .bindMethods(ticket)
                            .mapTo(Integer.class)
                            .one()
                    > 0;
            if (taken) {
                throw new HindsightException(
                        Failure.CONFLICT,
                        Failure.CONFLICT.defaultCode(),
                        "Somebody else uses this id for a query; use another one, such as a random UUID.",
                        "client_query_id");
            }
            return handle.createUpdate(
                            "insert into hindsight.query_ticket (project_id, id, cache_key, user_id, stop_wanted, expires_at)"
                                    + " values (:projectId, :id, :cacheKey, :userId, false, :expires)")
                    .bindMethods(ticket)
                    .bind("expires", now.plus(RunStore.REMEMBERED))
                    .execute();
        });
    }

    Optional<Ticket> find(long projectId, String id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select project_id, id, cache_key, user_id from hindsight.query_ticket"
                                + OF_ID + " and not stop_wanted")
                        .bind("projectId", projectId)
                        .bind("id", id)
                        .map(ConstructorMapper.of(Ticket.class))
                        .findOne());
    }

    /** Which of these tickets were given up. */
    List<Ticket> stopWanted(Collection<Ticket> open) {
        return open.isEmpty()
                ? List.of()
                : jdbi.withHandle(handle -> handle.createQuery(
                                "select project_id, id, cache_key, user_id from hindsight.query_ticket"
                                        + " where stop_wanted and id in (<ids>)")
                        .bindList("ids", open.stream().map(Ticket::id).toList())
                        .map(ConstructorMapper.of(Ticket.class))
                        .list());
    }

    /** Gives a ticket up; it stays, so that every node hears of it, and is unknown to whoever asks. */
    void stop(Ticket ticket) {
        jdbi.useHandle(handle -> handle.createUpdate("update hindsight.query_ticket set stop_wanted = true" + OF_ID)
                .bindMethods(ticket)
                .execute());
    }
}
