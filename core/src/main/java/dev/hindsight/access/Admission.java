package dev.hindsight.access;

import dev.hindsight.project.Project;

/** That somebody may use a project, found out a moment ago: for the calls that make up one request, which need not ask again. */
public final class Admission {
    private final Place place;

    Admission(Place place) {
        this.place = place;
    }

    Project project() {
        return place.project();
    }

    Place place() {
        return place;
    }

    /** Whether it is about somebody and a project. */
    boolean isFor(long userId, long projectId) {
        return place.membership().userId() == userId && place.project().id() == projectId;
    }
}
