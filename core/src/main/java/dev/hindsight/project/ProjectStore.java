package dev.hindsight.project;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.hindsight.event.GroupTypes;
import dev.hindsight.metadata.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Organizations and their projects. Asks nobody for permission: use cases do. */
public final class ProjectStore implements GroupTypes {
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    private static final String COLUMNS = "p.id, p.organization_id, p.name, p.timezone, p.week_start_day, p.api_token,"
            + " p.test_account_filters, p.path_cleaning_filters, p.group_types, p.created_at";

    private static final String VISIT = "select " + COLUMNS
            + ", m.id as membership_id, m.level, m.joined_at, r.role_id from hindsight.project p"
            + " left join hindsight.membership m on m.organization_id = p.organization_id and m.user_id = :user"
            + " left join hindsight.role_membership r on r.membership_id = m.id";

    private final Jdbi jdbi;

    public ProjectStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Organization addOrganization(String name, Instant at) {
        Organization organization = new Organization(UUID.randomUUID(), name, at, true);
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate(
                                "insert into hindsight.organization (id, name, created_at, public_sharing)"
                                        + " values (:id, :name, :createdAt, :publicSharing)")
                        .bindMethods(organization)
                        .execute());
        return organization;
    }

    /** Adds an organization with its owner. */
    public Organization addOrganization(String name, long ownerId, MemberStore members, Instant at) {
        return together(() -> {
            Organization organization = addOrganization(name, at);
            members.addMembership(organization.id(), ownerId, MembershipLevel.OWNER, at);
            return organization;
        });
    }

    public void renameOrganization(UUID id, String name) {
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate("update hindsight.organization set name = :name where id = :id")
                        .bind("name", name)
                        .bind("id", id)
                        .execute());
    }

    public Optional<Organization> findOrganization(UUID id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id, name, created_at, public_sharing from hindsight.organization where id = :id")
                .bind("id", id)
                .map((row, context) -> organization(row))
                .findOne());
    }

    /** Says whether anything of an organization may be shared with people who have no account. */
    public Organization setPublicSharing(UUID id, boolean allowed) {
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate(
                                "update hindsight.organization set public_sharing = :allowed where id = :id")
                        .bind("allowed", allowed)
                        .bind("id", id)
                        .execute());
        return findOrganization(id).orElseThrow();
    }

    /** The organizations that a user is a member of, oldest first. */
    public List<Organization> organizationsOf(long userId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select o.id, o.name, o.created_at, o.public_sharing from hindsight.organization o"
                                + " join hindsight.membership m on m.organization_id = o.id where m.user_id = :user"
                                + " order by o.created_at, o.id")
                .bind("user", userId)
                .map((row, context) -> organization(row))
                .list());
    }

    /** Does the work in one transaction, with what it calls of the stores over the same database. */
    <T> T together(Supplier<T> work) {
        return Transactions.run(jdbi, handle -> work.get());
    }

    /** Whether nothing is set up yet. */
    public boolean isEmpty() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from hindsight.organization")
                        .mapTo(Long.class)
                        .one())
                == 0;
    }

    /** Adds a project with a capture token of its own. */
    public Project add(UUID organizationId, String name, ZoneId timezone, DayOfWeek weekStart, Instant at) {
        long id = Transactions.run(
                jdbi,
                handle -> handle.createUpdate(
                                "insert into hindsight.project (organization_id, name, timezone, week_start_day, api_token,"
                                        + " test_account_filters, path_cleaning_filters, created_at) values (:organization, :name,"
                                        + " :timezone, :weekStart, :token, '[]', '[]', :at)")
                        .bind("organization", organizationId)
                        .bind("name", name)
                        .bind("timezone", timezone.getId())
                        .bind("weekStart", weekStart.getValue() % 7)
                        .bind("token", Tokens.captureToken())
                        .bind("at", at)
                        .executeAndReturnGeneratedKeys("id")
                        .mapTo(Long.class)
                        .one());
        return find(id).orElseThrow();
    }

    /** As {@link #add(UUID, String, ZoneId, DayOfWeek, Instant)}, with further settings in the same transaction. */
    public Project add(
            UUID organizationId,
            String name,
            ZoneId timezone,
            DayOfWeek weekStart,
            UnaryOperator<Project> settings,
            Instant at) {
        return Transactions.run(
                jdbi,
                handle -> update(
                                add(organizationId, name, timezone, weekStart, at)
                                        .id(),
                                settings)
                        .orElseThrow());
    }

    /**
     * Changes a project's settings; its id, organization, token and creation time stay. Changes of one project wait for each
     * other, so that none is lost.
     *
     * @return the project afterwards; empty if there is none
     */
    public Optional<Project> update(long id, UnaryOperator<Project> change) {
        return Transactions.run(jdbi, handle -> {
            handle.createQuery("select id from hindsight.project where id = :id for update")
                    .bind("id", id)
                    .mapTo(Long.class)
                    .findOne();
            Optional<Project> changed = find(id).map(change);
            changed.ifPresent(project -> write(handle, id, project));
            return changed;
        });
    }

    private static void write(Handle handle, long id, Project project) {
        handle.createUpdate(
                        "update hindsight.project set name = :name, timezone = :timezone, week_start_day = :weekStart,"
                                + " test_account_filters = :testAccounts, path_cleaning_filters = :pathCleaning, group_types = :groupTypes where id = :id")
                .bind("id", id)
                .bind("name", project.name())
                .bind("timezone", project.timezone().getId())
                .bind("weekStart", project.weekStart().getValue() % 7)
                .bind("testAccounts", project.testAccountFilters().toString())
                .bind("pathCleaning", project.pathCleaningFilters().toString())
                .bind("groupTypes", JsonText.write(project.groupTypes()))
                .execute();
    }

    @Override
    public OptionalInt index(long projectId, String type) {
        List<String> known = find(projectId).map(Project::groupTypes).orElse(List.of());
        if (!known.contains(type) && known.size() < MOST) {
            // Another may add it, or one of its own, at the same time.
            known = update(projectId, project -> with(project, type))
                    .map(Project::groupTypes)
                    .orElse(List.of());
        }
        int index = known.indexOf(type);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    private static Project with(Project project, String groupType) {
        List<String> types = new ArrayList<>(project.groupTypes());
        if (!types.contains(groupType) && types.size() < MOST) {
            types.add(groupType);
        }
        return project.withGroupTypes(types);
    }

    public Optional<Project> find(long id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select " + COLUMNS + " from hindsight.project p where p.id = :id")
                        .bind("id", id)
                        .map(ProjectStore::project)
                        .findOne());
    }

    /** A project and a user's place in its organization, with one statement; empty when there is no such project. */
    public Optional<ProjectVisit> visit(long id, long userId) {
        return jdbi
                .withHandle(handle -> merged(handle.createQuery(VISIT + " where p.id = :id")
                        .bind("id", id)
                        .bind("user", userId)
                        .map((row, context) -> visit(row, context, userId))
                        .list()))
                .stream()
                .findFirst();
    }

    /** The projects of the organizations that a user is a member of, by id, with the user's places, with one statement. */
    public List<ProjectVisit> visits(long userId) {
        return jdbi.withHandle(handle -> merged(handle.createQuery(VISIT + " where m.id is not null order by p.id")
                .bind("user", userId)
                .map((row, context) -> visit(row, context, userId))
                .list()));
    }

    /** One for each project, of rows with a role each. */
    private static List<ProjectVisit> merged(List<ProjectVisit> rows) {
        Map<Long, ProjectVisit> merged = new LinkedHashMap<>();
        for (ProjectVisit row : rows) {
            merged.merge(
                    row.project().id(),
                    row,
                    (first, next) -> new ProjectVisit(
                            first.project(),
                            first.membership(),
                            Stream.concat(first.roles().stream(), next.roles().stream())
                                    .toList()));
        }
        return List.copyOf(merged.values());
    }

    private static ProjectVisit visit(ResultSet row, StatementContext context, long userId) throws SQLException {
        Project project = project(row, context);
        UUID membership = row.getObject("membership_id", UUID.class);
        UUID role = row.getObject("role_id", UUID.class);
        return new ProjectVisit(
                project,
                membership == null
                        ? null
                        : new Membership(
                                membership,
                                project.organizationId(),
                                userId,
                                MembershipLevel.of(row.getInt("level")),
                                instant(row, "joined_at")),
                role == null ? List.of() : List.of(role));
    }

    /** The project that a capture token belongs to. */
    public Optional<Project> findByToken(String token) {
        if (token.indexOf('\0') >= 0) {
            return Optional.empty(); // PostgreSQL takes no such text, not even to look for it
        }
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from hindsight.project p where p.api_token = :token")
                .bind("token", token)
                .map(ProjectStore::project)
                .findOne());
    }

    /** The projects of the organizations that a user is a member of, by id. */
    public List<Project> projectsOf(long userId) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from hindsight.project p join hindsight.membership m on m.organization_id = p.organization_id"
                        + " where m.user_id = :user order by p.id")
                .bind("user", userId)
                .map(ProjectStore::project)
                .list());
    }

    private static Organization organization(ResultSet row) throws SQLException {
        return new Organization(
                row.getObject("id", UUID.class),
                row.getString("name"),
                instant(row, "created_at"),
                row.getBoolean("public_sharing"));
    }

    private static Project project(ResultSet row, StatementContext context) throws SQLException {
        int day = row.getInt("week_start_day");
        return new Project(
                row.getLong("id"),
                row.getObject("organization_id", UUID.class),
                row.getString("name"),
                ZoneId.of(row.getString("timezone")),
                day == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(day),
                row.getString("api_token"),
                JsonText.read(row.getString("test_account_filters")),
                JsonText.read(row.getString("path_cleaning_filters")),
                JsonText.list(row.getString("group_types"), NAMES),
                instant(row, "created_at"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
