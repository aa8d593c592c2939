package dev.hindsight.insight;

import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Levels;
import dev.hindsight.access.Resource;
import dev.hindsight.project.Project;

/** What one caller may do with the insights of a project, and with the dashboards that show them. */
record Viewpoint(Levels insights, Levels dashboards) {
    static Viewpoint of(Access access, Caller caller, Project project) {
        return new Viewpoint(
                access.levels(caller, project, Resource.INSIGHT), access.levels(caller, project, Resource.DASHBOARD));
    }
}
