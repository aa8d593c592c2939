package dev.hindsight.sharing;

import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.activity.Subject;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.sharing.ShareStore.Row;
import dev.hindsight.sharing.Unlocking.TooOften;
import dev.hindsight.sharing.Unlocking.Unlocked;
import dev.hindsight.sharing.Unlocking.Wrong;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Shares, for those who come with a token (contract insights-api 3.13). They get no further than to the one thing that the token
 * is for. Tokens that are unknown, were replaced a while ago, or belong to what is no longer shared cannot be told from each
 * other. Thread-safe.
 */
public final class ShareDoor {
    /** How long nobody has to give the password again. */
    public static final Duration SESSION = Duration.ofHours(24);

    /** How often old visits are looked for. */
    private static final Duration FORGETTING = Duration.ofHours(1);

    private final Jdbi jdbi;
    private final ProjectStore projects;
    private final ActivityLog log;
    private final Clock clock;
    private final PasswordTries tries = new PasswordTries();
    private final AtomicLong forgottenAt = new AtomicLong();

    public ShareDoor(Jdbi jdbi, ProjectStore projects, ActivityLog log, Clock clock) {
        this.jdbi = jdbi;
        this.projects = projects;
        this.log = log;
        this.clock = clock;
    }

    /**
     * What a token leads to; empty for one that is not valid.
     *
     * @param session what {@link #unlock} gave; null: nothing
     */
    public Optional<Share> find(String token, @Nullable String session) {
        return jdbi.withHandle(handle -> find(handle, token, session));
    }

    /** What a session opens by itself, while it is valid. */
    public Optional<OpenShare> ofSession(String session) {
        return jdbi.withHandle(handle -> PasswordStore.tokenOf(handle, ShareSecrets.secureValue(session))
                .flatMap(token -> find(handle, token, session))
                .flatMap(share -> share instanceof OpenShare open ? Optional.of(open) : Optional.empty()));
    }

    /** Whether a text looks like the session of a share, and not like a key. */
    public static boolean couldBeSession(String text) {
        return text.startsWith(ShareSecrets.SESSION_PREFIX);
    }

    private Optional<Share> find(Handle handle, String token, @Nullable String session) {
        return locked(handle, token).flatMap(share -> {
            if (!share.needsPassword()) {
                return Optional.of(new OpenShare(share, null));
            }
            Optional<Long> password = session == null
                    ? Optional.empty()
                    : PasswordStore.passwordOf(handle, ShareSecrets.secureValue(session), share, now());
            return Optional.of(
                    password.<Share>map(id -> new OpenShare(share, id)).orElse(share));
        });
    }

    private Optional<LockedShare> locked(Handle handle, String token) {
        Instant now = now();
        Optional<Row> row = ShareSecrets.couldBeToken(token)
                ? ShareStore.ofToken(handle, token, now).filter(Row::enabled)
                : Optional.empty();
        return row.flatMap(found -> ShareStore.active(handle, found.target())
                .filter(active -> active.isOpen(now))
                .filter(active -> ShareStore.isAllowed(handle, active.target().projectId()))
                .flatMap(active -> projects.find(active.target().projectId())
                        .map(project -> new LockedShare(project, found, active))));
    }

    /**
     * Tries a password. Wrong ones may not be tried for long, and the log of the project tells of every one that was looked at.
     *
     * @param subject what the log calls the thing
     * @param address where the visitor comes from
     */
    public Unlocking unlock(LockedShare share, Subject subject, String password, @Nullable String address) {
        String from = Objects.requireNonNullElse(address, "unknown");
        Duration wait = tries.begin(share.target(), from, now());
        if (!wait.isZero()) {
            return new TooOften(wait);
        }
        List<PasswordStore.Hashed> hashes = jdbi.withHandle(handle -> PasswordStore.hashes(handle, share.activeId()));
        // Outside of any transaction, because it takes long on purpose.
        Optional<PasswordStore.Hashed> right = hashes.stream()
                .filter(hashed -> ShareSecrets.matches(password, hashed.hash()))
                .findFirst();
        Optional<Unlocked> unlocked = Transactions.run(jdbi, handle -> {
            Optional<Unlocked> opened = right.flatMap(hashed -> enter(handle, share, hashed.id()));
            logTry(handle, share, subject, address, opened.isPresent() ? right.orElse(null) : null);
            return opened;
        });
        if (unlocked.isPresent()) {
            tries.forgive(share.target(), from, now());
            return unlocked.get();
        }
        return new Wrong();
    }

    /** Looks again, because the share may have been switched off, or the password ended, while it was compared. */
    private Optional<Unlocked> enter(Handle handle, LockedShare share, long passwordId) {
        ShareStore.lock(handle, share.activeId());
        Optional<LockedShare> still = locked(handle, share.token())
                .filter(now -> PasswordStore.hashes(handle, now.activeId()).stream()
                        .anyMatch(hashed -> hashed.id() == passwordId));
        return still.map(now -> {
            String session = ShareSecrets.session();
            Instant at = now();
            Instant until = at.plus(SESSION);
            PasswordStore.addSession(
                    handle, ShareSecrets.secureValue(session), now.configurationId(), passwordId, at, until);
            return new Unlocked(session, until);
        });
    }

    /** @param right the password that it was; null: it was wrong */
    private void logTry(
            Handle handle,
            LockedShare share,
            Subject subject,
            @Nullable String address,
            PasswordStore.@Nullable Hashed right) {
        Project project = share.project();
        Changes changes = new Changes(subject.scope());
        changes.made("authentication_attempt", attempt -> {
            attempt.put("access_token_suffix", share.tokenSuffix());
            attempt.put("client_ip", address);
            attempt.put("success", right != null);
            attempt.put("resource_type", subject.scope().toLowerCase(Locale.ROOT));
            if (right != null) {
                attempt.put("password_id", right.id());
                attempt.put("password_note", right.note());
            }
        });
        String activity = right == null ? "share_login_failed" : "share_login_success";
        log.addOfSystem(handle, project, subject, activity, changes, now());
    }

    /**
     * Notes that a visitor looks at the thing, once a minute for each address; the thing's own look counter is another matter.
     */
    public void noteVisit(OpenShare share, @Nullable String address) {
        Instant at = now();
        boolean noted = Transactions.run(jdbi, handle -> VisitStore.note(handle, share, address, at));
        if (noted && isTimeToForget(at)) {
            jdbi.useHandle(handle -> VisitStore.forget(handle, at));
        }
    }

    /** For one caller an hour. */
    private boolean isTimeToForget(Instant at) {
        long last = forgottenAt.get();
        return at.toEpochMilli() - last >= FORGETTING.toMillis() && forgottenAt.compareAndSet(last, at.toEpochMilli());
    }

    /** In microseconds, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
