package dev.hindsight.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.query.Action;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers may do with actions, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class ActionsContract {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

    private MetadataDatabase database;
    private KeyStore keys;
    private Access access;
    private ActionStore store;
    private Actions actions;
    private Project project;
    private Project other;
    private Caller owner;

    void start(MetadataDatabase opened) {
        database = opened;
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        ProjectStore projects = new ProjectStore(database.jdbi());
        MemberStore members = new MemberStore(database.jdbi());
        keys = new KeyStore(database.jdbi());
        access = new Access(database.jdbi(), projects, members, keys, clock);
        store = new ActionStore(database.jdbi());
        actions = new Actions(access, store, clock);
        Bootstrap.FirstStart first =
                new Bootstrap(projects, members, keys).run(null, NOW).orElseThrow();
        owner = access.authenticate(first.key().value(), "body");
        project = first.project();
        other = projects.add(
                project.organizationId(), "Other", ZoneId.of("UTC"), DayOfWeek.SUNDAY, UnaryOperator.identity(), NOW);
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void create_storesAnActionUnderTheNextIdOfItsProject() {
        StoredAction first = actions.create(
                owner,
                project.id(),
                said("{'name': 'Signed up', 'description': 'd',"
                        + " 'steps': [{'event': 'signup', 'url': '/x', 'url_matching': 'exact'}], 'unknown': 1}"));
        StoredAction second = actions.create(owner, project.id(), said("{'name': 'Any'}"));
        StoredAction foreign = actions.create(owner, other.id(), said("{'name': 'Any'}"));

        assertThat(List.of(first.id(), second.id(), foreign.id())).containsExactly(1, 2, 1);
        assertThat(actions.get(owner, project.id(), 1)).isEqualTo(first);
        assertThat(first.createdAt()).isEqualTo(NOW);
        assertThat(first.definition().steps()).hasSize(1);
        assertThat(first.definition().steps().get(0).url()).isEqualTo(new Action.TextRule(Action.Matching.EXACT, "/x"));
        assertThat(second.definition().steps()).isEmpty();
        assertThat(actions.list(owner, project.id())).containsExactly(second, first);
    }

    @Test
    void change_changesWhatIsNamed_only() {
        actions.create(owner, project.id(), said("{'name': 'A', 'steps': [{'event': 'a'}]}"));

        StoredAction changed = actions.change(owner, project.id(), 1, said("{'description': 'new'}"));

        assertThat(changed.name()).isEqualTo("A");
        assertThat(changed.steps()).hasSize(1);
        assertThat(actions.get(owner, project.id(), 1)).isEqualTo(changed);
        assertMissing(() -> actions.change(owner, other.id(), 1, said("{'name': 'B'}")));
    }

    @Test
    void delete_hidesAnAction_untilItIsBroughtBack() {
        actions.create(owner, project.id(), said("{'name': 'A'}"));

        actions.delete(owner, project.id(), 1);

        assertThat(actions.list(owner, project.id())).isEmpty();
        assertMissing(() -> actions.get(owner, project.id(), 1));
        assertMissing(() -> actions.delete(owner, project.id(), 1));
        assertMissing(() -> actions.change(owner, project.id(), 1, said("{'name': 'B'}")));
        assertThat(actions.create(owner, project.id(), said("{'name': 'A'}")).id())
                .as("ids are not used twice")
                .isEqualTo(2);
        assertInvalid(() -> actions.change(owner, project.id(), 1, said("{'deleted': false}")), "name", "unique");
        assertThat(actions.change(owner, project.id(), 1, said("{'deleted': false, 'name': 'B'}"))
                        .deleted())
                .isFalse();
        assertThat(actions.get(owner, project.id(), 1).name()).isEqualTo("B");
    }

    @Test
    void names_areUniqueWithinAProject_butForThoseThatHaveNone() {
        actions.create(owner, project.id(), said("{'name': 'A'}"));
        actions.create(owner, project.id(), said("{}"));
        actions.create(owner, project.id(), said("{'name': null}"));

        assertInvalid(() -> actions.create(owner, project.id(), said("{'name': 'A'}")), "name", "unique");
        assertInvalid(() -> actions.change(owner, project.id(), 2, said("{'name': 'A'}")), "name", "unique");
        assertThat(actions.change(owner, project.id(), 1, said("{'name': 'A'}")).name())
                .isEqualTo("A");
    }

    @Test
    void read_refusesWhatIsNoAction_namingTheField() {
        assertInvalid(() -> said("{'name': '" + "x".repeat(401) + "'}"), "name", "max_length");
        assertInvalid(() -> said("{'steps': {}}"), "steps", "invalid_input");
        assertInvalid(() -> said("{'steps': [{'evnt': 'a'}]}"), "steps", "invalid_input");
        assertInvalid(() -> said("{'steps': [{'url': 'a', 'url_matching': 'like'}]}"), "steps", "invalid_input");
        assertInvalid(
                () -> said("{'steps': [{'properties': [{'key': 'a', 'operator': 'nope', 'value': 1}]}]}"),
                "steps",
                "invalid_input");
        assertThatThrownBy(() -> said("{'steps': [{'evnt': 'a'}]}")).hasMessageStartingWith("steps[0].evnt: ");
    }

    @Test
    void keys_needTheScope() {
        Caller reader = caller("action:read");

        assertThat(actions.list(reader, project.id())).isEmpty();
        assertForbidden(() -> actions.create(reader, project.id(), said("{}")), "action:write");
        assertForbidden(() -> actions.delete(reader, project.id(), 1), "action:write");
        assertForbidden(() -> actions.list(caller("insight:write"), project.id()), "action:read");
    }

    private Caller caller(String scope) {
        Grant grant = new Grant("k", List.of(scope), List.of(), List.of());
        return access.authenticate(keys.issue(owner.user().id(), grant, NOW).value(), "body");
    }

    private static ActionChange said(String json) {
        return ActionChange.read(json(json));
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertInvalid(ThrowingCallable call, String attr, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.failure()).isEqualTo(Failure.INVALID);
            assertThat(e.attr()).contains(attr);
            assertThat(e.code()).isEqualTo(code);
        });
    }

    private static void assertMissing(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HindsightException.class, e -> assertThat(e.failure()).isEqualTo(Failure.NOT_FOUND));
    }

    private static void assertForbidden(ThrowingCallable call, String scope) {
        assertThatThrownBy(call).hasMessage("API key missing required scope '" + scope + "'");
    }
}
