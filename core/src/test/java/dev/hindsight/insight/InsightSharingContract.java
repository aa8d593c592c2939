package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.assertInvalid;
import static dev.hindsight.insight.InsightWorld.assertNotFound;
import static dev.hindsight.insight.InsightWorld.failure;
import static dev.hindsight.insight.InsightWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.access.Caller;
import dev.hindsight.activity.Activity;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.Interruption;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.sharing.LockedShare;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.Share;
import dev.hindsight.sharing.ShareConfiguration;
import dev.hindsight.sharing.SharePassword;
import dev.hindsight.sharing.SharePatch;
import dev.hindsight.sharing.ShareVisit;
import dev.hindsight.sharing.Unlocking;
import dev.hindsight.sharing.Unlocking.TooOften;
import dev.hindsight.sharing.Unlocking.Unlocked;
import dev.hindsight.sharing.Unlocking.Wrong;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sharing insights, and what their visitors get, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class InsightSharingContract {
    private static final String ADDRESS = "192.0.2.1";
    private static final String PASSWORD = "open sesame";

    private InsightWorld world;
    private Insight insight;

    void start(MetadataDatabase database) {
        world = new InsightWorld(database);
        insight = world.create("{'name': 'Sign-ups', 'tags': ['growth']}");
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private String id() {
        return Long.toString(insight.id());
    }

    private ShareConfiguration get() {
        return world.sharing.get(world.owner, world.project.id(), id());
    }

    private ShareConfiguration change(String patch) {
        return world.sharing.change(world.owner, world.project.id(), id(), SharePatch.read(json(patch)));
    }

    /** The token of a share that is on. */
    private String shared() {
        return Objects.requireNonNull(change("{'enabled': true}").accessToken());
    }

    private String rotated() {
        return Objects.requireNonNull(
                world.sharing.refresh(world.owner, world.project.id(), id()).accessToken());
    }

    private SharePassword.Made password(@Nullable String clear, @Nullable String note) {
        return world.sharing.addPassword(world.owner, world.project.id(), id(), clear, note);
    }

    private boolean isOpen(String token, @Nullable String session) {
        return world.door
                .find(token, session)
                .filter(OpenShare.class::isInstance)
                .isPresent();
    }

    private OpenShare open(String token, @Nullable String session) {
        return (OpenShare) world.door.find(token, session).orElseThrow();
    }

    private Unlocking tried(String token, String password, String address) {
        return world.shared.unlock((LockedShare) world.door.find(token, null).orElseThrow(), password, address);
    }

    private String session(String token) {
        return ((Unlocked) tried(token, PASSWORD, ADDRESS)).session();
    }

    private List<String> activities() {
        return world.history(insight).stream().map(Activity::activity).toList();
    }

    private void setAccess(Caller caller, String level) {
        String membership = world.members
                .findMembership(world.project.organizationId(), caller.user().id())
                .orElseThrow()
                .id()
                .toString();
        world.execute(
                "insert into hindsight.access_control (id, project_id, resource, resource_id, grantee, membership_id,"
                        + " access_level, created_at, updated_at) values (?, ?, 'insight', ?, ?, ?, ?, ?, ?)",
                UUID.randomUUID(),
                world.project.id(),
                id(),
                "member:" + membership,
                UUID.fromString(membership),
                level,
                InsightWorld.START,
                InsightWorld.START);
    }

    @Test
    void get_beforeAnythingIsStored_hasNoToken_andStoresNothing() {
        ShareConfiguration unsaid = get();

        assertThat(unsaid.accessToken()).isNull();
        assertThat(unsaid.createdAt()).isNull();
        assertThat(unsaid.enabled()).isFalse();
        assertThat(unsaid.passwords()).isEmpty();
        assertThat(world.count("select count(*) from hindsight.sharing_configuration"))
                .isZero();
    }

    @Test
    void change_keepsWhatIsSent_andTheToken() {
        ShareConfiguration first = change("{'enabled': true, 'settings': {'legend': true, 'noHeader': false,"
                + " 'theme': 'dark', 'nonsense': [1]}, 'password_required': true,"
                + " 'valid_until': '2026-04-01T10:00:00+02:00'}");

        assertThat(first.accessToken()).matches("[A-Za-z0-9_-]{30}");
        assertThat(first.createdAt()).isEqualTo(InsightWorld.START);
        assertThat(Objects.requireNonNull(first.settings()).json())
                .isEqualTo(json("{'noHeader': false, 'legend': true, 'theme': 'dark'}"));
        assertThat(first.validUntil()).isEqualTo(Instant.parse("2026-04-01T08:00:00Z"));
        assertThat(get()).isEqualTo(first);

        ShareConfiguration second = change("{'settings': null, 'valid_until': null}");
        assertThat(second)
                .isEqualTo(new ShareConfiguration(
                        first.createdAt(), true, first.accessToken(), null, true, null, List.of()));
        assertThat(get()).isEqualTo(second);
    }

    @Test
    void change_toWhatCannotBe_isRefused_andStoresNothing() {
        for (String settings : List.of("[]", "'x'", "{'legend': 1}", "{'theme': 'pink'}", "{'theme': true}")) {
            assertInvalid(
                    () -> change("{'enabled': true, 'settings': " + settings + "}"),
                    "invalid_input",
                    "settings",
                    "Invalid settings format");
        }
        for (String end : List.of("'2026-03-01T10:00:00.123456Z'", "'1999-01-01T00:00:00Z'")) {
            assertInvalid(
                    () -> change("{'enabled': true, 'valid_until': " + end + "}"),
                    "invalid_input",
                    "valid_until",
                    "The end of a share has to be in the future.");
        }
        for (String end : List.of("'tomorrow'", "'2026-05-01'", "5", "'+99999-01-01T00:00:00Z'")) {
            assertThat(failure(() -> change("{'enabled': true, 'valid_until': " + end + "}"))
                            .attr())
                    .hasValue("valid_until");
        }
        assertThat(world.count("select count(*) from hindsight.sharing_configuration"))
                .isZero();
        assertThat(activities()).containsExactly("created");
    }

    @Test
    void change_isLoggedWhenSomethingDiffers() {
        change("{'enabled': false}");
        assertThat(activities()).containsExactly("created");

        change("{'enabled': true}");
        change("{'enabled': true}");
        change("{'settings': {'legend': true}, 'password_required': true, 'valid_until': '2026-04-01T00:00:00Z'}");
        rotated();
        change("{'enabled': false}");

        assertThat(activities())
                .containsExactly("sharing disabled", "access token refreshed", "updated", "sharing enabled", "created");
        List<Activity> history = world.history(insight);
        assertThat(history.get(0).detail().get("changes"))
                .isEqualTo(json("[{'type': 'Insight', 'action': 'changed', 'field': 'sharing', 'before': true,"
                        + " 'after': false}]"));
        assertThat(history.get(1).detail().get("changes").isNull()).isTrue();
        assertThat(history.get(2).detail().get("changes").findValuesAsText("field"))
                .containsExactly("sharing_settings", "sharing_password_required", "sharing_valid_until");
        assertThat(history.get(3).user()).isEqualTo(world.owner.user());
    }

    @Test
    void writing_takesAnEditor_readingAViewer_visitsAnEditor() {
        setAccess(world.member, "viewer");
        long project = world.project.id();

        assertThat(world.sharing.get(world.member, project, id()).enabled()).isFalse();
        for (Runnable write : List.<Runnable>of(
                () -> world.sharing.change(world.member, project, id(), SharePatch.enabled(true)),
                () -> world.sharing.refresh(world.member, project, id()),
                () -> world.sharing.addPassword(world.member, project, id(), null, null),
                () -> world.sharing.removePassword(world.member, project, id(), 1),
                () -> world.sharing.visits(world.member, project, id(), 10, 0))) {
            HindsightException refusal = failure(write);
            assertThat(refusal.failure()).isEqualTo(Failure.FORBIDDEN);
            assertThat(refusal.detail()).isEqualTo("You don't have edit permissions for this insight.");
        }
        world.execute("update hindsight.access_control set access_level = 'none'");
        assertThat(failure(() -> world.sharing.get(world.member, project, id())).failure())
                .isEqualTo(Failure.FORBIDDEN);
        assertThat(world.count("select count(*) from hindsight.sharing_configuration"))
                .isZero();
    }

    @Test
    void sharing_ofWhatIsNotThere_isNotFound() {
        String token = shared();
        for (String key : List.of("999999", "nothing1")) {
            assertThat(failure(() -> world.sharing.get(world.owner, world.project.id(), key))
                            .detail())
                    .isEqualTo("Insight not found.");
        }
        assertNotFound(() -> world.sharing.get(world.owner, world.other.id(), id()));
        assertNotFound(() -> world.sharing.change(world.owner, world.other.id(), id(), SharePatch.enabled(false)));
        assertThat(isOpen(token, null)).isTrue();
    }

    @Test
    void visitor_seesTheInsight_onNoDashboard_withoutALevel() {
        long dashboard = world.dashboard(world.project, "Secret plans");
        world.patch(insight, "{'dashboards': [" + dashboard + "]}");

        Insight seen = world.shared.get(open(shared(), null));

        assertThat(seen.name()).isEqualTo("Sign-ups");
        assertThat(seen.tags()).containsExactly("growth");
        assertThat(seen.createdBy()).isEqualTo(world.owner.user());
        assertThat(seen.dashboards()).isEmpty();
        assertThat(seen.accessLevel()).isNull();
        assertThat(seen.restricted()).isTrue();
        assertThat(seen.editable()).isFalse();
        assertThat(seen.lastViewedAt()).isNull();
    }

    @Test
    void token_thatIsUnknown_orOff_letsNobodyIn() {
        String token = shared();
        assertThat(isOpen(token, null)).isTrue();
        for (String other : List.of("", "x", token.toLowerCase(Locale.ROOT), token + "x", "%", "a'b")) {
            assertThat(world.door.find(other, null)).as(other).isEmpty();
        }

        change("{'enabled': false}");
        assertThat(world.door.find(token, null)).isEmpty();
        change("{'enabled': true}");
        assertThat(isOpen(token, null)).isTrue();
    }

    @Test
    void rotation_keepsEverything_andTheOldTokenForFiveMinutes() {
        change("{'enabled': true, 'settings': {'legend': true}, 'valid_until': '2026-04-01T00:00:00Z'}");
        ShareConfiguration before = get();
        String old = Objects.requireNonNull(before.accessToken());
        world.step(Duration.ofMinutes(1));

        String replacement = rotated();

        assertThat(replacement).isNotEqualTo(old);
        ShareConfiguration after = get();
        assertThat(after.settings()).isEqualTo(before.settings());
        assertThat(after.validUntil()).isEqualTo(before.validUntil());
        assertThat(after.enabled()).isTrue();
        assertThat(after.createdAt()).isEqualTo(InsightWorld.START.plusSeconds(60));
        assertThat(isOpen(replacement, null)).isTrue();
        world.step(Duration.ofMinutes(5).minusNanos(1000));
        assertThat(isOpen(old, null)).isTrue();
        world.step(Duration.ofNanos(1000));
        assertThat(world.door.find(old, null)).isEmpty();
        assertThat(isOpen(replacement, null)).isTrue();
    }

    @Test
    void change_afterRotation_holdsForTheOldTokenToo() {
        String old = shared();
        String replacement = rotated();

        change("{'password_required': true}");
        assertThat(isOpen(old, null)).isFalse();
        change("{'password_required': false, 'settings': {'hideExtraDetails': true}}");
        assertThat(open(old, null).settings().is("hideExtraDetails")).isTrue();
        change("{'enabled': false}");
        assertThat(world.door.find(old, null)).isEmpty();

        change("{'enabled': true}");
        assertThat(isOpen(replacement, null)).isTrue();
        assertThat(world.door.find(old, null))
                .as("a replaced token does not come back to life")
                .isEmpty();
    }

    @Test
    void rotation_beforeAnythingIsStored_makesATokenThatLetsNobodyIn() {
        String token = rotated();

        assertThat(get().accessToken()).isEqualTo(token);
        assertThat(world.door.find(token, null)).isEmpty();
    }

    @Test
    void end_closesTheShare_withoutSwitchingItOff() {
        change("{'enabled': true, 'password_required': true, 'valid_until': '2026-03-01T12:00:00Z'}");
        password(PASSWORD, null);
        String token = Objects.requireNonNull(get().accessToken());
        String session = session(token);
        assertThat(isOpen(token, session)).isTrue();

        world.step(Duration.between(InsightWorld.START, Instant.parse("2026-03-01T12:00:00Z")));

        assertThat(world.door.find(token, session)).isEmpty();
        assertThat(world.door.ofSession(session)).isEmpty();
        assertThat(get().enabled()).isTrue();
        change("{'settings': {}}");
        change("{'valid_until': '2026-03-01T18:00:00Z'}");
        assertThat(isOpen(token, session)).isTrue();
    }

    @Test
    void organization_thatForbidsSharing_keepsEverybodyOut() {
        String token = shared();
        world.execute("update hindsight.organization set public_sharing = false");

        assertThat(world.door.find(token, null)).isEmpty();
        HindsightException refusal = failure(this::shared);
        assertThat(refusal.failure()).isEqualTo(Failure.FORBIDDEN);
        assertThat(refusal.detail()).isEqualTo("Public sharing is disabled for this organization.");
        assertThat(change("{'enabled': false}").enabled()).isFalse();
    }

    @Test
    void deletion_endsTheShare_andRestorationLeavesItOff() {
        change("{'enabled': true, 'password_required': true}");
        password(PASSWORD, null);
        String old = Objects.requireNonNull(get().accessToken());
        String session = session(old);
        String replacement = rotated();
        OpenShare before = open(old, session);

        world.patch(insight, "{'deleted': true}");

        assertThat(world.door.find(old, session)).isEmpty();
        assertThat(world.door.find(replacement, null)).isEmpty();
        assertNotFound(() -> world.shared.get(before));
        assertNotFound(this::get);

        world.patch(insight, "{'deleted': false}");
        assertThat(get().enabled()).isFalse();
        assertThat(world.door.find(replacement, null)).isEmpty();
        assertThat(activities()).containsSubsequence("restored", "deleted", "sharing disabled");
        shared();
        assertThat(world.door.ofSession(session)).isEmpty();
        assertThat(world.door.find(replacement, null)).containsInstanceOf(LockedShare.class);
    }

    @Test
    void deletion_ofWhatIsNotShared_saysNothingOfSharing() {
        world.patch(insight, "{'deleted': true}");
        world.patch(insight, "{'deleted': false}");

        assertThat(activities()).containsExactly("restored", "deleted", "created");
    }

    @Test
    void password_isAskedFor_andOpensForADay() {
        change("{'enabled': true, 'password_required': true}");
        String token = Objects.requireNonNull(get().accessToken());
        assertThat(tried(token, PASSWORD, ADDRESS)).as("there is none yet").isInstanceOf(Wrong.class);
        SharePassword.Made made = password(PASSWORD, "board");

        assertThat(isOpen(token, null)).isFalse();
        assertThat(isOpen(token, "share_guessed")).isFalse();
        String session = session(token);

        assertThat(open(token, session).passwordId()).isEqualTo(made.password().id());
        assertThat(world.door.ofSession(session).map(OpenShare::accessToken)).hasValue(token);
        world.step(Duration.ofHours(24).minusNanos(1000));
        assertThat(isOpen(token, session)).isTrue();
        world.step(Duration.ofNanos(1000));
        assertThat(isOpen(token, session)).isFalse();
        assertThat(world.door.ofSession(session)).isEmpty();
    }

    @Test
    void password_madeUp_orLong_works_andIsKeptAsAHashOnly() {
        change("{'enabled': true, 'password_required': true}");
        String token = Objects.requireNonNull(get().accessToken());
        String made = password(null, null).clear();
        String longOne = "ä".repeat(100) + "x";
        password(longOne, null);

        assertThat(made).hasSizeGreaterThanOrEqualTo(12);
        String session = ((Unlocked) tried(token, made, ADDRESS)).session();
        assertThat(tried(token, longOne, ADDRESS)).isInstanceOf(Unlocked.class);
        assertThat(tried(token, "ä".repeat(100) + "y", ADDRESS)).isInstanceOf(Wrong.class);
        assertThat(stored("select password_hash from hindsight.share_password"))
                .allSatisfy(hash -> assertThat(hash).startsWith("$2b$10$").doesNotContain(made));
        assertThat(stored("select secure_value from hindsight.share_session"))
                .allSatisfy(value ->
                        assertThat(value).matches("sha256\\$[0-9a-f]{64}").doesNotContain(session));
    }

    private List<String> stored(String sql) {
        return world.database
                .jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    @Test
    void password_thatCannotBe_isRefused() {
        assertInvalid(
                () -> password(PASSWORD, null),
                "invalid_input",
                null,
                "Password protection must be enabled before creating passwords");
        change("{'enabled': true, 'password_required': true}");
        assertInvalid(
                () -> password("1234567", null),
                "invalid_input",
                "raw_password",
                "Password must be at least 8 characters long.");
        assertThat(failure(() -> password("x".repeat(201), null)).attr()).hasValue("raw_password");
        assertNotFound(() -> world.sharing.removePassword(world.owner, world.project.id(), id(), 4711));
        assertThat(get().passwords()).isEmpty();
    }

    @Test
    void password_thatIsEnded_closesItsSessions_andNoOthers() {
        change("{'enabled': true, 'password_required': true}");
        String token = Objects.requireNonNull(get().accessToken());
        SharePassword.Made first = password(PASSWORD, "first");
        String session = session(token);
        password("another one", "second");
        String other = ((Unlocked) tried(token, "another one", ADDRESS)).session();

        world.sharing.removePassword(
                world.owner, world.project.id(), id(), first.password().id());

        assertThat(isOpen(token, session)).isFalse();
        assertThat(isOpen(token, other)).isTrue();
        assertThat(tried(token, PASSWORD, ADDRESS)).isInstanceOf(Wrong.class);
        assertThat(get().passwords()).extracting(SharePassword::note).containsExactly("second");
        assertNotFound(() -> world.sharing.removePassword(
                world.owner, world.project.id(), id(), first.password().id()));
        Activity removed = world.history(insight).stream()
                .filter(entry -> entry.activity().equals("updated"))
                .findFirst()
                .orElseThrow();
        assertThat(removed.detail().at("/changes/0/before").findValuesAsText("note"))
                .containsExactly("first", "second");
        assertThat(removed.detail().at("/changes/0/after").findValuesAsText("note"))
                .containsExactly("second");
    }

    @Test
    void session_isForOneTokenOnly() {
        change("{'enabled': true, 'password_required': true}");
        password(PASSWORD, "board");
        String old = Objects.requireNonNull(get().accessToken());
        String session = session(old);
        insight = world.create("{'name': 'Another'}");
        change("{'enabled': true, 'password_required': true}");
        password(PASSWORD, null);
        String foreign = Objects.requireNonNull(get().accessToken());
        assertThat(isOpen(foreign, session)).isFalse();
        insight = world.page(Map.of("search", "Sign-ups")).insights().get(0);

        String replacement = rotated();

        assertThat(isOpen(old, session)).isTrue();
        assertThat(isOpen(replacement, session)).isFalse();
        assertThat(get().passwords()).extracting(SharePassword::note).containsExactly("board");
        assertThat(isOpen(replacement, session(replacement))).isTrue();
        world.step(Duration.ofMinutes(5));
        assertThat(world.door.find(old, session)).isEmpty();
        assertThat(world.door.ofSession(session)).isEmpty();
    }

    @Test
    void disabling_endsSessions() {
        change("{'enabled': true, 'password_required': true}");
        password(PASSWORD, null);
        String token = Objects.requireNonNull(get().accessToken());
        String session = session(token);

        change("{'enabled': false}");
        change("{'enabled': true}");

        assertThat(isOpen(token, session)).isFalse();
        assertThat(isOpen(token, session(token))).isTrue();
    }

    @Test
    void wrongPasswords_areHeldUpByAddress_thenForAll_untilTheTimeIsOver() {
        change("{'enabled': true, 'password_required': true}");
        password(PASSWORD, null);
        String token = Objects.requireNonNull(get().accessToken());
        for (int i = 0; i < 10; i++) {
            assertThat(tried(token, PASSWORD, ADDRESS))
                    .as("right ones do not count")
                    .isInstanceOf(Unlocked.class);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(tried(token, "wrong" + i, ADDRESS)).isInstanceOf(Wrong.class);
        }
        world.step(Duration.ofMinutes(1));

        assertThat(tried(token, PASSWORD, ADDRESS)).isEqualTo(new TooOften(Duration.ofMinutes(4)));
        assertThat(tried(token, PASSWORD, "192.0.2.2")).isInstanceOf(Unlocked.class);
        String replacement = rotated();
        assertThat(tried(replacement, PASSWORD, ADDRESS))
                .as("another token is no way around it")
                .isInstanceOf(TooOften.class);
        world.step(Duration.ofMinutes(4));
        assertThat(tried(replacement, PASSWORD, ADDRESS)).isInstanceOf(Unlocked.class);

        for (int i = 0; i < 50; i++) {
            assertThat(tried(replacement, "wrong", "198.51.100." + i)).isInstanceOf(Wrong.class);
        }
        assertThat(tried(replacement, PASSWORD, "203.0.113.1")).isInstanceOf(TooOften.class);
    }

    @Test
    void manyTriesAtOnce_areNoWayAroundTheLimit() throws Exception {
        change("{'enabled': true, 'password_required': true}");
        password(PASSWORD, null);
        String token = Objects.requireNonNull(get().accessToken());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Unlocking>> tries = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                tries.add(() -> tried(token, "wrong", ADDRESS));
            }
            int looked = 0;
            for (Future<Unlocking> result : threads.invokeAll(tries)) {
                looked += result.get() instanceof Wrong ? 1 : 0;
            }
            assertThat(looked).isEqualTo(5);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void manyChangesAtOnce_makeOneToken() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Optional<String>>> changes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                changes.add(
                        () -> Optional.ofNullable(change("{'enabled': true}").accessToken()));
            }
            Set<String> tokens = new HashSet<>();
            for (Future<Optional<String>> result : threads.invokeAll(changes)) {
                tokens.add(result.get().orElseThrow());
            }
            assertThat(tokens).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(world.count("select count(*) from hindsight.sharing_configuration"))
                .isEqualTo(1);
    }

    @Test
    void changes_thatADeadlockEnds_areDoneAgain_once() {
        interrupted(() -> change("{'enabled': true, 'password_required': true}"));
        String token = get().accessToken();
        interrupted(this::rotated);
        interrupted(() -> password(PASSWORD, "board"));
        long password = get().passwords().get(0).id();
        interrupted(() -> world.sharing.removePassword(world.owner, world.project.id(), id(), password));

        assertThat(get().enabled()).isTrue();
        assertThat(get().accessToken()).isNotEqualTo(token);
        assertThat(get().passwords()).isEmpty();
        assertThat(world.count("select count(*) from hindsight.sharing_configuration"))
                .isEqualTo(2);
        assertThat(world.count("select count(*) from hindsight.share_password")).isEqualTo(1);
        assertThat(activities())
                .containsExactly("updated", "updated", "access token refreshed", "sharing enabled", "created");
    }

    private void interrupted(Runnable change) {
        try (Interruption deadlock = new Interruption(world.database.jdbi(), "insert into hindsight.activity")) {
            change.run();
            assertThat(deadlock.happened()).isTrue();
        }
    }

    @Test
    void logins_areLoggedAsTheSystem_withoutAnySecret() {
        change("{'enabled': true, 'password_required': true}");
        SharePassword.Made made = password(PASSWORD, "board");
        String token = Objects.requireNonNull(get().accessToken());
        tried(token, "wrong password", ADDRESS);
        String session = session(token);

        List<Activity> history = world.history(insight);
        assertThat(history.subList(0, 2))
                .extracting(Activity::activity)
                .containsExactly("share_login_success", "share_login_failed");
        assertThat(history.subList(0, 2)).allSatisfy(entry -> {
            assertThat(entry.system()).isTrue();
            assertThat(entry.user()).isNull();
        });
        String suffix = token.substring(24);
        assertThat(history.get(0).detail().at("/changes/0/after"))
                .isEqualTo(json("{'access_token_suffix': '" + suffix + "', 'client_ip': '192.0.2.1', 'success': true,"
                        + " 'resource_type': 'insight', 'password_id': "
                        + made.password().id() + ", 'password_note': 'board'}"));
        assertThat(history.get(1).detail().at("/changes/0/after"))
                .isEqualTo(json("{'access_token_suffix': '" + suffix + "', 'client_ip': '192.0.2.1',"
                        + " 'success': false, 'resource_type': 'insight'}"));
        assertThat(history.toString() + stored("select detail from hindsight.activity"))
                .doesNotContain(token)
                .doesNotContain(PASSWORD)
                .doesNotContain("wrong password")
                .doesNotContain(session);
    }

    @Test
    void secrets_areNotToldByTheTextsOfWhatHoldsThem() {
        change("{'enabled': true, 'password_required': true}");
        SharePassword.Made made = password(PASSWORD, "board");
        ShareConfiguration configuration = get();
        String token = Objects.requireNonNull(configuration.accessToken());
        Share locked = world.door.find(token, null).orElseThrow();
        Unlocking unlocked = tried(token, PASSWORD, ADDRESS);

        assertThat(configuration + " " + made + " " + locked + " " + unlocked)
                .doesNotContain(token)
                .doesNotContain(PASSWORD)
                .doesNotContain(((Unlocked) unlocked).session());
    }

    @Test
    void visits_areListedNewestFirst_acrossTokens_withTheNotesOfPasswords() {
        change("{'enabled': true, 'password_required': true}");
        password(PASSWORD, "board");
        String token = Objects.requireNonNull(get().accessToken());
        String session = session(token);
        world.shared.noteVisit(open(token, session), ADDRESS);
        Instant later = world.step(Duration.ofSeconds(1));
        change("{'password_required': false}");
        world.shared.noteVisit(open(rotated(), null), "2001:db8::1");

        ShareVisit.Page page = world.sharing.visits(world.owner, world.project.id(), id(), 10, 0);
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.visits().get(0)).isEqualTo(new ShareVisit(later, "2001:db8::1", null, null));
        assertThat(page.visits().get(1).passwordNote()).isEqualTo("board");
        assertThat(page.visits().get(1).clientAddress()).isEqualTo(ADDRESS);
        ShareVisit.Page second = world.sharing.visits(world.owner, world.project.id(), id(), 1, 1);
        assertThat(second.visits()).containsExactly(page.visits().get(1));
        assertThat(world.sharing
                        .visits(world.owner, world.project.id(), id(), 10, 2)
                        .visits())
                .isEmpty();
        assertThat(world.count("select count(*) from hindsight.insight_view where user_id is null"
                        + " and project_id is null"))
                .isEqualTo(1);
        assertThat(world.page(Map.of()).insights().get(0).lastViewedAt()).isEqualTo(later);

        world.step(Duration.ofDays(365));
        world.shared.noteVisit(open(rotated(), null), null);
        assertThat(world.sharing
                        .visits(world.owner, world.project.id(), id(), 10, 0)
                        .total())
                .as("the older one is forgotten")
                .isEqualTo(2);
    }

    @Test
    void visits_areNotedOncePerMinute_tokenAndAddress_whileEachIsAView() {
        String first = shared();
        world.shared.noteVisit(open(first, null), ADDRESS);
        Instant later = world.step(Duration.ofSeconds(1));
        world.shared.noteVisit(open(first, null), ADDRESS);
        assertThat(visits()).isEqualTo(1);
        assertThat(world.page(Map.of()).insights().get(0).lastViewedAt()).isEqualTo(later);

        world.shared.noteVisit(open(first, null), "2001:db8::1");
        world.shared.noteVisit(open(first, null), null);
        world.shared.noteVisit(open(first, null), null);
        assertThat(visits()).isEqualTo(3);
        world.shared.noteVisit(open(rotated(), null), ADDRESS);
        assertThat(visits()).isEqualTo(4);
        world.step(Duration.ofMinutes(1));
        world.shared.noteVisit(open(first, null), ADDRESS);
        assertThat(visits()).isEqualTo(5);
    }

    @Test
    void oldVisits_areLookedForOnceAnHour() {
        OpenShare share = open(shared(), null);
        world.shared.noteVisit(share, ADDRESS);
        world.execute(
                "update hindsight.share_visit set visited_at = ?", InsightWorld.START.minus(Duration.ofDays(366)));

        world.step(Duration.ofMinutes(59));
        world.shared.noteVisit(share, ADDRESS);
        assertThat(visits()).isEqualTo(2);
        world.step(Duration.ofMinutes(1));
        world.shared.noteVisit(share, ADDRESS);
        assertThat(visits()).isEqualTo(2);
    }

    private long visits() {
        return world.sharing
                .visits(world.owner, world.project.id(), id(), 10, 0)
                .total();
    }

    InsightWorld world() {
        return world;
    }

    /** How many the database has counted, if it counts them. */
    long deadlocks() {
        return 0;
    }

    @Test
    void visits_andChangesOfTheInsight_doNotWaitForEachOtherInACircle() throws Exception {
        OpenShare share = open(shared(), null);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                all.add(() -> {
                    for (int i = 0; i < 60; i++) {
                        if (number == 0) {
                            world.insights.update(
                                    world.owner,
                                    world.project.id(),
                                    id(),
                                    InsightBody.patch(json("{'tags': ['t" + i + "']}"), true),
                                    null);
                        } else {
                            world.shared.noteVisit(share, "192.0." + number + "." + i);
                        }
                    }
                    return true;
                });
            }
            for (Future<Boolean> each : threads.invokeAll(all)) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(visits()).isEqualTo(180);
        assertThat(deadlocks()).isZero();
    }

    @Test
    void manyVisitsAtOnce_areOneForEachAddress_andOneView() throws Exception {
        OpenShare share = open(shared(), null);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> visits = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String address = "192.0.2." + i % 4;
                visits.add(() -> {
                    world.shared.noteVisit(share, address);
                    return true;
                });
            }
            for (Future<Boolean> visit : threads.invokeAll(visits)) {
                assertThat(visit.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(visits()).isEqualTo(4);
        assertThat(world.count("select count(*) from hindsight.insight_view where user_id is null"))
                .isEqualTo(1);
    }
}
