package dev.hindsight.metadata;

import java.sql.SQLException;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Runs what belongs together as one transaction, again when another one got in between. */
public final class Transactions {
    private static final int ATTEMPTS = 10;

    /**
     * SQLSTATEs after which a second try may well succeed: unique and foreign key violations by rows that another transaction
     * made or removed meanwhile, serialization failures, deadlocks, and H2's two ways of giving up on a locked row.
     */
    private static final Set<String> PASSING = Set.of("23505", "23503", "23506", "40001", "40P01", "HYT00", "90131");

    private Transactions() {}

    /**
     * Runs the work in one transaction. Stores that are called by it take part. It may run several times, so it must not do
     * anything that a rollback does not undo; a conflict that stays is thrown.
     *
     * <p>Within a transaction of the same thread the work takes part in that one, once: after a conflict a database may take no
     * further statement of it, so only the outermost call can try again.
     */
    public static <T, X extends Exception> T run(Jdbi jdbi, HandleCallback<T, X> work) throws X {
        return jdbi.withHandle(handle -> {
            if (!handle.isInTransaction()) {
                return repeated(handle, work);
            }
            // One that is not counted yet is a host's, whose connections belong to its transactions.
            return ChangeNotice.of(handle).isCounting() ? work.withHandle(handle) : counted(handle, work);
        });
    }

    /** As {@link #run}, for work that brings nothing. */
    public static <X extends Exception> void use(Jdbi jdbi, HandleConsumer<X> work) throws X {
        run(jdbi, work.asCallback());
    }

    private static <T, X extends Exception> T repeated(Handle handle, HandleCallback<T, X> work) throws X {
        for (int attempt = 1; ; attempt++) {
            try {
                // At other levels, whoever changes something else at the same time would be a conflict.
                return ChangeNotice.of(handle).hasOtherIsolation()
                        ? handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, inner -> counted(inner, work))
                        : handle.inTransaction(inner -> counted(inner, work));
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !mayPass(e)) {
                    throw e;
                }
            }
        }
    }

    /** With the numbers of the {@link Editions} growing by what it changes. */
    private static <T, X extends Exception> T counted(Handle handle, HandleCallback<T, X> work) throws X {
        ChangeNotice notice = ChangeNotice.of(handle);
        notice.begin();
        try {
            T result = work.withHandle(handle);
            notice.count(handle);
            return result;
        } finally {
            notice.end();
        }
    }

    private static boolean mayPass(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return PASSING.contains(sql.getSQLState());
            }
        }
        return false;
    }
}
