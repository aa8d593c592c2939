package dev.hindsight.project;

import dev.hindsight.metadata.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Roles and who is in them. Asks nobody for permission: use cases do. */
public final class RoleStore {
    private final Jdbi jdbi;

    public RoleStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Adds a role; empty when the organization has one of that name. */
    public Optional<Role> add(UUID organizationId, String name, long createdBy, Instant at) {
        return Transactions.run(jdbi, handle -> {
            if (roles(organizationId).stream().anyMatch(role -> role.name().equals(name))) {
                return Optional.empty();
            }
            Role role = new Role(UUID.randomUUID(), organizationId, name, createdBy, at);
            handle.createUpdate("insert into hindsight.role (id, organization_id, name, created_by, created_at)"
                            + " values (:id, :organizationId, :name, :createdBy, :createdAt)")
                    .bindMethods(role)
                    .execute();
            return Optional.of(role);
        });
    }

    /** The roles of an organization, by name. */
    public List<Role> roles(UUID organizationId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id, organization_id, name, created_by, created_at from hindsight.role"
                                + " where organization_id = :organization order by name, id")
                .bind("organization", organizationId)
                .map((row, context) -> new Role(
                        row.getObject("id", UUID.class),
                        row.getObject("organization_id", UUID.class),
                        row.getString("name"),
                        row.getObject("created_by", Long.class),
                        ProjectStore.instant(row, "created_at")))
                .list());
    }

    /** Gives a role another name; false when another one of the organization has it. */
    public boolean rename(Role role, String name) {
        return Transactions.run(jdbi, handle -> {
            if (roles(role.organizationId()).stream()
                    .anyMatch(other -> other.name().equals(name) && !other.id().equals(role.id()))) {
                return false;
            }
            handle.createUpdate("update hindsight.role set name = :name where id = :id")
                    .bind("name", name)
                    .bind("id", role.id())
                    .execute();
            return true;
        });
    }

    /** Ends a role, and with it the rules that name it. */
    public void remove(UUID roleId) {
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate("delete from hindsight.role where id = :id")
                        .bind("id", roleId)
                        .execute());
    }

    /** Takes a member out of a role; false when there is no such membership of it. */
    public boolean removeMember(UUID roleId, UUID roleMembershipId) {
        return Transactions.run(
                        jdbi,
                        handle -> handle.createUpdate(
                                        "delete from hindsight.role_membership where role_id = :role and id = :id")
                                .bind("role", roleId)
                                .bind("id", roleMembershipId)
                                .execute())
                > 0;
    }

    /** Puts a member into a role; empty when they are in it already. */
    public Optional<RoleMembership> addMember(UUID roleId, UUID membershipId, Instant at) {
        return Transactions.run(jdbi, handle -> {
            if (memberships(roleId).stream()
                    .anyMatch(member -> member.membershipId().equals(membershipId))) {
                return Optional.empty();
            }
            RoleMembership membership = new RoleMembership(UUID.randomUUID(), roleId, membershipId, at);
            handle.createUpdate("insert into hindsight.role_membership (id, role_id, membership_id, joined_at)"
                            + " values (:id, :roleId, :membershipId, :joinedAt)")
                    .bindMethods(membership)
                    .execute();
            return Optional.of(membership);
        });
    }

    /** Who is in a role, in the order they came. */
    public List<RoleMembership> memberships(UUID roleId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id, role_id, membership_id, joined_at from hindsight.role_membership"
                                + " where role_id = :role order by joined_at, id")
                .bind("role", roleId)
                .map((row, context) -> membership(row))
                .list());
    }

    /** Who is in some roles, by the ids of the roles, in the order they came, with one statement. */
    public Map<UUID, List<RoleMember>> members(UUID organizationId, Collection<UUID> roleIds) {
        if (roleIds.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle
                .createQuery("select x.id, x.role_id, x.role_joined_at, " + MemberStore.MEMBER_COLUMNS
                        + " from (select id, role_id, membership_id, joined_at as role_joined_at"
                        + " from hindsight.role_membership where role_id in (<roles>)) x"
                        + " join hindsight.membership m on m.id = x.membership_id"
                        + " join hindsight.account u on u.id = m.user_id"
                        + " where m.organization_id = :organization order by x.role_joined_at, x.id")
                .bindList("roles", List.copyOf(roleIds))
                .bind("organization", organizationId)
                .map((row, context) -> {
                    Member member = MemberStore.member(row, context);
                    return new RoleMember(
                            new RoleMembership(
                                    row.getObject("id", UUID.class),
                                    row.getObject("role_id", UUID.class),
                                    member.membership().id(),
                                    ProjectStore.instant(row, "role_joined_at")),
                            member);
                })
                .stream()
                .collect(Collectors.groupingBy(each -> each.membership().roleId())));
    }

    /** Who is in which role of an organization, with one statement. */
    public List<RoleMembership> membershipsIn(UUID organizationId) {
        return jdbi.withHandle(handle -> handle.createQuery("select m.id, m.role_id, m.membership_id, m.joined_at"
                        + " from hindsight.role_membership m join hindsight.role r on r.id = m.role_id"
                        + " where r.organization_id = :organization order by m.joined_at, m.id")
                .bind("organization", organizationId)
                .map((row, context) -> membership(row))
                .list());
    }

    private static RoleMembership membership(ResultSet row) throws SQLException {
        return new RoleMembership(
                row.getObject("id", UUID.class),
                row.getObject("role_id", UUID.class),
                row.getObject("membership_id", UUID.class),
                ProjectStore.instant(row, "joined_at"));
    }
}
