package dev.hindsight.access;

import dev.hindsight.metadata.Transactions;
import dev.hindsight.project.Membership;
import dev.hindsight.project.Project;
import dev.hindsight.project.ProjectStore;
import dev.hindsight.project.ProjectVisit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** The access rules of projects. Asks nobody for permission. */
final class RuleStore {
    private static final String COLUMNS =
            "resource, resource_id, membership_id, role_id, access_level, created_by, created_at, updated_at";
    private static final String WIDE = "select " + COLUMNS
            + " from hindsight.access_control where project_id = :project and (resource_id = ''"
            + " or (resource = 'project' and resource_id = :id))";
    private static final String OF_OBJECT =
            " from hindsight.access_control where project_id = :project and resource = :resource and resource_id = :object";

    private final Jdbi jdbi;
    private final ProjectStore projects;

    RuleStore(Jdbi jdbi, ProjectStore projects) {
        this.jdbi = jdbi;
        this.projects = projects;
    }

    /** A user's place in a project; empty for one who is no member of its organization. */
    Optional<Place> place(Project project, long userId) {
        return projects.visit(project.id(), userId).flatMap(this::place);
    }

    /** The place of somebody who comes to a project; empty for one who is no member of its organization. */
    Optional<Place> place(ProjectVisit visit) {
        Membership membership = visit.membership();
        if (membership == null) {
            return Optional.empty();
        }
        Place place = Place.of(visit.project(), membership, visit.roles(), List.of());
        return Optional.of(
                place.administers() ? place : Place.of(visit.project(), membership, visit.roles(), wide(place)));
    }

    /** A user's places in the projects of all their organizations, by the projects' ids, with two statements. */
    List<Place> places(long userId) {
        List<ProjectVisit> visits = projects.visits(userId);
        Map<Long, List<Place.Rule>> rules = wideOf(userId);
        return visits.stream()
                .map(visit -> Place.of(
                        visit.project(),
                        Objects.requireNonNull(visit.membership()),
                        visit.roles(),
                        rules.getOrDefault(visit.project().id(), List.of())))
                .toList();
    }

    /** What {@link #wide} finds, for a user, by the ids of projects. */
    private Map<Long, List<Place.Rule>> wideOf(long userId) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select c.project_id, c.resource, c.resource_id,"
                        + " c.membership_id, c.role_id, c.access_level, c.created_by, c.created_at, c.updated_at"
                        + " from hindsight.access_control c join hindsight.project p on p.id = c.project_id"
                        + " join hindsight.membership m on m.organization_id = p.organization_id and m.user_id = :user"
                        + " where (c.resource_id = '' or (c.resource = 'project'"
                        + " and c.resource_id = cast(c.project_id as varchar(20))))"
                        + " and (c.membership_id = m.id or c.grantee = :everybody or c.role_id in (select r.role_id"
                        + " from hindsight.role_membership r where r.membership_id = m.id))")
                .bind("user", userId)
                .bind("everybody", Grantee.EVERYBODY.text())
                .map((row, context) ->
                        Map.entry(row.getLong("project_id"), rule(row).toPlace()))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
    }

    /** The rules of a project that are not about single objects, for whomever. */
    List<Place.Rule> wide(Project project) {
        return jdbi.withHandle(handle -> handle.createQuery(WIDE)
                .bind("project", project.id())
                .bind("id", Long.toString(project.id()))
                .map((row, context) -> rule(row).toPlace())
                .list());
    }

    private List<Place.Rule> wide(Place place) {
        return jdbi.withHandle(handle -> handle.createQuery(WIDE + " and grantee in (<grantees>)")
                .bind("project", place.project().id())
                .bind("id", Long.toString(place.project().id()))
                .bindList("grantees", texts(place))
                .map((row, context) -> rule(row).toPlace())
                .list());
    }

    /** The rules about some objects that are for somebody. */
    List<Place.Rule> of(Place place, Resource resource, Collection<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from hindsight.access_control where project_id = :project and resource = :resource"
                        + " and resource_id in (<ids>) and grantee in (<grantees>)")
                .bind("project", place.project().id())
                .bind("resource", resource.wire())
                .bindList("ids", ids.stream().map(Object::toString).toList())
                .bindList("grantees", texts(place))
                .map((row, context) -> rule(row).toPlace())
                .list());
    }

    static List<String> texts(Place place) {
        return place.grantees().stream().map(Grantee::text).toList();
    }

    /** Whether any rule about a single object of a kind gives somebody one of some levels. */
    boolean hasRules(Place place, Resource resource, List<String> levels) {
        return !levels.isEmpty()
                && jdbi.withHandle(handle -> handle.createQuery("select 1 from hindsight.access_control"
                                        + " where project_id = :project and resource = :resource and grantee in"
                                        + " (<grantees>) and access_level in (<levels>) and resource_id <> '' limit 1")
                                .bind("project", place.project().id())
                                .bind("resource", resource.wire())
                                .bindList("grantees", texts(place))
                                .bindList("levels", levels)
                                .mapTo(Integer.class)
                                .findOne())
                        .isPresent();
    }

    /** Every rule about an object, or (0) about a whole kind, the oldest first. */
    List<AccessRule> of(long projectId, Resource resource, long objectId) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select " + COLUMNS + OF_OBJECT + " order by created_at, grantee")
                        .bind("project", projectId)
                        .bind("resource", resource.wire())
                        .bind("object", text(objectId))
                        .map((row, context) -> rule(row))
                        .list());
    }

    Optional<AccessRule> find(long projectId, Resource resource, long objectId, Grantee grantee) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + OF_OBJECT + " and grantee = :grantee")
                .bind("project", projectId)
                .bind("resource", resource.wire())
                .bind("object", text(objectId))
                .bind("grantee", grantee.text())
                .map((row, context) -> rule(row))
                .findOne());
    }

    /** Sets what a rule says; there need not be one yet. */
    AccessRule put(
            long projectId, Resource resource, long objectId, Grantee grantee, String level, long userId, Instant now) {
        return Transactions.run(jdbi, handle -> {
            boolean known = handle.createUpdate("update hindsight.access_control set access_level = :level,"
                                    + " updated_at = :now where project_id = :project and resource = :resource"
                                    + " and resource_id = :object and grantee = :grantee")
                            .bind("level", level)
                            .bind("now", now)
                            .bind("project", projectId)
                            .bind("resource", resource.wire())
                            .bind("object", text(objectId))
                            .bind("grantee", grantee.text())
                            .execute()
                    > 0;
            if (!known) {
                handle.createUpdate("insert into hindsight.access_control (id, project_id, resource, resource_id,"
                                + " grantee, membership_id, role_id, access_level, created_by, created_at, updated_at)"
                                + " values (:id, :project, :resource, :object, :grantee, cast(:membership as uuid), cast(:role as uuid), :level,"
                                + " :user, :now, :now)")
                        .bind("id", UUID.randomUUID())
                        .bind("project", projectId)
                        .bind("resource", resource.wire())
                        .bind("object", text(objectId))
                        .bind("grantee", grantee.text())
                        .bind("membership", grantee.membership())
                        .bind("role", grantee.role())
                        .bind("level", level)
                        .bind("user", userId)
                        .bind("now", now)
                        .execute();
            }
            return find(projectId, resource, objectId, grantee).orElseThrow();
        });
    }

    void remove(long projectId, Resource resource, long objectId, Grantee grantee) {
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate("delete" + OF_OBJECT + " and grantee = :grantee")
                        .bind("project", projectId)
                        .bind("resource", resource.wire())
                        .bind("object", text(objectId))
                        .bind("grantee", grantee.text())
                        .execute());
    }

    private static String text(long objectId) {
        return objectId == 0 ? "" : Long.toString(objectId);
    }

    private static AccessRule rule(ResultSet row) throws SQLException {
        String object = row.getString("resource_id");
        String resource = row.getString("resource");
        return new AccessRule(
                Arrays.stream(Resource.values())
                        .filter(each -> each.wire().equals(resource))
                        .findFirst()
                        .orElseThrow(),
                object.isEmpty() ? null : Long.valueOf(object),
                row.getObject("membership_id", UUID.class),
                row.getObject("role_id", UUID.class),
                row.getString("access_level"),
                row.getObject("created_by", Long.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
