package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.access.Scope;
import dev.hindsight.body.Body;
import dev.hindsight.cohort.CohortChange;
import dev.hindsight.cohort.Cohorts;
import dev.hindsight.cohort.StoredCohort;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stored cohorts (contract queries 2.4.1). */
final class CohortRoutes {
    private static final String PATH = "/api/{scope:projects|environments}/{project}/cohorts";
    private static final String ONE = PATH + "/{cohort}";
    private static final Scope READ = Scope.read("cohort");
    private static final Scope WRITE = Scope.write("cohort");

    private final ProjectGate gate;
    private final Cohorts cohorts;
    private final MemberStore members;

    CohortRoutes(ProjectGate gate, Cohorts cohorts, MemberStore members) {
        this.gate = gate;
        this.cohorts = cohorts;
        this.members = members;
    }

    void addTo(Router.Builder routes) {
        routes.add("GET", PATH, this::list);
        routes.add("POST", PATH, this::create);
        routes.add("GET", ONE, this::retrieve);
        routes.add("PATCH", ONE, this::update);
        routes.add("DELETE", ONE, this::delete);
        routes.add("PATCH", ONE + "/add_persons_to_static_cohort", this::addPersons);
        routes.add("PATCH", ONE + "/remove_person_from_static_cohort", this::removePerson);
    }

    private Reply list(Request request) throws IOException {
        Visit visit = gate.enter(request, READ);
        List<StoredCohort> all = cohorts.list(visit.caller(), visit.projectId());
        Page page = Page.of(request);
        List<StoredCohort> shown = page.of(all);
        Map<Long, User> creators = members.findUsers(shown.stream()
                .map(StoredCohort::createdBy)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        return Reply.json(
                200,
                page.envelope(
                        request,
                        all.size(),
                        shown.stream()
                                .map(cohort -> json(cohort, creators.get(cohort.createdBy())))
                                .toList()));
    }

    private Reply create(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        return reply(201, cohorts.create(visit.caller(), visit.projectId(), CohortChange.read(request.json())));
    }

    private Reply retrieve(Request request) throws IOException {
        Visit visit = gate.enter(request, READ);
        return reply(200, cohorts.get(visit.caller(), visit.projectId(), id(request)));
    }

    private Reply update(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        CohortChange change = CohortChange.read(request.json());
        return reply(200, cohorts.change(visit.caller(), visit.projectId(), id(request), change));
    }

    private Reply delete(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        cohorts.delete(visit.caller(), visit.projectId(), id(request));
        return Reply.empty(204);
    }

    private Reply addPersons(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        List<UUID> persons = CohortChange.persons(new Body(request.json()), "person_ids");
        return reply(200, cohorts.addPersons(visit.caller(), visit.projectId(), id(request), persons));
    }

    private Reply removePerson(Request request) throws IOException {
        Visit visit = gate.enter(request, WRITE);
        UUID person = new Body(request.json()).requiredUuid("person_id");
        return reply(200, cohorts.removePersons(visit.caller(), visit.projectId(), id(request), List.of(person)));
    }

    private static int id(Request request) {
        String id = request.path("cohort");
        if (!id.matches("[0-9]{1,9}")) {
            throw HindsightException.notFound();
        }
        return Integer.parseInt(id);
    }

    private Reply reply(int status, StoredCohort cohort) {
        Long creator = cohort.createdBy();
        return Reply.json(
                status,
                json(cohort, creator == null ? null : members.findUser(creator).orElse(null)));
    }

    private ObjectNode json(StoredCohort cohort, @Nullable User creator) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", cohort.id())
                .put("name", cohort.name())
                .put("description", cohort.description())
                .put("is_static", cohort.isStatic());
        json.set("filters", cohort.filters());
        json.putArray("groups");
        json.put("deleted", cohort.deleted())
                .put("is_calculating", false)
                .put("count", cohort.isStatic() ? cohorts.size(cohort) : null)
                .put("created_at", WireTime.of(cohort.createdAt()))
                .put("updated_at", WireTime.of(cohort.updatedAt()));
        json.set("created_by", ManagementJson.user(creator));
        return json;
    }
}
