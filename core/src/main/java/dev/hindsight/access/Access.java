package dev.hindsight.access;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.ApiKey;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Membership;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Organization;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.ProjectVisit;
import dev.hindsight.project.Tokens;
import dev.hindsight.project.User;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The one place that decides who may do what: every use case asks it first (contract insights-api 1.2 to 1.4, 3.14). */
public final class Access {
    private final ProjectStore projects;
    private final MemberStore members;
    private final KeyStore keys;
    private final RuleStore rules;
    private final List<Authenticator> authenticators;
    private final Clock clock;

    public Access(Jdbi jdbi, ProjectStore projects, MemberStore members, KeyStore keys, Clock clock) {
        this(jdbi, projects, members, keys, List.of(), clock);
    }

    /** @param authenticators asked in this order who sends a request that the host application should know */
    public Access(
            Jdbi jdbi,
            ProjectStore projects,
            MemberStore members,
            KeyStore keys,
            List<Authenticator> authenticators,
            Clock clock) {
        this.authenticators = List.copyOf(authenticators);
        this.projects = projects;
        this.members = members;
        this.keys = keys;
        this.rules = new RuleStore(jdbi, projects);
        this.clock = clock;
    }

    /**
     * Who comes with a personal API key.
     *
     * @param foundIn where the key was found, as the error says it, such as {@code Authorization header}
     * @throws HindsightException {@code UNAUTHENTICATED} when the key is unknown or its user is not active
     */
    public Caller authenticate(String key, String foundIn) {
        KeyStore.Owned found = keys.findByValue(key)
                .filter(known -> known.owner().active())
                .orElseThrow(() -> new HindsightException(
                        Failure.UNAUTHENTICATED,
                        "authentication_failed",
                        "Personal API key found in request " + foundIn + " is invalid.",
                        null));
        keys.noteUse(found.key(), clock.instant());
        return new Caller(found.owner(), found.key());
    }

    /**
     * Whether a text is meant as one of our keys, and nothing of a host application's: it looks like one, also when it does not
     * work any more, or is one.
     */
    public boolean isKey(String text) {
        return authenticators.isEmpty()
                || text.startsWith(Tokens.KEY_PREFIX)
                || keys.findByValue(text).isPresent();
    }

    /**
     * Who the host application says sends a request.
     *
     * @return empty when no host knows them
     * @throws HindsightException {@code UNAUTHENTICATED} for bad credentials, and for a user who is not active
     */
    public Optional<Caller> authenticate(Credentials credentials) {
        for (Authenticator authenticator : authenticators) {
            Optional<User> found = authenticator.user(credentials, members);
            if (found.isPresent()) {
                // What the host holds may be old.
                return Optional.of(Caller.of(members.findUser(found.get().id())
                        .filter(User::active)
                        .orElseThrow(() -> new HindsightException(
                                Failure.UNAUTHENTICATED, "authentication_failed", "This user is not active.", null))));
            }
        }
        return Optional.empty();
    }

    /** The project that a capture token belongs to: whoever has the token may send it events, and nothing else. */
    public Optional<Project> projectOfToken(String token) {
        return projects.findByToken(token);
    }

    /**
     * The project, if the caller may use it for this.
     *
     * @throws HindsightException {@code FORBIDDEN} when the caller's key lacks the scope or is limited to other projects, or
     *     the caller is no member, or kept out by a rule; {@code NOT_FOUND} when there is no such project
     */
    public Project requireProject(Caller caller, long projectId, Scope scope) {
        return admit(caller, projectId, scope).project();
    }

    /**
     * As {@link #requireProject}, for all calls of one request: with the caller that it returns they need not look at the
     * database again to know that they may use this project. To be thrown away with the request, since what is known grows old.
     */
    public Caller admitted(Caller caller, long projectId, Scope scope) {
        return caller.with(admit(caller, projectId, scope));
    }

    /** The project that a caller was admitted to. */
    public Project projectOf(Caller admitted) {
        return Objects.requireNonNull(admitted.admission(), "not admitted").project();
    }

    private Admission admit(Caller caller, long projectId, Scope scope) {
        requireScope(caller, scope);
        Admission known = caller.admission();
        if (known != null && known.isFor(caller.user().id(), projectId)) {
            return known;
        }
        ProjectVisit visit = projects.visit(projectId, caller.user().id())
                .orElseThrow(() -> HindsightException.notFound("Project not found."));
        requireReach(caller, visit);
        return new Admission(rules.place(visit).filter(Place::enters).orElseThrow(Access::noProject));
    }

    /** @throws HindsightException {@code FORBIDDEN} to who is not an administrator of the project, which members usually are */
    public void requireProjectAdmin(Caller caller, Project project) {
        Place place = place(caller, project);
        String level = place.explicit(Resource.PROJECT).orElse(Resource.PROJECT.defaultLevel());
        if (!place.administers() && !level.equals("admin")) {
            throw HindsightException.forbidden("You do not have admin access to this resource.");
        }
    }

    private static HindsightException noProject() {
        return HindsightException.forbidden("You don't have access to the project.");
    }

    /** @throws HindsightException {@code FORBIDDEN} for one who is no member, or kept out by a rule */
    private Place place(Caller caller, Project project) {
        Admission known = caller.admission();
        if (known != null && known.isFor(caller.user().id(), project.id())) {
            return known.place();
        }
        return rules.place(project, caller.user().id()).filter(Place::enters).orElseThrow(Access::noProject);
    }

    /** As {@link #requireProject}, for the caller's current project. */
    public Project requireCurrentProject(Caller caller, Scope scope) {
        return current(caller, scope).project();
    }

    /** As {@link #admitted}, to the caller's current project. */
    public Caller admittedToCurrent(Caller caller, Scope scope) {
        return caller.with(new Admission(current(caller, scope)));
    }

    private Place current(Caller caller, Scope scope) {
        requireScope(caller, scope);
        return visible(caller).findFirst().orElseThrow(() -> HindsightException.notFound("Project not found."));
    }

    /** The projects that the caller can reach, by id. */
    public List<Project> visibleProjects(Caller caller) {
        return visible(caller).map(Place::project).toList();
    }

    private Stream<Place> visible(Caller caller) {
        return rules.places(caller.user().id()).stream()
                .filter(place -> inReach(caller.key(), place.project()))
                .filter(Place::enters);
    }

    /**
     * The organization, if the caller may use it for this.
     *
     * @throws HindsightException {@code FORBIDDEN}, or {@code NOT_FOUND} when the caller is no member of such an organization
     */
    public Organization requireOrganization(Caller caller, UUID organizationId, Scope scope) {
        requireScope(caller, scope);
        requireUnlimitedProjects(caller);
        ApiKey key = caller.key();
        if (key != null
                && !key.scopedOrganizations().isEmpty()
                && !key.scopedOrganizations().contains(organizationId)) {
            throw HindsightException.forbidden(
                    "API key does not have access to the requested organization: ID " + organizationId + ".");
        }
        return membership(caller, organizationId)
                .flatMap(member -> projects.findOrganization(organizationId))
                .orElseThrow(() -> HindsightException.notFound("Organization not found."));
    }

    /** As {@link #requireOrganization}, for the caller's first organization in reach. */
    public Organization requireCurrentOrganization(Caller caller, Scope scope) {
        requireScope(caller, scope);
        Organization current = visibleOrganizations(caller).stream()
                .findFirst()
                .orElseThrow(() -> HindsightException.notFound("Organization not found."));
        return requireOrganization(caller, current.id(), scope);
    }

    /** The organizations that the caller can reach, oldest first. */
    public List<Organization> visibleOrganizations(Caller caller) {
        ApiKey key = caller.key();
        return projects.organizationsOf(caller.user().id()).stream()
                .filter(organization -> key == null
                        || key.scopedOrganizations().isEmpty()
                        || key.scopedOrganizations().contains(organization.id()))
                .toList();
    }

    /**
     * The caller's place in the organization, if it is administrator or owner.
     *
     * @throws HindsightException {@code FORBIDDEN} otherwise
     */
    public Membership requireAdmin(Caller caller, Organization organization) {
        return membership(caller, organization.id())
                .filter(member -> member.level() != MembershipLevel.MEMBER)
                .orElseThrow(() -> HindsightException.forbidden("Your organization access level is insufficient."));
    }

    /** @throws HindsightException {@code FORBIDDEN} when the caller came with a key that lacks the scope */
    public void requireScope(Caller caller, Scope scope) {
        if (caller.key() != null && !scope.isIn(caller.key().scopes())) {
            throw HindsightException.forbidden("API key missing required scope '" + scope.wire() + "'");
        }
    }

    /** @throws HindsightException {@code FORBIDDEN} when the caller's key is limited to projects: only their routes are open */
    public void requireUnlimitedProjects(Caller caller) {
        if (caller.key() != null && !caller.key().scopedTeams().isEmpty()) {
            throw HindsightException.forbidden(
                    "API keys with scoped projects are only supported on project-based endpoints.");
        }
    }

    /**
     * The caller's levels on the objects of a kind in a project.
     *
     * @throws HindsightException {@code FORBIDDEN} for one who may not use the project at all
     */
    public Levels levels(Caller caller, Project project, Resource resource) {
        return new Levels(rules, place(caller, project), resource);
    }

    /** Whether the caller manages every object of the project, being an administrator of its organization. */
    public boolean managesAll(Caller caller, Project project) {
        Admission known = caller.admission();
        if (known != null && known.isFor(caller.user().id(), project.id())) {
            return known.place().administers();
        }
        return membership(caller, project.organizationId())
                .map(Membership::level)
                .filter(level -> level != MembershipLevel.MEMBER)
                .isPresent();
    }

    private Optional<Membership> membership(Caller caller, UUID organizationId) {
        return members.findMembership(organizationId, caller.user().id());
    }

    private static void requireReach(Caller caller, ProjectVisit visit) {
        ApiKey key = caller.key();
        if (key == null) {
            return;
        }
        Project project = visit.project();
        if (!key.scopedTeams().isEmpty() && !key.scopedTeams().contains(project.id())) {
            throw HindsightException.forbidden(
                    "API key does not have access to the requested project: ID " + project.id() + ".");
        }
        if (!key.scopedOrganizations().isEmpty() && !key.scopedOrganizations().contains(project.organizationId())) {
            // Whose project it is, is nothing for strangers.
            throw visit.membership() == null
                    ? noProject()
                    : HindsightException.forbidden("API key does not have access to the requested organization: ID "
                            + project.organizationId() + ".");
        }
    }

    private static boolean inReach(@Nullable ApiKey key, Project project) {
        return key == null
                || ((key.scopedTeams().isEmpty() || key.scopedTeams().contains(project.id()))
                        && (key.scopedOrganizations().isEmpty()
                                || key.scopedOrganizations().contains(project.organizationId())));
    }
}
