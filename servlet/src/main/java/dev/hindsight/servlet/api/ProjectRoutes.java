package dev.hindsight.servlet.api;

import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.management.ProjectSettings;
import dev.hindsight.management.Projects;
import dev.hindsight.project.Project;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.List;

/** Projects, under both of their names. */
final class ProjectRoutes {
    private static final String PATH = "/api/{scope:projects|environments}";

    private final Authentication authentication;
    private final ProjectGate gate;
    private final Projects projects;

    ProjectRoutes(Authentication authentication, ProjectGate gate, Projects projects) {
        this.authentication = authentication;
        this.gate = gate;
        this.projects = projects;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PATH, this::list);
        routes.add("POST", PATH, this::create);
        routes.add("GET", PATH + "/{project}", this::retrieve);
        routes.add("PATCH", PATH + "/{project}", this::update);
    }

    private Reply list(Request request) throws IOException {
        Caller caller = authentication.caller(request);
        List<Project> all = projects.list(caller);
        Page page = Page.of(request);
        return Reply.json(
                200,
                page.envelope(
                        request,
                        all.size(),
                        page.of(all).stream().map(ManagementJson::project).toList()));
    }

    private Reply create(Request request) throws IOException {
        Caller caller = authentication.caller(request, Scope.PROJECT_WRITE);
        Project project = projects.create(caller, ProjectSettings.read(request.json()));
        return Reply.json(201, ManagementJson.project(project));
    }

    private Reply retrieve(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.PROJECT_READ);
        return Reply.json(200, ManagementJson.project(visit.project()));
    }

    private Reply update(Request request) throws IOException {
        Visit visit = gate.enter(request, Scope.PROJECT_WRITE);
        ProjectSettings settings = ProjectSettings.read(request.json());
        return Reply.json(200, ManagementJson.project(projects.update(visit.caller(), visit.projectId(), settings)));
    }
}
