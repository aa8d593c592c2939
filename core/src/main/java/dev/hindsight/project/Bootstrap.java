package dev.hindsight.project;

import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.KeyStore.Issued;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the first start sets up, so that there is somebody who can do anything at all: there is no sign-up and no password. */
public final class Bootstrap {
    private final ProjectStore projects;
    private final MemberStore members;
    private final KeyStore keys;

    public Bootstrap(ProjectStore projects, MemberStore members, KeyStore keys) {
        this.projects = projects;
        this.members = members;
        this.keys = keys;
    }

    /**
     * What was set up.
     *
     * @param key a key of the owner that may do everything, with its secret
     */
    public record FirstStart(Organization organization, Project project, User owner, Issued key) {}

    /**
     * Creates an organization, its first project, an owner and a key, if nothing exists yet: all of it or
     * nothing, and once, however many nodes start at the same time.
     *
     * @param key the secret that the key is to have; null to make one up
     * @return empty when something exists already
     */
    public Optional<FirstStart> run(@Nullable String key, Instant at) {
        return projects.together(() -> projects.isEmpty() ? Optional.of(setUp(key, at)) : Optional.empty());
    }

    private FirstStart setUp(@Nullable String key, Instant at) {
        // The owner comes first: when several nodes start at once, the email's uniqueness lets one of them through, and
        // the
        // others begin again and find everything there.
        User owner = members.addUser("owner@localhost", "Owner", "", at);
        Organization organization = projects.addOrganization("My organization", at);
        Project project = projects.add(organization.id(), "Default project", ZoneId.of("UTC"), DayOfWeek.SUNDAY, at);
        members.addMembership(organization.id(), owner.id(), MembershipLevel.OWNER, at);
        Grant everything = new Grant("First start", List.of("*"), List.of(), List.of());
        Issued issued =
                key == null ? keys.issue(owner.id(), everything, at) : keys.add(owner.id(), everything, key, at);
        return new FirstStart(organization, project, owner, issued);
    }
}
