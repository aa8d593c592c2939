package dev.hindsight.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.RoleStore;
import dev.hindsight.project.User;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may do what, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class AccessContract {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

    private MetadataDatabase database;
    private ProjectStore projects;
    private MemberStore members;
    private KeyStore keys;
    private Access access;
    private Bootstrap.FirstStart first;

    void start(MetadataDatabase opened) {
        database = opened;
        projects = new ProjectStore(database.jdbi());
        members = new MemberStore(database.jdbi());
        keys = new KeyStore(database.jdbi());
        access = new Access(database.jdbi(), projects, members, keys, Clock.fixed(NOW, ZoneOffset.UTC));
        first = new Bootstrap(projects, members, keys).run(null, NOW).orElseThrow();
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void run_setsUpOnce_andKeepsTimesToTheMicrosecond() {
        assertThat(new Bootstrap(projects, members, keys).run(null, NOW)).isEmpty();
        assertThat(projects.find(first.project().id()).orElseThrow().createdAt())
                .isEqualTo(NOW);
        assertThat(first.key().value()).startsWith("phx_").hasSizeBetween(50, 53);
        assertThat(first.key().key().maskValue()).hasSize(11);
    }

    @Test
    void authenticate_knowsAKeyByItsSecretOnly_andNotesItsUse() {
        Caller caller = access.authenticate(first.key().value(), "Authorization header");

        assertThat(caller.user()).isEqualTo(first.owner());
        assertThat(keys.keysOf(first.owner().id()).get(0).lastUsedAt()).isEqualTo(NOW);
        assertThatThrownBy(() -> access.authenticate(first.key().key().maskValue(), "body"))
                .isInstanceOfSatisfying(HindsightException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.UNAUTHENTICATED);
                    assertThat(e.code()).isEqualTo("authentication_failed");
                    assertThat(e.detail()).isEqualTo("Personal API key found in request body is invalid.");
                });
    }

    @Test
    void authenticate_forgetsRolledAndRevokedKeysAtOnce() {
        KeyStore.Issued issued = key(first.owner(), List.of("*"), List.of());
        KeyStore.Issued rolled =
                keys.roll(first.owner().id(), issued.key().id(), NOW).orElseThrow();

        assertThatThrownBy(() -> access.authenticate(issued.value(), "body")).isInstanceOf(HindsightException.class);
        assertThat(access.authenticate(rolled.value(), "body").user()).isEqualTo(first.owner());
        assertThat(keys.revoke(first.owner().id(), issued.key().id())).isTrue();
        assertThatThrownBy(() -> access.authenticate(rolled.value(), "body")).isInstanceOf(HindsightException.class);
    }

    @Test
    void noteUse_writesAtMostOnceAnHour() {
        KeyStore.Issued issued = key(first.owner(), List.of("*"), List.of());
        keys.noteUse(issued.key(), NOW);
        keys.noteUse(keys.find(first.owner().id(), issued.key().id()).orElseThrow(), NOW.plus(Duration.ofMinutes(59)));
        assertThat(keys.find(first.owner().id(), issued.key().id())
                        .orElseThrow()
                        .lastUsedAt())
                .isEqualTo(NOW);
        keys.noteUse(keys.find(first.owner().id(), issued.key().id()).orElseThrow(), NOW.plus(Duration.ofMinutes(61)));
        assertThat(keys.find(first.owner().id(), issued.key().id())
                        .orElseThrow()
                        .lastUsedAt())
                .isEqualTo(NOW.plus(Duration.ofMinutes(61)));
    }

    @Test
    void requireProject_wantsTheScope_writeIncludingRead() {
        Caller reader = caller(first.owner(), List.of("insight:read"), List.of());
        Caller writer = caller(first.owner(), List.of("insight:write"), List.of());
        long id = first.project().id();

        assertThat(access.requireProject(writer, id, Scope.INSIGHT_READ)).isEqualTo(first.project());
        assertForbidden(
                () -> access.requireProject(reader, id, Scope.INSIGHT_WRITE),
                "API key missing required scope 'insight:write'");
        assertForbidden(
                () -> access.requireProject(writer, id, Scope.ACTIVITY_READ),
                "API key missing required scope 'activity_log:read'");
    }

    @Test
    void requireProject_keepsAKeyInsideItsProjects() {
        Project other =
                projects.add(first.organization().id(), "Other", ZoneId.of("Asia/Tokyo"), DayOfWeek.MONDAY, NOW);
        Caller limited = caller(first.owner(), List.of("*"), List.of(other.id()));

        assertThat(access.requireProject(limited, other.id(), Scope.INSIGHT_READ))
                .isEqualTo(other);
        assertThat(access.requireCurrentProject(limited, Scope.INSIGHT_READ)).isEqualTo(other);
        assertForbidden(
                () -> access.requireProject(limited, first.project().id(), Scope.INSIGHT_READ),
                "API key does not have access to the requested project: ID "
                        + first.project().id() + ".");
    }

    @Test
    void requireProject_isForMembersOnly() {
        User stranger = members.addUser("Stranger@Example.org", "S", "", NOW);
        Caller caller = caller(stranger, List.of("*"), List.of());

        assertThat(stranger.email()).isEqualTo("stranger@example.org");
        assertForbidden(
                () -> access.requireProject(caller, first.project().id(), Scope.INSIGHT_READ),
                "You don't have access to the project.");
        assertThatThrownBy(() -> access.requireProject(caller, 999, Scope.INSIGHT_READ))
                .hasMessage("Project not found.");
        assertThat(access.visibleProjects(caller)).isEmpty();
    }

    @Test
    void visibleProjects_areThoseOfAllOrganizations_butWhereARuleKeepsOneOut() {
        User member = members.addUser("m@example.org", "M", "", NOW);
        Caller caller = Caller.of(member);
        UUID here = first.organization().id();
        UUID there = projects.addOrganization("There", NOW).id();
        UUID membership = members.addMembership(here, member.id(), MembershipLevel.MEMBER, NOW)
                .id();
        members.addMembership(there, member.id(), MembershipLevel.ADMIN, NOW);
        RoleStore roles = new RoleStore(database.jdbi());
        UUID in = roles.add(here, "In", first.owner().id(), NOW).orElseThrow().id();
        roles.addMember(in, membership, NOW);
        UUID out = roles.add(here, "Out", first.owner().id(), NOW).orElseThrow().id();
        UUID also =
                roles.add(here, "Also", first.owner().id(), NOW).orElseThrow().id();
        roles.addMember(also, membership, NOW);
        Project closed = project(here, "Closed", Grantee.EVERYBODY, "none");
        Project forRole = project(here, "For a role", Grantee.EVERYBODY, "none");
        rule(forRole, Grantee.role(in), "member");
        Project forOthers = project(here, "For another role", Grantee.EVERYBODY, "none");
        rule(forOthers, Grantee.role(out), "member");
        Project notForOne = project(here, "Not for one", Grantee.member(membership), "none");
        Project administered = project(there, "Administered", Grantee.EVERYBODY, "none");
        projects.add(projects.addOrganization("Elsewhere", NOW).id(), "x", ZoneId.of("UTC"), DayOfWeek.MONDAY, NOW);

        assertThat(access.visibleProjects(caller)).containsExactly(first.project(), forRole, administered);
        for (Project each : List.of(closed, forOthers, notForOne)) {
            assertForbidden(
                    () -> access.requireProject(caller, each.id(), Scope.INSIGHT_READ),
                    "You don't have access to the project.");
        }
        assertThat(access.visibleProjects(Caller.of(first.owner())))
                .containsExactly(first.project(), closed, forRole, forOthers, notForOne);
    }

    private Project project(UUID organization, String name, Grantee grantee, String level) {
        Project project = projects.add(organization, name, ZoneId.of("UTC"), DayOfWeek.MONDAY, NOW);
        rule(project, grantee, level);
        return project;
    }

    private void rule(Project project, Grantee grantee, String level) {
        new RuleStore(database.jdbi(), projects)
                .put(
                        project.id(),
                        Resource.PROJECT,
                        project.id(),
                        grantee,
                        level,
                        first.owner().id(),
                        NOW);
    }

    @Test
    void level_isManagerForCreatorsAndAdministrators_editorForOthers() {
        User member = members.addUser("m@example.org", "M", "", NOW);
        members.addMembership(first.organization().id(), member.id(), MembershipLevel.MEMBER, NOW);
        Caller caller = Caller.of(member);

        assertThat(level(caller, member.id())).isEqualTo(AccessLevel.MANAGER);
        assertThat(level(caller, first.owner().id())).isEqualTo(AccessLevel.EDITOR);
        assertThat(level(Caller.of(first.owner()), member.id())).isEqualTo(AccessLevel.MANAGER);
    }

    private AccessLevel level(Caller caller, long createdBy) {
        return access.levels(caller, first.project(), Resource.INSIGHT).of(1, createdBy);
    }

    private Caller caller(User user, List<String> scopes, List<Long> teams) {
        return access.authenticate(key(user, scopes, teams).value(), "body");
    }

    private KeyStore.Issued key(User user, List<String> scopes, List<Long> teams) {
        return keys.issue(user.id(), new Grant("test", scopes, teams, List.of()), NOW);
    }

    private static void assertForbidden(Runnable call, String detail) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.FORBIDDEN);
            assertThat(e.detail()).isEqualTo(detail);
        });
    }
}
