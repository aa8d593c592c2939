package dev.hindsight.servlet.api;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.Project;
import dev.hindsight.servlet.http.HttpRefusal;
import dev.hindsight.servlet.http.Request;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The start of every route below a project: who is asking, and may they use this project for that. Asked before the body is
 * read, so that a stranger learns nothing from complaints about it (contract insights-api 1.4).
 */
final class ProjectGate {
    private static final String CURRENT = "@current";

    private final Authentication authentication;
    private final Access access;
    private final Throttle throttle;

    ProjectGate(Authentication authentication, Access access, Throttle throttle) {
        this.authentication = authentication;
        this.access = access;
        this.throttle = throttle;
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
     * @throws HttpRefusal 429 when requests of this caller come too often; only those that are let in count
     */
    Visit enter(Request request, Scope scope) throws IOException {
        ShareToken.refuse(request);
        Caller caller = authentication
                .identified(request)
                .through(request.header("x-posthog-client").orElse(null));
        String named = request.path("project");
        Caller admitted = named.equals(CURRENT)
                ? access.admittedToCurrent(caller, scope)
                : access.admitted(
                        caller,
                        number(named).orElseThrow(() -> HindsightException.notFound("Project not found.")),
                        scope);
        Project project = access.projectOf(admitted);
        request.concerns(project.id());
        throttle.admit(admitted, request, OptionalLong.of(project.id()));
        return new Visit(admitted, project);
    }

    /** The number of a project as a path names it; empty for what is none, such as the current one. */
    static OptionalLong number(String text) {
        boolean number = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
