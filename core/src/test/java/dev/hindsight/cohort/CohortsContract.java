package dev.hindsight.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.KeyStore.Grant;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.query.Cohort;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers may do with cohorts, over every metadata database. */
@NullUnmarked // fields are set before each test
abstract class CohortsContract {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

    private MetadataDatabase database;
    private DuckDbDatabase events;
    private DuckDbEventStore persons;
    private KeyStore keys;
    private Access access;
    private CohortStore store;
    private Cohorts cohorts;
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
        store = new CohortStore(database.jdbi());
        events = DuckDbDatabase.open("jdbc:duckdb:");
        persons = new DuckDbEventStore(events, clock);
        cohorts = new Cohorts(access, store, persons, clock);
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
            events.close();
        }
    }

    private static final String PRO =
            "{'name': 'Pro', 'filters': {'properties': {'type': 'OR', 'values': [{'type': 'AND',"
                    + " 'values': [{'type': 'person', 'key': 'plan', 'value': 'pro', 'operator': 'exact'}]}]}}}";

    @Test
    void create_storesACohortUnderTheNextIdOfItsProject() {
        StoredCohort pro = cohorts.create(owner, project.id(), said(PRO));
        StoredCohort listed = cohorts.create(owner, project.id(), said("{'name': 'Listed', 'is_static': true}"));
        StoredCohort foreign = cohorts.create(owner, other.id(), said(PRO));

        assertThat(List.of(pro.id(), listed.id(), foreign.id())).containsExactly(1, 2, 1);
        assertThat(cohorts.get(owner, project.id(), 1)).isEqualTo(pro);
        assertThat(pro.definition().members()).isInstanceOf(Cohort.Criteria.class);
        assertThat(listed.definition().members()).isEqualTo(new Cohort.Listed(0));
        assertThat(cohorts.list(owner, project.id())).containsExactly(listed, pro);
    }

    @Test
    void change_changesWhatIsNamed_only_andDeletesAndRestores() {
        cohorts.create(owner, project.id(), said(PRO));

        StoredCohort changed = cohorts.change(owner, project.id(), 1, said("{'description': 'new'}"));
        assertThat(changed.name()).isEqualTo("Pro");
        assertThat(changed.filters().isEmpty()).isFalse();
        assertMissing(() -> cohorts.change(owner, other.id(), 1, said("{'name': 'B'}")));

        cohorts.delete(owner, project.id(), 1);
        assertMissing(() -> cohorts.get(owner, project.id(), 1));
        assertMissing(() -> cohorts.delete(owner, project.id(), 1));
        assertThat(cohorts.change(owner, project.id(), 1, said("{'deleted': false}")))
                .isEqualTo(changed);
    }

    @Test
    void persons_areListedInAStaticCohort_eachOnce() {
        persons.putPerson(project.id(), List.of("a"), Map.of(), NOW);
        persons.putPerson(project.id(), List.of("b"), Map.of(), NOW);
        persons.putPerson(other.id(), List.of("c"), Map.of(), NOW);
        List<UUID> ids = ids();
        StoredCohort cohort = cohorts.create(
                owner,
                project.id(),
                said("{'name': 'L', 'is_static': true, '_create_static_person_ids': ['" + ids.get(0) + "']}"));
        assertThat(cohorts.size(cohort)).isEqualTo(1);

        StoredCohort more = cohorts.addPersons(owner, project.id(), 1, ids);
        assertThat(cohorts.size(more)).as("not those of other projects").isEqualTo(2);
        assertThat(more.version()).isGreaterThan(cohort.version());

        cohorts.removePersons(owner, project.id(), 1, List.of(ids.get(1), UUID.randomUUID()));
        assertThat(cohorts.size(more)).isEqualTo(1);
    }

    private List<UUID> ids() {
        try (var connection = events.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select uuid from persons order by id")) {
            List<UUID> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void read_refusesWhatIsNoCohort_namingTheField() {
        assertInvalid(() -> cohorts.create(owner, project.id(), said("{'is_static': true}")), "name", "required");
        assertInvalid(() -> cohorts.create(owner, project.id(), said("{'name': 'x'}")), "filters", "required");
        assertInvalid(
                () -> cohorts.create(owner, project.id(), said(PRO.replace("{'name'", "{'is_static': true, 'name'"))),
                "filters",
                "invalid_input");
        assertInvalid(
                () -> said("{'filters': {'properties': {'type': 'AND', 'values': []}}}"), "filters", "invalid_input");
        assertInvalid(() -> said("{'filters': {'groups': []}}"), "filters", "invalid_input");
        assertInvalid(() -> said("{'groups': [{}]}"), "groups", "not_supported");
        assertInvalid(
                () -> said("{'filters': {'properties': {'type': 'AND', 'values': [{'type': 'behavioral',"
                        + " 'value': 'stopped_performing_event', 'event_type': 'events', 'key': 'x'}]}}}"),
                "filters",
                "not_supported");
        cohorts.create(owner, project.id(), said(PRO));
        assertInvalid(() -> cohorts.addPersons(owner, project.id(), 1, List.of()), "is_static", "invalid_input");
    }

    @Test
    void keys_needTheScope() {
        Caller reader = caller("cohort:read");

        assertThat(cohorts.list(reader, project.id())).isEmpty();
        assertForbidden(() -> cohorts.create(reader, project.id(), said(PRO)), "cohort:write");
        assertForbidden(() -> cohorts.addPersons(reader, project.id(), 1, List.of()), "cohort:write");
        assertForbidden(() -> cohorts.list(caller("action:write"), project.id()), "cohort:read");
    }

    private Caller caller(String scope) {
        Grant grant = new Grant("k", List.of(scope), List.of(), List.of());
        return access.authenticate(keys.issue(owner.user().id(), grant, NOW).value(), "body");
    }

    private static CohortChange said(String json) {
        return CohortChange.read(json(json));
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
