package dev.hindsight.servlet.api;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Project;
import dev.hindsight.servlet.http.Request;
import java.io.IOException;

/**
 * The start of every route below a project: who is asking, and may they use this project for that. Asked before the body is
 * read, so that a stranger learns nothing from complaints about it (contract insights-api 1.4).
 */
final class ProjectGate {
    private static final String CURRENT = "@current";

    private final Authentication authentication;
    private final Access access;

    ProjectGate(Authentication authentication, Access access) {
        this.authentication = authentication;
        this.access = access;
    }

    /** Somebody at a project that they may use. */
    record Visit(Caller caller, Project project) {
        long projectId() {
            return project.id();
        }
    }

    /**
     * Lets a request in.
     *
     * @throws HindsightException {@code UNAUTHENTICATED}, {@code FORBIDDEN} or {@code NOT_FOUND}, in this order
     */
    Visit enter(Request request, Scope scope) throws IOException {
        Caller caller = authentication.caller(request);
        String project = request.path("project");
        return new Visit(
                caller,
                project.equals(CURRENT)
                        ? access.requireCurrentProject(caller, scope)
                        : access.requireProject(caller, id(project), scope));
    }

    private static long id(String text) {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw HindsightException.notFound("Project not found.");
        }
        return Long.parseLong(text);
    }
}
