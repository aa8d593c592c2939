package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hindsight.access.Access;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.access.Scope;
import dev.hindsight.activity.ActivityLog;
import dev.hindsight.activity.Changes;
import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.InsightStore.Which;
import dev.hindsight.project.Project;
import dev.hindsight.sharing.ShareConfiguration;
import dev.hindsight.sharing.SharePassword;
import dev.hindsight.sharing.SharePatch;
import dev.hindsight.sharing.ShareTarget;
import dev.hindsight.sharing.ShareVisit;
import dev.hindsight.sharing.Shares;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Who may look at insights without an account (contract insights-api 3.13), for those who decide it.
 *
 * <p>Every method first asks whether the caller may: {@code FORBIDDEN} without the scope ({@code sharing_configuration:read}, for
 * changes {@code sharing_configuration:write}), for another organization's project, or below the level that is needed: viewer
 * to read how an insight is shared, editor for all else. {@code NOT_FOUND} when there is no such live insight. Thread-safe.
 */
public final class InsightSharing {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Jdbi jdbi;
    private final Access access;
    private final Shares shares;
    private final InsightHistory history;
    private final Clock clock;

    public InsightSharing(Jdbi jdbi, Access access, Shares shares, ActivityLog log, Clock clock) {
        this.jdbi = jdbi;
        this.access = access;
        this.shares = shares;
        this.history = new InsightHistory(log);
        this.clock = clock;
    }

    /** How an insight is shared; with neither token nor time when nobody ever said. */
    public ShareConfiguration get(Caller caller, long projectId, String idOrShortId) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_READ);
        Levels levels = access.levels(caller, project, Resource.INSIGHT);
        return jdbi.withHandle(handle -> {
            InsightRow row = InsightStore.find(handle, projectId, idOrShortId, Which.LIVE)
                    .orElseThrow(InsightSharing::unknown);
            levels.require(row.id(), row.createdBy(), AccessLevel.VIEWER);
            return shares.configuration(row.shareTarget());
        });
    }

    /**
     * Changes how an insight is shared.
     *
     * @throws HindsightException {@code FORBIDDEN} when the organization lets nothing be shared; {@code validation_error}, attr
     *     {@code valid_until}, for an end in the past
     */
    public ShareConfiguration change(Caller caller, long projectId, String idOrShortId, SharePatch patch) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        return jdbi.inTransaction(handle -> {
            InsightRow row = editable(handle, caller, project, idOrShortId);
            Shares.Change change = shares.change(caller, row.shareTarget(), patch);
            Changes changes = changes(change);
            if (!changes.isEmpty()) {
                history.sharing(handle, project, caller, row, activity(change), changes, now());
            }
            return change.after();
        });
    }

    private static String activity(Shares.Change change) {
        boolean is = change.after().enabled();
        return change.before().enabled() == is ? "updated" : is ? "sharing enabled" : "sharing disabled";
    }

    private static Changes changes(Shares.Change change) {
        ShareConfiguration was = change.before();
        ShareConfiguration is = change.after();
        return new Changes(InsightHistory.SCOPE)
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

    /** Gives an insight's share another token; the old one works for five more minutes. */
    public ShareConfiguration refresh(Caller caller, long projectId, String idOrShortId) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        return jdbi.inTransaction(handle -> {
            InsightRow row = editable(handle, caller, project, idOrShortId);
            ShareConfiguration rotated = shares.rotate(caller, row.shareTarget());
            history.sharing(handle, project, caller, row, "access token refreshed", null, now());
            return rotated;
        });
    }

    /**
     * Adds a password to an insight's share.
     *
     * @param clear null to have one made up
     * @param note for whom it is; null: nobody says
     * @throws HindsightException {@code validation_error} for a password that cannot be, or when the share asks for none
     */
    public SharePassword.Made addPassword(
            Caller caller, long projectId, String idOrShortId, @Nullable String clear, @Nullable String note) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        return jdbi.inTransaction(handle -> {
            InsightRow row = editable(handle, caller, project, idOrShortId);
            JsonNode before = passwords(row.shareTarget());
            SharePassword.Made made = shares.addPassword(caller, row.shareTarget(), clear, note);
            notePasswords(handle, project, caller, row, before);
            return made;
        });
    }

    /**
     * Ends a password of an insight's share, and lets nobody in any longer who came with it.
     *
     * @throws HindsightException {@code NOT_FOUND} when there is no such active password
     */
    public void removePassword(Caller caller, long projectId, String idOrShortId, long passwordId) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_WRITE);
        jdbi.useTransaction(handle -> {
            InsightRow row = editable(handle, caller, project, idOrShortId);
            JsonNode before = passwords(row.shareTarget());
            shares.removePassword(row.shareTarget(), passwordId);
            notePasswords(handle, project, caller, row, before);
        });
    }

    private void notePasswords(Handle handle, Project project, Caller caller, InsightRow row, JsonNode before) {
        Changes changes =
                new Changes(InsightHistory.SCOPE).compare("sharing_passwords", before, passwords(row.shareTarget()));
        history.sharing(handle, project, caller, row, "updated", changes, now());
    }

    /** What the log tells of passwords: which there are, and for whom. */
    private JsonNode passwords(ShareTarget target) {
        ArrayNode list = JSON.arrayNode();
        List<SharePassword> passwords = shares.configuration(target).passwords();
        passwords.forEach(password -> list.addObject().put("id", password.id()).put("note", password.note()));
        return list;
    }

    /**
     * Who opened an insight's share, the newest first. Takes an editor, because it holds addresses of people.
     *
     * @param offset from 0; beyond the end the page is empty
     */
    public ShareVisit.Page visits(Caller caller, long projectId, String idOrShortId, int limit, long offset) {
        Project project = access.requireProject(caller, projectId, Scope.SHARING_READ);
        return jdbi.withHandle(handle -> {
            InsightRow row = InsightStore.find(handle, projectId, idOrShortId, Which.LIVE)
                    .orElseThrow(InsightSharing::unknown);
            requireEditor(caller, project, row);
            return shares.visits(row.shareTarget(), limit, offset);
        });
    }

    private InsightRow editable(Handle handle, Caller caller, Project project, String idOrShortId) {
        InsightRow row =
                InsightStore.lock(handle, project.id(), idOrShortId, Which.LIVE).orElseThrow(InsightSharing::unknown);
        requireEditor(caller, project, row);
        return row;
    }

    private void requireEditor(Caller caller, Project project, InsightRow row) {
        AccessLevel level = access.levels(caller, project, Resource.INSIGHT).of(row.id(), row.createdBy());
        if (!level.includes(AccessLevel.EDITOR)) {
            throw HindsightException.forbidden("You don't have edit permissions for this insight.");
        }
    }

    private static HindsightException unknown() {
        return HindsightException.notFound("Insight not found.");
    }

    /** In microseconds, as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
