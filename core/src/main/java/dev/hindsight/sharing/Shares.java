package dev.hindsight.sharing;

import dev.hindsight.access.Caller;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.sharing.ShareStore.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Shares, for those who share: who may do so, and what the log says, is the affair of those who know the thing. Changes take
 * part in the caller's transaction, which has locked the thing before, so that two of them never make two tokens. Thread-safe.
 */
public final class Shares {
    /** So long a replaced token works on, for pages that somebody looks at just now. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 200;

    /** Each try is compared with every password, slowly. */
    private static final int MOST_PASSWORDS = 20;

    private final Jdbi jdbi;
    private final Clock clock;

    public Shares(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * What a change did.
     *
     * @param before as it was, perhaps not stored
     */
    public record Change(ShareConfiguration before, ShareConfiguration after) {}

    /** How something is shared; with neither token nor time when that was never said. */
    public ShareConfiguration configuration(ShareTarget target) {
        return jdbi.withHandle(handle -> configuration(handle, ShareStore.active(handle, target)));
    }

    /**
     * Changes how something is shared, for replaced tokens too.
     *
     * @throws HindsightException {@code FORBIDDEN} when the organization lets nothing be shared; {@code validation_error}, attr
     *     {@code valid_until}, for an end in the past
     */
    public Change change(Caller caller, ShareTarget target, SharePatch patch) {
        Instant now = now();
        patch.requireEndAfter(now);
        return Transactions.run(jdbi, handle -> {
            if (Boolean.TRUE.equals(patch.enabled()) && !ShareStore.isAllowed(handle, target.projectId())) {
                throw HindsightException.forbidden("Public sharing is disabled for this organization.");
            }
            Optional<Row> stored = ShareStore.active(handle, target);
            ShareConfiguration before = configuration(handle, stored);
            Row row = stored.orElseGet(() -> ShareStore.insert(
                            handle, Row.of(target, now), caller.user().id()))
                    .with(patch);
            ShareStore.update(handle, row);
            if (before.enabled() && !row.enabled()) {
                switchOff(handle, target);
            }
            return new Change(before, configuration(handle, Optional.of(row)));
        });
    }

    /** Replaces the token; the old one works a little longer. Everything else stays. */
    public ShareConfiguration rotate(Caller caller, ShareTarget target) {
        Instant now = now();
        return Transactions.run(jdbi, handle -> {
            Optional<Row> old = ShareStore.active(handle, target);
            Row row = ShareStore.insert(
                    handle,
                    old.map(stored -> stored.rotated(now)).orElseGet(() -> Row.of(target, now)),
                    caller.user().id());
            old.ifPresent(stored -> {
                ShareStore.expire(handle, stored, now.plus(GRACE));
                PasswordStore.move(handle, stored.id(), row.id());
            });
            return configuration(handle, Optional.of(row));
        });
    }

    /**
     * Adds a password.
     *
     * @param clear null to have one made up
     * @param note for whom it is; null: nobody says
     * @throws HindsightException {@code validation_error} for a password that is too short or too long, when the share asks for
     *     none, or has very many
     */
    public SharePassword.Made addPassword(
            Caller caller, ShareTarget target, @Nullable String clear, @Nullable String note) {
        String password = clear == null ? ShareSecrets.password() : clear;
        requireGood(password);
        Instant now = now();
        return Transactions.run(jdbi, handle -> {
            Row row = ShareStore.active(handle, target)
                    .filter(Row::passwordRequired)
                    .orElseThrow(() -> HindsightException.invalid(
                            null, "Password protection must be enabled before creating passwords"));
            if (PasswordStore.list(handle, row.id()).size() >= MOST_PASSWORDS) {
                throw HindsightException.invalid(null, "A share has at most " + MOST_PASSWORDS + " passwords.");
            }
            long id = PasswordStore.insert(
                    handle,
                    row.id(),
                    ShareSecrets.hash(password),
                    note,
                    caller.user().id(),
                    now);
            return new SharePassword.Made(
                    new SharePassword(id, note, now, caller.user().email()), password);
        });
    }

    private static void requireGood(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST_PASSWORD) {
            throw HindsightException.invalid(
                    "raw_password", "Password must be at least " + SHORTEST_PASSWORD + " characters long.");
        }
        if (length > LONGEST_PASSWORD) {
            throw HindsightException.invalid(
                    "raw_password", "Password must be at most " + LONGEST_PASSWORD + " characters long.");
        }
    }

    /**
     * Ends a password, and lets nobody in any longer who came with it.
     *
     * @throws HindsightException {@code NOT_FOUND} when the share has no such active password
     */
    public void removePassword(ShareTarget target, long passwordId) {
        boolean found = Transactions.run(
                jdbi,
                handle -> ShareStore.active(handle, target)
                        .filter(row -> PasswordStore.deactivate(handle, row.id(), passwordId))
                        .isPresent());
        if (!found) {
            throw HindsightException.notFound("Password not found");
        }
    }

    /**
     * Shares something no longer, because it is deleted. Its restoration does not bring the share back.
     *
     * @return whether it was shared
     */
    public boolean switchOff(ShareTarget target) {
        return Transactions.run(jdbi, handle -> {
            boolean was = ShareStore.active(handle, target).filter(Row::enabled).isPresent();
            switchOff(handle, target);
            return was;
        });
    }

    private static void switchOff(Handle handle, ShareTarget target) {
        ShareStore.disableAll(handle, target);
        PasswordStore.endSessions(handle, target);
    }

    /**
     * Who opened it, the newest first.
     *
     * @param offset from 0; beyond the end the page is empty
     */
    public ShareVisit.Page visits(ShareTarget target, int limit, long offset) {
        return jdbi.withHandle(handle -> VisitStore.page(handle, target, limit, offset));
    }

    private static ShareConfiguration configuration(Handle handle, Optional<Row> stored) {
        if (stored.isEmpty()) {
            return ShareConfiguration.NONE;
        }
        Row row = stored.get();
        List<SharePassword> passwords = PasswordStore.list(handle, row.id());
        return new ShareConfiguration(
                row.createdAt(),
                row.enabled(),
                row.accessToken(),
                row.settings(),
                row.passwordRequired(),
                row.validUntil(),
                passwords);
    }

    /** In microseconds, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
