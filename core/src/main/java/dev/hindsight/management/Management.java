package dev.hindsight.management;

import dev.hindsight.access.Access;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.RoleStore;
import java.time.Clock;

/** What callers can do with organizations, projects, people and keys. */
public record Management(
        Organizations organizations, Projects projects, Members members, Roles roles, ApiKeys apiKeys) {
    /** Use cases over stores. */
    public static Management over(
            Access access, ProjectStore projects, MemberStore members, RoleStore roles, KeyStore keys, Clock clock) {
        return new Management(
                new Organizations(access, projects, members, clock),
                new Projects(access, projects, clock),
                new Members(access, members, clock),
                new Roles(access, roles, members, clock),
                new ApiKeys(access, keys, members, projects, clock));
    }
}
