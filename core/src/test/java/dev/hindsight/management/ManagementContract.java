package dev.hindsight.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Scope;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.ApiKey;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.KeyStore.Issued;
import dev.hindsight.project.Member;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Organization;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.Role;
import dev.hindsight.project.RoleMember;
import dev.hindsight.project.RoleStore;
import dev.hindsight.project.User;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers may do with projects, members, roles and keys, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class ManagementContract {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
    private static final OrganizationRef CURRENT = OrganizationRef.CURRENT;

    private MetadataDatabase database;
    private ProjectStore projectStore;
    private MemberStore memberStore;
    private KeyStore keyStore;
    private Access access;
    private Projects projects;
    private Members members;
    private Roles roles;
    private ApiKeys keys;
    private Bootstrap.FirstStart first;
    private Caller owner;

    void start(MetadataDatabase opened) {
        database = opened;
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        projectStore = new ProjectStore(database.jdbi());
        memberStore = new MemberStore(database.jdbi());
        keyStore = new KeyStore(database.jdbi());
        RoleStore roleStore = new RoleStore(database.jdbi());
        access = new Access(database.jdbi(), projectStore, memberStore, keyStore, clock);
        projects = new Projects(access, projectStore, clock);
        members = new Members(access, memberStore, clock);
        roles = new Roles(access, roleStore, memberStore, clock);
        keys = new ApiKeys(access, keyStore, memberStore, projectStore, clock);
        first = new Bootstrap(projectStore, memberStore, keyStore)
                .run(null, NOW)
                .orElseThrow();
        owner = access.authenticate(first.key().value(), "body");
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void create_makesAProjectWithItsSettings() {
        Project project = projects.create(owner, ProjectSettings.read(json("""
                        {"name": " Shop ", "timezone": "Europe/Berlin", "week_start_day": 1, "unknown": {},
                         "test_account_filters": [{"key": "email", "type": "person", "operator": "is_set"}]}
                        """)));

        assertThat(project.name()).isEqualTo("Shop");
        assertThat(project.timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(project.weekStart()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(project.testAccountFilters()).hasSize(1);
        assertThat(project.apiToken()).startsWith("phc_").hasSize(47);
        assertThat(projects.get(owner, project.id())).isEqualTo(project);
        assertThat(projects.list(owner)).containsExactly(first.project(), project);
    }

    @Test
    void create_isForAdministratorsAndWantsAName() {
        Caller member =
                Caller.of(member("m@example.org", MembershipLevel.MEMBER).user());

        assertForbidden(
                () -> projects.create(member, ProjectSettings.named("x")),
                "Your organization access level is insufficient.");
        assertInvalid(() -> projects.create(owner, ProjectSettings.read(json("{}"))), "name", "required");
        assertThat(projects.list(owner)).hasSize(1);
    }

    @Test
    void update_changesWhatIsNamed_only() {
        Project changed = projects.update(
                owner, first.project().id(), ProjectSettings.read(json("{\"timezone\": \"Asia/Tokyo\"}")));

        assertThat(changed.timezone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(changed.name()).isEqualTo(first.project().name());
        assertThat(projects.get(owner, first.project().id())).isEqualTo(changed);
    }

    @Test
    void groupTypes_areAdded_andKeepTheirIndex() {
        long id = first.project().id();
        projects.update(owner, id, ProjectSettings.read(json("{\"group_types\": [\"company\"]}")));
        Project changed = projects.update(
                owner,
                id,
                ProjectSettings.read(
                        json("{\"group_types\": [{\"group_type\": \"company\", \"group_type_index\": 0}, \"team\"]}")));

        assertThat(changed.groupTypes()).containsExactly("company", "team");
        for (String others : List.of("[]", "[\"company\"]", "[\"team\", \"company\"]")) {
            assertThatThrownBy(() ->
                            projects.update(owner, id, ProjectSettings.read(json("{\"group_types\": " + others + "}"))))
                    .hasMessageContaining("begin with company, team");
        }
        assertThat(projects.get(owner, id).groupTypes()).containsExactly("company", "team");
    }

    @Test
    void update_losesNoChange_whenSeveralComeAtOnce() throws Exception {
        long id = first.project().id();
        List<String> zones = List.of("Asia/Tokyo", "Europe/Berlin", "America/Lima");
        List<Callable<Project>> calls = new ArrayList<>();
        for (String zone : zones) {
            calls.add(() -> projects.update(owner, id, ProjectSettings.read(json("{\"timezone\": \"" + zone + "\"}"))));
            calls.add(() -> projects.update(owner, id, ProjectSettings.named("renamed")));
        }
        assertThat(atOnce(calls)).allMatch(result -> result instanceof Project);

        Project project = projects.get(owner, id);
        assertThat(project.name()).isEqualTo("renamed");
        assertThat(zones).contains(project.timezone().getId());
    }

    @Test
    void update_refusesForeignersAndMissingScopes() {
        long id = first.project().id();
        Caller stranger = Caller.of(memberStore.addUser("s@example.org", "", "", NOW));

        assertForbidden(
                () -> projects.update(stranger, id, ProjectSettings.named("x")),
                "You don't have access to the project.");
        assertForbidden(
                () -> projects.update(withScopes("project:read"), id, ProjectSettings.named("x")),
                "API key missing required scope 'project:write'");
        assertThatThrownBy(() -> projects.update(owner, 999, ProjectSettings.named("x")))
                .hasMessage("Project not found.");
        assertThat(projects.get(owner, id)).isEqualTo(first.project());
    }

    @Test
    void settings_nameTheFieldThatIsWrong() {
        assertSettings("{\"name\": null}", "name", "null");
        assertSettings("{\"name\": \"  \"}", "name", "blank");
        assertSettings("{\"name\": [1]}", "name", "invalid_input");
        assertSettings("{\"name\": \"a\\u0000b\"}", "name", "null_characters_not_allowed");
        assertSettings("{\"name\": \"\\ud800\"}", "name", "surrogate_characters_not_allowed");
        assertSettings("{\"name\": \"" + "x".repeat(201) + "\"}", "name", "max_length");
        assertSettings("{\"timezone\": \"+02:00\"}", "timezone", "invalid_choice");
        assertSettings("{\"timezone\": \"Mars/Base\"}", "timezone", "invalid_choice");
        assertSettings("{\"week_start_day\": 2}", "week_start_day", "invalid_choice");
        assertSettings("{\"week_start_day\": \"x\"}", "week_start_day", "invalid_input");
        assertSettings("{\"week_start_day\": 1e400000000}", "week_start_day", "invalid_input");
        assertSettings("{\"test_account_filters\": {}}", "test_account_filters", "not_a_list");
        assertSettings("{\"test_account_filters\": [{\"nope\": 1}]}", "test_account_filters", "invalid_input");
        assertSettings("{\"path_cleaning_filters\": [{\"regex\": 1}]}", "path_cleaning_filters", "invalid_input");
        assertSettings("{\"group_types\": \"company\"}", "group_types", "not_a_list");
        assertSettings("{\"group_types\": [7]}", "group_types", "invalid_input");
        assertSettings("{\"group_types\": [\"\"]}", "group_types", "blank");
        assertSettings("{\"group_types\": [\"a\", \"a\"]}", "group_types", "invalid_input");
        assertSettings("{\"group_types\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]}", "group_types", "max_length");
        assertThatThrownBy(() -> ProjectSettings.read(json("[]")))
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.UNPARSABLE));
    }

    @Test
    void update_keepsTheLongestNamesThereAre() {
        String name = "\uD83D\uDE00".repeat(200);

        assertThat(projects.update(owner, first.project().id(), ProjectSettings.named(name))
                        .name())
                .isEqualTo(name);
    }

    @Test
    void members_areAddedByEmail_onceEach() {
        MemberDraft draft =
                MemberDraft.read(json("{\"email\": \" Ada@Example.org \", \"first_name\": \"Ada\", \"level\": 8}"));
        Member ada = members.add(owner, CURRENT, draft);

        assertThat(ada.user().email()).isEqualTo("ada@example.org");
        assertThat(ada.user().firstName()).isEqualTo("Ada");
        assertThat(ada.membership().level()).isEqualTo(MembershipLevel.ADMIN);
        assertThat(members.list(owner, CURRENT)).extracting(Member::user).containsExactly(first.owner(), ada.user());
        assertInvalid(() -> members.add(owner, CURRENT, draft), "email", "unique");
    }

    @Test
    void members_addedTwiceAtOnce_areOne() throws Exception {
        MemberDraft draft = new MemberDraft("twin@example.org", "T", MembershipLevel.MEMBER);
        Callable<Member> call = () -> members.add(owner, CURRENT, draft);

        List<Object> results = atOnce(List.of(call, call, call, call));

        assertThat(results).filteredOn(result -> result instanceof Member).hasSize(1);
        assertThat(results)
                .filteredOn(result -> !(result instanceof Member))
                .allSatisfy(result -> assertThat(result).isInstanceOf(HindsightException.class));
        assertThat(members.list(owner, CURRENT)).hasSize(2);
    }

    @Test
    void members_withBadValues_areRefused() {
        assertMember("{}", "email", "required");
        assertMember("{\"email\": \"nobody\"}", "email", "invalid_input");
        assertMember("{\"email\": \"a@b c\"}", "email", "invalid_input");
        assertMember("{\"email\": \"" + "x".repeat(250) + "@b.cd\"}", "email", "max_length");
        assertMember("{\"email\": \"a@b.cd\", \"first_name\": {}}", "first_name", "invalid_input");
        assertMember("{\"email\": \"a@b.cd\", \"level\": 7}", "level", "invalid_choice");
        assertThat(members.list(owner, CURRENT)).hasSize(1);
    }

    @Test
    void members_areNotRaisedOrRemovedByThoseBelowThem() {
        Member admin = member("admin@example.org", MembershipLevel.ADMIN);
        Member plain = member("plain@example.org", MembershipLevel.MEMBER);
        Member chief = members.list(owner, CURRENT).get(0);
        String detail = "Your organization access level is insufficient.";

        assertForbidden(() -> add(Caller.of(admin.user()), MembershipLevel.OWNER), detail);
        assertForbidden(() -> add(Caller.of(plain.user()), MembershipLevel.MEMBER), detail);
        assertForbidden(
                () -> members.remove(
                        Caller.of(admin.user()), CURRENT, chief.membership().id()),
                detail);
        assertForbidden(
                () -> members.remove(
                        Caller.of(plain.user()), CURRENT, plain.membership().id()),
                detail);
        assertInvalid(() -> members.remove(owner, CURRENT, chief.membership().id()), null, "invalid_input");
        assertThat(members.list(owner, CURRENT)).hasSize(3);
    }

    @Test
    void remove_endsTheReachOfTheMembersKeysAtOnce() {
        Member member = member("m@example.org", MembershipLevel.MEMBER);
        KeyDraft draft = new KeyDraft("k", List.of("*"), List.of(), List.of());
        Issued issued = keys.createFor(owner, CURRENT, member.membership().id(), draft);
        Caller caller = access.authenticate(issued.value(), "body");
        assertThat(projects.list(caller)).containsExactly(first.project());

        members.remove(owner, CURRENT, member.membership().id());

        assertThat(projects.list(caller)).isEmpty();
        assertForbidden(() -> projects.get(caller, first.project().id()), "You don't have access to the project.");
        assertThatThrownBy(
                        () -> members.remove(owner, CURRENT, member.membership().id()))
                .hasMessage("Not found.");
    }

    @Test
    void remove_leavesOneOwner_whenTwoRemoveEachOther() throws Exception {
        Member second = member("second@example.org", MembershipLevel.OWNER);
        Member chief = members.list(owner, CURRENT).get(0);

        List<Object> results =
                atOnce(List.of(() -> remove(owner, second), () -> remove(Caller.of(second.user()), chief)));

        assertThat(results).filteredOn("removed"::equals).hasSize(1);
        assertThat(memberStore.members(first.organization().id())).hasSize(1);
    }

    @Test
    void publicSharing_isForAdministratorsToDecide() {
        Organizations organizations = new Organizations(access, projectStore, memberStore, Clock.systemUTC());
        assertThat(first.organization().publicSharing()).isTrue();

        assertThat(organizations.setPublicSharing(owner, CURRENT, false).publicSharing())
                .isFalse();
        assertThat(organizations.get(owner, CURRENT).publicSharing()).isFalse();
        Caller member = Caller.of(memberStore.addUser("plain@example.org", "Plain", "Member", NOW));
        memberStore.addMembership(first.organization().id(), member.user().id(), MembershipLevel.MEMBER, NOW);
        assertThatThrownBy(() -> organizations.setPublicSharing(member, CURRENT, true))
                .hasMessage("Your organization access level is insufficient.");
        assertThat(organizations.get(member, CURRENT).publicSharing()).isFalse();
    }

    @Test
    void organizations_ofOthersAreNotFound() {
        Organization other = projectStore.addOrganization("Other", NOW);
        OrganizationRef ref = new OrganizationRef(other.id());

        assertThat(new Organizations(access, projectStore, memberStore, Clock.systemUTC()).get(owner, CURRENT))
                .isEqualTo(first.organization());
        assertThatThrownBy(() -> members.list(owner, ref)).hasMessage("Organization not found.");
        assertThatThrownBy(() -> roles.create(owner, ref, "r")).hasMessage("Organization not found.");
        assertThatThrownBy(() -> OrganizationRef.parse("nonsense")).hasMessage("Organization not found.");
    }

    @Test
    void roles_haveUniqueNamesAndMembersOfTheirOrganization() {
        Member member = member("m@example.org", MembershipLevel.MEMBER);
        User stranger = memberStore.addUser("s@example.org", "", "", NOW);
        Role role = roles.create(owner, CURRENT, "Analysts");
        UUID memberUuid = member.user().uuid();

        var membership = roles.addMember(owner, CURRENT, role.id(), memberUuid);

        assertThat(roles.list(owner, CURRENT)).containsExactly(role);
        assertThat(roles.memberships(owner, CURRENT, role.id())).containsExactly(new RoleMember(membership, member));
        UUID empty = roles.create(owner, CURRENT, "Nobody").id();
        assertThat(roles.memberships(owner, CURRENT, List.of(role.id(), empty, UUID.randomUUID())))
                .isEqualTo(Map.of(role.id(), List.of(new RoleMember(membership, member))));
        assertInvalid(() -> roles.create(owner, CURRENT, "Analysts"), "name", "unique");
        assertInvalid(() -> roles.create(owner, CURRENT, " "), "name", "blank");
        assertInvalid(() -> roles.addMember(owner, CURRENT, role.id(), memberUuid), "user_uuid", "unique");
        assertInvalid(() -> roles.addMember(owner, CURRENT, role.id(), stranger.uuid()), "user_uuid", "does_not_exist");
        assertThatThrownBy(() -> roles.memberships(owner, CURRENT, UUID.randomUUID()))
                .hasMessage("Not found.");
        assertForbidden(
                () -> roles.create(Caller.of(member.user()), CURRENT, "x"),
                "Your organization access level is insufficient.");
    }

    @Test
    void keys_areMadeRolledAndRevoked() {
        Issued issued = keys.create(
                owner,
                KeyDraft.read(json("{\"label\": \"CI\", \"scopes\": [\"insight:read\", \"insight:read\"],"
                        + " \"scoped_teams\": [" + first.project().id() + "], \"scoped_organizations\": null}")));

        assertThat(issued.key().scopes()).containsExactly("insight:read");
        assertThat(issued.key().scopedTeams()).containsExactly(first.project().id());
        assertThat(issued.key().maskValue())
                .isEqualTo(issued.value().substring(0, 4) + "..."
                        + issued.value().substring(issued.value().length() - 4));
        assertThat(keys.list(owner)).extracting(ApiKey::label).contains("CI");
        assertThat(keys.current(owner).id()).isEqualTo(first.key().key().id());

        Issued rolled = keys.roll(owner, issued.key().id());
        assertThatThrownBy(() -> access.authenticate(issued.value(), "body")).isInstanceOf(HindsightException.class);
        assertThat(access.authenticate(rolled.value(), "body").user()).isEqualTo(first.owner());

        keys.revoke(owner, issued.key().id());
        assertThatThrownBy(() -> access.authenticate(rolled.value(), "body")).isInstanceOf(HindsightException.class);
        assertThatThrownBy(() -> keys.revoke(owner, issued.key().id())).hasMessage("Not found.");
        assertThatThrownBy(() -> keys.get(owner, "a\0b")).hasMessage("Not found.");
        assertThat(projectStore.findByToken("phc_\0")).isEmpty();
    }

    @Test
    void keys_neverLeadToOnesThatMayDoMore() {
        Caller narrow = withScopes("user:write", "insight:read");

        assertForbidden(
                () -> keys.create(narrow, new KeyDraft("k", List.of("*"), List.of(), List.of())),
                "API key missing required scope '*'");
        assertForbidden(
                () -> keys.create(narrow, new KeyDraft("k", List.of("insight:write"), List.of(), List.of())),
                "API key missing required scope 'insight:write'");
        assertForbidden(() -> keys.roll(narrow, first.key().key().id()), "API key missing required scope '*'");
        assertThat(keys.create(narrow, new KeyDraft("k", List.of("user:read"), List.of(), List.of()))
                        .key()
                        .scopes())
                .containsExactly("user:read");
        assertThat(Scope.beyond(List.of("a:read"), List.of("a:write"))).contains("a:write");
    }

    @Test
    void keys_limitedToOrganizationsOrProjects_stayLimited() {
        List<UUID> here = List.of(first.organization().id());
        Caller inside = access.authenticate(
                keyStore.issue(first.owner().id(), new Grant("k", List.of("*"), List.of(), here), NOW)
                        .value(),
                "body");
        Caller inProject = access.authenticate(
                keyStore.issue(
                                first.owner().id(),
                                new Grant(
                                        "k",
                                        List.of("*"),
                                        List.of(first.project().id()),
                                        List.of()),
                                NOW)
                        .value(),
                "body");

        assertThatThrownBy(() -> keys.create(inside, new KeyDraft("k", List.of("*"), List.of(), List.of())))
                .isInstanceOf(HindsightException.class);
        assertThat(keys.create(inside, new KeyDraft("k", List.of("*"), List.of(), here))
                        .key()
                        .scopedOrganizations())
                .isEqualTo(here);
        assertForbidden(
                () -> keys.list(inProject),
                "API keys with scoped projects are only supported on project-based endpoints.");
    }

    @Test
    void keysForMembers_stayInTheOrganization_andBelowTheAdministrator() {
        Member admin = member("admin@example.org", MembershipLevel.ADMIN);
        Member chief = members.list(owner, CURRENT).get(0);
        KeyDraft draft = new KeyDraft("k", List.of("insight:read"), List.of(), List.of());

        assertThat(keys.createFor(owner, CURRENT, admin.membership().id(), draft)
                        .key())
                .satisfies(key -> {
                    assertThat(key.userId()).isEqualTo(admin.user().id());
                    assertThat(key.scopedOrganizations())
                            .containsExactly(first.organization().id());
                });
        assertForbidden(
                () -> keys.createFor(
                        Caller.of(admin.user()), CURRENT, chief.membership().id(), draft),
                "Your organization access level is insufficient.");
        assertThatThrownBy(() -> keys.createFor(owner, CURRENT, UUID.randomUUID(), draft))
                .hasMessage("Not found.");
    }

    @Test
    void keys_withBadValues_areRefused() {
        int before = keys.list(owner).size();
        assertKey("{\"scopes\": [\"*\"]}", "label", "required");
        assertKey("{\"label\": \"" + "x".repeat(41) + "\", \"scopes\": [\"*\"]}", "label", "max_length");
        assertKey("{\"label\": \"k\"}", "scopes", "required");
        assertKey("{\"label\": \"k\", \"scopes\": []}", "scopes", "empty");
        assertKey("{\"label\": \"k\", \"scopes\": \"*\"}", "scopes", "not_a_list");
        assertKey("{\"label\": \"k\", \"scopes\": [\"insight:own\"]}", "scopes", "invalid_choice");
        assertKey("{\"label\": \"k\", \"scopes\": [\"*\"], \"scoped_teams\": [999]}", "scoped_teams", "does_not_exist");
        assertKey(
                "{\"label\": \"k\", \"scopes\": [\"*\"], \"scoped_teams\": [\"1\"]}", "scoped_teams", "incorrect_type");
        assertKey(
                "{\"label\": \"k\", \"scopes\": [\"*\"], \"scoped_organizations\": [\"1-1-1-1-1\"]}",
                "scoped_organizations",
                "invalid_input");
        assertKey(
                "{\"label\": \"k\", \"scopes\": [\"*\"], \"scoped_organizations\": [\"" + UUID.randomUUID() + "\"]}",
                "scoped_organizations",
                "does_not_exist");
        assertThat(keys.list(owner)).hasSize(before);
    }

    @Test
    void keys_ofOneOrganization_neitherSeeNorEndThoseThatReachFurther() {
        Member member = add(owner, MembershipLevel.MEMBER);
        KeyDraft everything = KeyDraft.read(json("{\"label\":\"all\",\"scopes\":[\"*\"]}"));
        Issued far = keys.create(Caller.of(member.user()), everything);
        Issued near = keys.createFor(
                owner,
                CURRENT,
                member.membership().id(),
                KeyDraft.read(json("{\"label\":\"near\",\"scopes\":[\"user:write\"]}")));
        Caller limited = access.authenticate(near.value(), "body");

        assertThat(keys.list(limited).stream().map(ApiKey::id))
                .containsExactly(near.key().id());
        assertThatThrownBy(() -> keys.get(limited, far.key().id())).isInstanceOf(HindsightException.class);
        assertThatThrownBy(() -> keys.revoke(limited, far.key().id())).isInstanceOf(HindsightException.class);
        assertThat(access.authenticate(far.value(), "body").user()).isEqualTo(member.user());
    }

    private Member member(String email, MembershipLevel level) {
        return members.add(owner, CURRENT, new MemberDraft(email, "", level));
    }

    private Member add(Caller caller, MembershipLevel level) {
        return members.add(caller, CURRENT, new MemberDraft("new@example.org", "", level));
    }

    private Object remove(Caller caller, Member member) {
        members.remove(caller, CURRENT, member.membership().id());
        return "removed";
    }

    private Caller withScopes(String... scopes) {
        Grant grant = new Grant("test", List.of(scopes), List.of(), List.of());
        return access.authenticate(
                keyStore.issue(first.owner().id(), grant, NOW).value(), "body");
    }

    private void assertSettings(String body, String attr, String code) {
        assertInvalid(() -> projects.update(owner, first.project().id(), ProjectSettings.read(json(body))), attr, code);
    }

    private void assertMember(String body, String attr, String code) {
        assertInvalid(() -> members.add(owner, CURRENT, MemberDraft.read(json(body))), attr, code);
    }

    private void assertKey(String body, String attr, String code) {
        assertInvalid(() -> keys.create(owner, KeyDraft.read(json(body))), attr, code);
    }

    private static void assertInvalid(ThrowingCallable call, @Nullable String attr, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.INVALID);
            assertThat(e.attr().orElse(null)).isEqualTo(attr);
            assertThat(e.code()).isEqualTo(code);
        });
    }

    private static void assertForbidden(ThrowingCallable call, String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.FORBIDDEN);
            assertThat(e.detail()).isEqualTo(detail);
        });
    }

    /** What each call gave or threw, all of them started at the same moment. */
    private static <T> List<Object> atOnce(List<? extends Callable<? extends T>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Future<Object>> futures = new ArrayList<>();
            for (Callable<? extends T> call : calls) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<Object> results = new ArrayList<>();
            for (Future<Object> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    results.add(e.getCause());
                }
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
