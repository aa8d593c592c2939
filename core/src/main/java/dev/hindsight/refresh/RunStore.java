package dev.hindsight.refresh;

import dev.hindsight.engine.Progress;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Editions;
import dev.hindsight.metadata.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The calculations of all nodes, in the metadata database. Every change is one statement that says whom it expects. */
final class RunStore {
    /** How long the end of a calculation is remembered. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    private static final String SELECT = "select project_id, cache_key, state, background, asked_by, attempts, token,"
            + " node, beat, stop_wanted, requested_at, started_at, ended_at, expires_at, failure, error_code, error_detail,"
            + " error_attr, rows_read, rows_total from hindsight.query_run";
    private static final String OF_KEY = " where project_id = :projectId and cache_key = :cacheKey";

    private static final String UNLESS_THERE = " where not exists (select 1 from hindsight.query_run" + OF_KEY + ")";

    /** Later than its begin also where the clock of whoever began it is ahead of ours. */
    private static final String LATER = "case when started_at >= :now then started_at + interval '1' second"
            + " else cast(:now as timestamp with time zone) end";

    private static final String AGAIN = ", requested_at = " + LATER;

    /** What is being stopped for others is not what is asked for now. */
    private static final String UNLESS_STOPPED =
            ", requested_at = case when stop_wanted then " + LATER + " else requested_at end";

    private static final int MAX_CODE = 100;
    private static final int MAX_ATTR = 400;

    private final Jdbi jdbi;

    RunStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<RunRow> find(RunKey key) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + OF_KEY)
                .bindMethods(key)
                .map(RunRow::read)
                .findOne());
    }

    /** The calculations of these questions. */
    List<RunRow> find(Collection<RunKey> keys) {
        return keys.isEmpty()
                ? List.of()
                : jdbi.withHandle(handle -> handle.createQuery(SELECT + " where cache_key in (<keys>)")
                        .bindList("keys", keys.stream().map(RunKey::cacheKey).toList())
                        .map(RunRow::read)
                        .list());
    }

    /** The unfinished calculation of a question that somebody left to the background, and that nobody stopped. */
    Optional<RunRow> background(RunKey key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + OF_KEY + " and background and not stop_wanted and state in ('QUEUED', 'RUNNING')")
                .bind("projectId", key.projectId())
                .bind("cacheKey", key.cacheKey())
                .map(RunRow::read)
                .findOne());
    }

    /** What is to be calculated in the background, the query as JSON. */
    Optional<String> question(RunKey key) {
        return jdbi.withHandle(handle -> handle.createQuery("select question from hindsight.query_run" + OF_KEY)
                .bindMethods(key)
                .mapTo(String.class)
                .findOne());
    }

    /** Everything that some node says it calculates. */
    List<RunRow> running() {
        return ofState(RunState.RUNNING);
    }

    List<RunRow> queued() {
        return ofState(RunState.QUEUED);
    }

    private List<RunRow> ofState(RunState state) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " where state = :state")
                .bind("state", state.name())
                .map(RunRow::read)
                .list());
    }

    /**
     * Takes a question that nobody calculates.
     *
     * @return whether it is ours now
     */
    boolean claim(RunKey key, String token, String node, Instant now) {
        return Transactions.run(
                jdbi, handle -> takesOver(handle, key, token, node, now) || adds(handle, key, token, node, now));
    }

    private static boolean takesOver(Handle handle, RunKey key, String token, String node, Instant now) {
        return handle.createUpdate("update hindsight.query_run set background = (background and state = 'QUEUED'),"
                                + " question = case when state = 'QUEUED' then question end,"
                                + " asked_by = case when state = 'QUEUED' then asked_by end,"
                                + " requested_at = case when state = 'QUEUED' and requested_at < :now then requested_at"
                                + " else :now end,"
                                + " attempts = case when state = 'QUEUED' then attempts + 1 else 0 end, state = 'RUNNING',"
                                + " token = :token, node = :node, beat = 0, stop_wanted = false, started_at = :now,"
                                + " rows_read = null, rows_total = null,"
                                + " ended_at = null, expires_at = :expires, failure = null, error_code = null,"
                                + " error_detail = null, error_attr = null" + OF_KEY + " and state <> 'RUNNING'")
                        .bindMethods(key)
                        .bind("token", token)
                        .bind("node", node)
                        .bind("now", now)
                        .bind("expires", now.plus(REMEMBERED))
                        .execute()
                == 1;
    }

    private static boolean adds(Handle handle, RunKey key, String token, String node, Instant now) {
        return handle.createUpdate(
                                "insert into hindsight.query_run (project_id, cache_key, state, background, attempts,"
                                        + " token, node, beat, stop_wanted, requested_at, started_at, expires_at) select"
                                        + " :projectId, :cacheKey, 'RUNNING', false, 0, :token, :node, 0, false, :now, :now,"
                                        + " :expires" + UNLESS_THERE)
                        .bindMethods(key)
                        .bind("token", token)
                        .bind("node", node)
                        .bind("now", now)
                        .bind("expires", now.plus(REMEMBERED))
                        .execute()
                == 1;
    }

    /**
     * Leaves a question to the background. One that is calculated already is left to whoever does so, unless they are to stop:
     * then it is calculated afterwards.
     *
     * @param askedBy null: a visitor without an account
     * @param again whether a calculation that has begun is not enough
     */
    void enqueue(RunKey key, String question, @Nullable Long askedBy, boolean again, String node, Instant now) {
        Transactions.run(jdbi, handle -> {
            Editions.grows(handle, key.projectId()); // those who are shown what is cached are told of it
            boolean known = update(
                            handle,
                            key,
                            question,
                            askedBy,
                            now,
                            "state = 'QUEUED', asked_by = :askedBy, attempts = 0, stop_wanted = false, requested_at = :now,"
                                    + " started_at = null, ended_at = null, expires_at = :expires, failure = null,"
                                    + " error_code = null, error_detail = null, error_attr = null",
                            "not in")
                    || update(
                            handle,
                            key,
                            question,
                            askedBy,
                            now,
                            "asked_by = coalesce(asked_by, :askedBy), stop_wanted = false, expires_at = :expires"
                                    + (again ? AGAIN : UNLESS_STOPPED),
                            "in");
            if (!known) {
                handle.createUpdate(
                                "insert into hindsight.query_run (project_id, cache_key, state, background, question,"
                                        + " asked_by, attempts, token, node, beat, stop_wanted, requested_at, expires_at) values"
                                        + " (:projectId, :cacheKey, 'QUEUED', true, :question, :askedBy, 0, '', :node, 0, false,"
                                        + " :now, :expires)")
                        .bindMethods(key)
                        .bind("question", question)
                        .bind("askedBy", askedBy)
                        .bind("node", node)
                        .bind("now", now)
                        .bind("expires", now.plus(REMEMBERED))
                        .execute();
            }
            return known;
        });
    }

    private static boolean update(
            Handle handle,
            RunKey key,
            String question,
            @Nullable Long askedBy,
            Instant now,
            String changes,
            String in) {
        return handle.createUpdate("update hindsight.query_run set background = true, question = :question, " + changes
                                + OF_KEY + " and state " + in + " ('QUEUED', 'RUNNING')")
                        .bindMethods(key)
                        .bind("question", question)
                        .bind("askedBy", askedBy)
                        .bind("now", now)
                        .bind("expires", now.plus(REMEMBERED))
                        .execute()
                == 1;
    }

    /** How a calculation of ours came to its end; its token says which it was. */
    record Ending(
            RunKey key,
            String token,
            RunState state,
            @Nullable HindsightException error,
            Instant at) {}

    /**
     * Says that a calculation of ours has come to its end; nothing when it is not ours any more. One that was asked for again
     * after it had begun goes back to the queue.
     */
    void end(Ending ending) {
        jdbi.useHandle(handle -> end(handle, ending));
    }

    /** As above, as a part of what else is written. */
    void end(Handle handle, Ending ending) {
        HindsightException error = ending.error();
        handle.createUpdate("update hindsight.query_run set state = case when background and requested_at > started_at"
                        + " and not stop_wanted then 'QUEUED' else :state end, ended_at = :now, expires_at = :expires,"
                        + " failure = :failure, error_code = :code, error_detail = :detail, error_attr = :attr"
                        + OF_KEY
                        + " and token = :token and state = 'RUNNING'")
                .bindMethods(ending.key())
                .bind("token", ending.token())
                .bind("state", ending.state().name())
                .bind("now", ending.at())
                .bind("expires", ending.at().plus(REMEMBERED))
                .bind("failure", error == null ? null : error.failure().name())
                .bind("code", error == null ? null : shortened(error.code(), MAX_CODE))
                .bind("detail", error == null ? null : error.detail())
                .bind("attr", error == null ? null : shortened(error.attr().orElse(null), MAX_ATTR))
                .execute();
    }

    private static @Nullable String shortened(@Nullable String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }

    /**
     * Says of a question in the queue that it cannot be calculated.
     *
     * @param requestedAt when it was asked; nothing is said of one that was asked again since
     */
    void abandon(RunKey key, Instant requestedAt, HindsightException error, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update hindsight.query_run set state = 'FAILED', started_at = :now, ended_at = :now,"
                                + " failure = :failure, error_code = :code, error_detail = :detail, error_attr = :attr"
                                + OF_KEY
                                + " and state = 'QUEUED' and requested_at = :requestedAt")
                .bindMethods(key)
                .bind("requestedAt", requestedAt)
                .bind("now", now)
                .bind("failure", error.failure().name())
                .bind("code", shortened(error.code(), MAX_CODE))
                .bind("detail", error.detail())
                .bind("attr", shortened(error.attr().orElse(null), MAX_ATTR))
                .execute());
    }

    /**
     * Gives a calculation that was left to the background back, to be begun anew by whoever can.
     *
     * @return false, with nothing changed, for others, for one that is to be stopped, and for one that was begun so many times
     */
    boolean requeue(RunKey key, String token, int attempts) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update hindsight.query_run set state = 'QUEUED', started_at = null" + OF_KEY
                                        + " and token = :token and state = 'RUNNING' and background and not stop_wanted"
                                        + " and attempts < :attempts")
                        .bindMethods(key)
                        .bind("token", token)
                        .bind("attempts", attempts)
                        .execute())
                == 1;
    }

    /** Says that calculations go on, and how far they have come, by token. */
    void beat(Map<String, Progress> progress) {
        if (progress.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            PreparedBatch beats =
                    handle.prepareBatch("update hindsight.query_run set beat = beat + 1, rows_read = :rows,"
                            + " rows_total = :total where token = :token and state = 'RUNNING'");
            progress.forEach((token, come) ->
                    beats.bind("token", token).bindMethods(come).add());
            beats.execute();
        });
    }

    /**
     * Gives up a calculation whose owner is gone: one that was left to the background waits for another node, unless it has
     * taken down too many, or is to be stopped anyway.
     *
     * @param row as it was when it was seen last, its beat included
     */
    void giveUp(RunRow row, int attempts, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update hindsight.query_run set state = case when stop_wanted then 'CANCELLED'"
                                + " when background and attempts < :attempts then 'QUEUED' else 'LOST' end, ended_at = :now, error_detail = 'The node that calculated it is gone.'"
                                + OF_KEY + " and token = :token and beat = :beat and state = 'RUNNING'")
                .bindMethods(row.key())
                .bind("token", row.token())
                .bind("beat", row.beat())
                .bind("attempts", attempts)
                .bind("now", now)
                .execute());
    }

    /** Takes a question from whatever node has picked it up, so that the scheduler can be told of it anew. */
    void unpick(RunKey key) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "delete from hindsight.scheduled_task where task_name = :task and task_instance = :instance and picked")
                .bind("task", Background.TASK)
                .bind("instance", Background.instance(key))
                .execute());
    }

    /**
     * Asks for a calculation to be stopped, and takes it out of the queue.
     *
     * @return whether there was one to stop
     */
    boolean stop(RunKey key, Instant now) {
        return jdbi.withHandle(handle -> {
            int waiting = handle.createUpdate("update hindsight.query_run set state = 'CANCELLED', stop_wanted = true,"
                            + " ended_at = :now" + OF_KEY + " and state = 'QUEUED'")
                    .bindMethods(key)
                    .bind("now", now)
                    .execute();
            int running = handle.createUpdate(
                            "update hindsight.query_run set stop_wanted = true" + OF_KEY + " and state = 'RUNNING'")
                    .bindMethods(key)
                    .execute();
            return waiting + running > 0;
        });
    }

    /** Forgets a calculation that has come to its end. */
    void forget(RunKey key) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "delete from hindsight.query_run" + OF_KEY + " and state not in ('QUEUED', 'RUNNING')")
                .bindMethods(key)
                .execute());
    }

    void removeExpired(Instant now) {
        jdbi.useHandle(handle -> {
            handle.createUpdate(
                            "delete from hindsight.query_run where expires_at <= :now and state not in ('QUEUED', 'RUNNING')")
                    .bind("now", now)
                    .execute();
            handle.createUpdate("delete from hindsight.query_ticket where expires_at <= :now")
                    .bind("now", now)
                    .execute();
        });
    }
}
