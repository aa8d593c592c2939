package dev.hindsight.management;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Organization;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/** The projects of a caller and their settings. */
public final class Projects {
    private final Access access;
    private final ProjectStore projects;
    private final Clock clock;

    public Projects(Access access, ProjectStore projects, Clock clock) {
        this.access = access;
        this.projects = projects;
        this.clock = clock;
    }

    /** The projects that the caller can reach, by id; scope {@code project:read}. */
    public List<Project> list(Caller caller) {
        access.requireScope(caller, Scope.PROJECT_READ);
        return access.visibleProjects(caller);
    }

    /**
     * One project; scope {@code project:read}.
     *
     * @throws HindsightException as {@link Access#requireProject}
     */
    public Project get(Caller caller, long projectId) {
        return access.requireProject(caller, projectId, Scope.PROJECT_READ);
    }

    /** The caller's current project; scope {@code project:read}. */
    public Project current(Caller caller) {
        return access.requireCurrentProject(caller, Scope.PROJECT_READ);
    }

    /**
     * Adds a project to the caller's current organization, whose administrators may do so; scope {@code project:write}. A time
     * zone that is not given is UTC, a week begins on Sunday.
     *
     * @throws HindsightException {@code validation_error}, attr {@code name}, when it has no name; {@code FORBIDDEN}
     */
    public Project create(Caller caller, ProjectSettings settings) {
        Organization organization = access.requireCurrentOrganization(caller, Scope.PROJECT_WRITE);
        access.requireAdmin(caller, organization);
        String name = settings.name();
        if (name == null) {
            throw Body.required("name");
        }
        return projects.add(
                organization.id(),
                name,
                Objects.requireNonNullElse(settings.timezone(), ZoneId.of("UTC")),
                Objects.requireNonNullElse(settings.weekStart(), DayOfWeek.SUNDAY),
                settings::appliedTo,
                clock.instant());
    }

    /**
     * Changes the settings of a project that any member may change; scope {@code project:write}.
     *
     * @return the project afterwards
     * @throws HindsightException as {@link Access#requireProject}
     */
    public Project update(Caller caller, long projectId, ProjectSettings settings) {
        Project project = access.requireProject(caller, projectId, Scope.PROJECT_WRITE);
        access.requireProjectAdmin(caller, project);
        return projects.update(project.id(), settings::appliedTo)
                .orElseThrow(() -> HindsightException.notFound("Project not found."));
    }
}
