package dev.hindsight.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.Project;
import dev.hindsight.sharing.Shareables.Shareable;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Who may look at things of one kind without an account (contract insights-api 3.13), for those who decide it.
 *
 * <p>Every method first asks whether the caller may: {@code FORBIDDEN} without the scope ({@code sharing_configuration:read}, for
 * changes {@code sharing_configuration:write}), for another organization's project, or below the level that is needed: viewer
 * to read how a thing is shared, editor for all else. {@code NOT_FOUND} when there is no such live thing. Thread-safe.
 */
public final class Sharing {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Jdbi jdbi;
    private final Access access;
    private final Shares shares;
    private final ActivityLog log;
    private final Clock clock;
    private final Shareables things;

    /** @param things those that it is about */
    public Sharing(Jdbi jdbi, Access access, Shares shares, ActivityLog log, Clock clock, Shareables things) {
        this.jdbi = jdbi;
        this.access = access;
        this.shares = shares;
        this.log = log;
        this.clock = clock;
        this.things = things;
    }

    /** How a thing is shared; with neither token nor time when nobody ever said. */
    public ShareConfiguration get(Caller caller, long projectId, String key) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_READ);
        Levels levels = access.levels(caller, project, things.resource());
        return jdbi.withHandle(handle -> {
            Shareable thing = things.find(handle, projectId, key).orElseThrow(this::unknown);
            levels.require(thing.guarded().id(), thing.guarded().createdBy(), AccessLevel.VIEWER);
            return shares.configuration(thing.target());
        });
    }

    /**
     * Changes how a thing is shared.
     *
     * @throws HindsightException {@code FORBIDDEN} when the organization lets nothing be shared; {@code validation_error}, attr
     *     {@code valid_until}, for an end in the past
     */
    public ShareConfiguration change(Caller caller, long projectId, String key, SharePatch patch) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        return Transactions.run(jdbi, handle -> {
            boolean publishes = Boolean.TRUE.equals(patch.enabled());
            Shareable thing = editable(handle, caller, project, key, publishes);
            Shares.Change change = shares.change(caller, thing.target(), patch);
            Changes changes = changes(thing, change);
            if (!changes.isEmpty()) {
                log.add(handle, project, caller, thing.subject(), activity(change), changes, now());
            }
            return change.after();
        });
    }

    private static String activity(Shares.Change change) {
        boolean is = change.after().enabled();
        return change.before().enabled() == is ? "updated" : is ? "sharing enabled" : "sharing disabled";
    }

    private static Changes changes(Shareable thing, Shares.Change change) {
        ShareConfiguration was = change.before();
        ShareConfiguration is = change.after();
        return new Changes(thing.subject().scope())
                .compare("sharing", was.enabled(), is.enabled())
                .compare("sharing_settings", settings(was), settings(is))
                .compare("sharing_password_required", was.passwordRequired(), is.passwordRequired())
                .compare("sharing_valid_until", time(was.validUntil()), time(is.validUntil()));
    }

    private static @Nullable JsonNode settings(ShareConfiguration configuration) {
        return configuration.settings() == null
                ? null
                : configuration.settings().json();
    }

    private static @Nullable JsonNode time(@Nullable Instant time) {
        return time == null ? null : TextNode.valueOf(time.toString());
    }

    /** Gives a share another token; the old one works for five more minutes. */
    public ShareConfiguration refresh(Caller caller, long projectId, String key) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        return Transactions.run(jdbi, handle -> {
            Shareable thing = editable(handle, caller, project, key, false);
            ShareConfiguration rotated = shares.rotate(caller, thing.target());
            log.add(handle, project, caller, thing.subject(), "access token refreshed", null, now());
            return rotated;
        });
    }

    /**
     * Adds a password to a share.
     *
     * @param clear null to have one made up
     * @param note for whom it is; null: nobody says
     * @throws HindsightException {@code validation_error} for a password that cannot be, or when the share asks for none
     */
    public SharePassword.Made addPassword(
            Caller caller, long projectId, String key, @Nullable String clear, @Nullable String note) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        return Transactions.run(jdbi, handle -> {
            Shareable thing = editable(handle, caller, project, key, false);
            JsonNode before = passwords(thing.target());
            SharePassword.Made made = shares.addPassword(caller, thing.target(), clear, note);
            notePasswords(handle, project, caller, thing, before);
            return made;
        });
    }

    /**
     * Ends a password of a share, and lets nobody in any longer who came with it.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is no such active password
     */
    public void removePassword(Caller caller, long projectId, String key, long passwordId) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        Transactions.run(jdbi, handle -> {
            Shareable thing = editable(handle, caller, project, key, false);
            JsonNode before = passwords(thing.target());
            shares.removePassword(thing.target(), passwordId);
            notePasswords(handle, project, caller, thing, before);
            return thing;
        });
    }

    private void notePasswords(Handle handle, Project project, Caller caller, Shareable thing, JsonNode before) {
        Changes changes =
                new Changes(thing.subject().scope()).compare("sharing_passwords", before, passwords(thing.target()));
        log.add(handle, project, caller, thing.subject(), "updated", changes, now());
    }

    /** What the log tells of passwords: which there are, and for whom. */
    private JsonNode passwords(ShareTarget target) {
        ArrayNode list = JSON.arrayNode();
        List<SharePassword> passwords = shares.configuration(target).passwords();
        passwords.forEach(password -> list.addObject().put("id", password.id()).put("note", password.note()));
        return list;
    }

    /**
     * Who opened a share, the newest first. Takes an editor, because it holds addresses of people.
     *
     * @param offset from 0; beyond the end the page is empty
     */
    public ShareVisit.Page visits(Caller caller, long projectId, String key, int limit, long offset) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_READ);
        return jdbi.withHandle(handle -> {
            Shareable thing = things.find(handle, projectId, key).orElseThrow(this::unknown);
            requireEditor(caller, project, thing);
            return shares.visits(thing.target(), limit, offset);
        });
    }

    private Shareable editable(Handle handle, Caller caller, Project project, String key, boolean publishes) {
        Shareable thing = things.lock(handle, project.id(), key).orElseThrow(this::unknown);
        requireEditor(caller, project, thing);
        if (!things.leavesTo(handle, thing, access.levels(caller, project, things.others()), publishes)) {
            throw refusal();
        }
        return thing;
    }

    private void requireEditor(Caller caller, Project project, Shareable thing) {
        Levels levels = access.levels(caller, project, things.resource());
        Guarded guarded = thing.guarded();
        if (!levels.of(guarded.id(), guarded.createdBy()).includes(AccessLevel.EDITOR)
                || (thing.restricted() && levels.collaborates(List.of(guarded)).isEmpty())) {
            throw refusal();
        }
    }

    private HindsightException refusal() {
        return HindsightException.forbidden(
                "You don't have edit permissions for this " + things.resource().wire() + ".");
    }

    private HindsightException unknown() {
        return HindsightException.notFound(things.name() + " not found.");
    }

    /** In microseconds, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
