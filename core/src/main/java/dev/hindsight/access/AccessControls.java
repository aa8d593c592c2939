package dev.hindsight.access;

import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Member;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.Role;
import dev.hindsight.project.RoleStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a project: about the project itself, about all objects of a kind, and about single objects (contract
 * insights-api 3.14). Reading them takes the scope {@code access_control:read}, changing them {@code access_control:write}.
 * Thread-safe.
 */
public final class AccessControls {
    private final Access access;
    private final RuleStore rules;
    private final MemberStore members;
    private final RoleStore roles;
    private final Clock clock;

    public AccessControls(Jdbi jdbi, Access access, MemberStore members, RoleStore roles, Clock clock) {
        this.access = access;
        this.rules = new RuleStore(jdbi, new ProjectStore(jdbi));
        this.members = members;
        this.roles = roles;
        this.clock = clock;
    }

    /**
     * What rules there are, and what the caller may do about them.
     *
     * @param rules the oldest first
     * @param userAccessLevel the caller's own level
     * @param editable whether the caller may change them
     */
    public record Overview(Resource resource, List<AccessRule> rules, String userAccessLevel, boolean editable) {
        public Overview {
            rules = List.copyOf(rules);
        }
    }

    /**
     * A rule that was made, changed or removed.
     *
     * @param before null: there was none
     * @param after null: there is none now
     */
    public record Change(
            @Nullable AccessRule before, @Nullable AccessRule after) {}

    /**
     * The rules about one object; whoever asks has seen to it that there is such an object.
     *
     * @throws HindsightException {@code FORBIDDEN} below the level of a viewer
     */
    public Overview of(Caller caller, Project project, Guarded object) {
        Levels levels = access.levels(caller, project, object.resource());
        levels.require(object.id(), object.createdBy(), AccessLevel.VIEWER);
        return new Overview(
                object.resource(),
                rules.of(project.id(), object.resource(), object.id()),
                levels.of(object.id(), object.createdBy()).wire(),
                levels.governs(object.id(), object.createdBy()));
    }

    /**
     * Makes, changes or removes a rule about one object; whoever asks has seen to it that there is such an object.
     *
     * @throws HindsightException {@code FORBIDDEN} to who may not; {@code validation_error} for a member or a role that the
     *     organization has not
     */
    public Change change(Caller caller, Project project, Guarded object, RuleDraft draft) {
        Levels levels = access.levels(caller, project, object.resource());
        if (!levels.governs(object.id(), object.createdBy())) {
            throw HindsightException.forbidden(
                    "Must be manager to modify " + object.resource().wire() + " permissions.");
        }
        return change(caller, project, object.resource(), object.id(), draft);
    }

    /** The rules about a project itself: who may use it. */
    public Overview ofProject(Caller caller, long projectId) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_READ);
        Place place = rules.place(project, caller.user().id()).orElseThrow(HindsightException::notFound);
        return new Overview(
                Resource.PROJECT, rules.of(project.id(), Resource.PROJECT, project.id()), level(place), governs(place));
    }

    private static String level(Place place) {
        return place.administers() ? "admin" : place.explicit(Resource.PROJECT).orElse(Resource.PROJECT.defaultLevel());
    }

    private static boolean governs(Place place) {
        return place.administers() || place.isMadeAdmin();
    }

    /**
     * Makes, changes or removes a rule about a project itself.
     *
     * @throws HindsightException {@code FORBIDDEN} to all but administrators of the organization and whom a rule makes one of
     *     the project
     */
    public Change changeProject(Caller caller, long projectId, RuleDraft draft) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_WRITE);
        Place place = rules.place(project, caller.user().id()).orElseThrow(HindsightException::notFound);
        if (!governs(place)) {
            throw HindsightException.forbidden("Must be admin to modify project permissions.");
        }
        return change(caller, project, Resource.PROJECT, project.id(), draft);
    }

    /** The rules about all objects of each kind. */
    public List<AccessRule> ofKinds(Caller caller, long projectId) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_READ);
        return List.of(Resource.INSIGHT, Resource.DASHBOARD).stream()
                .flatMap(kind -> rules.of(project.id(), kind, 0).stream())
                .toList();
    }

    /** Whether the caller may change rules about all objects of a kind. */
    public boolean governsKinds(Caller caller, long projectId) {
        return access.managesAll(caller, access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_READ));
    }

    /**
     * Makes, changes or removes a rule about all objects of a kind.
     *
     * @throws HindsightException {@code FORBIDDEN} to all but administrators of the organization
     */
    public Change changeKind(Caller caller, long projectId, Resource kind, RuleDraft draft) {
        Project project = access.requireProject(caller, projectId, Scope.ACCESS_CONTROL_WRITE);
        if (!access.managesAll(caller, project)) {
            throw HindsightException.forbidden("Must be an Organization admin to modify project-wide permissions.");
        }
        return change(caller, project, kind, 0, draft);
    }

    private Change change(Caller caller, Project project, Resource resource, long objectId, RuleDraft draft) {
        requireKnown(project, draft);
        Grantee grantee = draft.grantee();
        Optional<AccessRule> before = rules.find(project.id(), resource, objectId, grantee);
        String level = draft.level();
        if (level == null) {
            rules.remove(project.id(), resource, objectId, grantee);
            return new Change(before.orElse(null), null);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Change(
                before.orElse(null),
                rules.put(
                        project.id(),
                        resource,
                        objectId,
                        grantee,
                        level,
                        caller.user().id(),
                        now));
    }

    /** Rules name people and roles of the project's own organization. */
    private void requireKnown(Project project, RuleDraft draft) {
        if (draft.membership() != null
                && members.findMember(project.organizationId(), draft.membership())
                        .isEmpty()) {
            throw unknown("organization_member", draft.membership().toString());
        }
        if (draft.role() != null
                && roles.roles(project.organizationId()).stream().map(Role::id).noneMatch(draft.role()::equals)) {
            throw unknown("role", draft.role().toString());
        }
    }

    private static HindsightException unknown(String attr, String id) {
        return HindsightException.invalid(attr, "does_not_exist", "Invalid pk \"" + id + "\" - object does not exist.");
    }

    /**
     * Somebody who can at least view an object.
     *
     * @param source why: {@code creator}, {@code organization_admin}, {@code explicit_member}, {@code explicit_role}, {@code
     *     project_admin} or {@code default}
     */
    public record Person(Member member, AccessLevel level, String source) {}

    /** Who can at least view an object, in the order they joined; whoever asks has seen to it that there is such an object. */
    public List<Person> people(Caller caller, Project project, Guarded object) {
        access.levels(caller, project, object.resource()).require(object.id(), object.createdBy(), AccessLevel.VIEWER);
        return new People(rules, members, roles).of(project, object);
    }
}
