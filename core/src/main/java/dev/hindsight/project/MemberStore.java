package dev.hindsight.project;

import dev.hindsight.metadata.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Users and their memberships. Asks nobody for permission: use cases do. */
public final class MemberStore {
    static final String USER = "u.id as user_id, u.uuid, u.distinct_id, u.email, u.first_name, u.last_name,"
            + " u.role_at_organization, u.active";
    static final String MEMBER_COLUMNS = "m.id as membership_id, m.organization_id, m.level, m.joined_at, " + USER;
    private static final String MEMBER =
            "select " + MEMBER_COLUMNS + " from hindsight.membership m join hindsight.account u on u.id = m.user_id";

    private final Jdbi jdbi;

    public MemberStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Adds a user; the email is kept in lower case. */
    public User addUser(String email, String firstName, String lastName, Instant at) {
        UUID uuid = UUID.randomUUID();
        long id = Transactions.run(
                jdbi,
                handle -> handle.createUpdate(
                                "insert into hindsight.account (uuid, distinct_id, email, first_name, last_name, active, created_at)"
                                        + " values (:uuid, :distinctId, :email, :firstName, :lastName, true, :at)")
                        .bind("uuid", uuid)
                        .bind("distinctId", Tokens.random(32))
                        .bind("email", email.toLowerCase(Locale.ROOT))
                        .bind("firstName", firstName)
                        .bind("lastName", lastName)
                        .bind("at", at)
                        .executeAndReturnGeneratedKeys("id")
                        .mapTo(Long.class)
                        .one());
        return findUser(id).orElseThrow();
    }

    public Optional<User> findUser(long id) {
        return Optional.ofNullable(findUsers(List.of(id)).get(id));
    }

    /** Users by their id, with one statement. */
    public Map<Long, User> findUsers(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle
                .createQuery("select " + USER + " from hindsight.account u where u.id in (<ids>)")
                .bindList("ids", List.copyOf(ids))
                .map(MemberStore::user)
                .stream()
                .collect(Collectors.toMap(User::id, Function.identity())));
    }

    public Optional<User> findUserByEmail(String email) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select " + USER + " from hindsight.account u where u.email = :email")
                        .bind("email", email.toLowerCase(Locale.ROOT))
                        .map(MemberStore::user)
                        .findOne());
    }

    public Membership addMembership(UUID organizationId, long userId, MembershipLevel level, Instant at) {
        Membership membership = new Membership(UUID.randomUUID(), organizationId, userId, level, at);
        Transactions.use(
                jdbi,
                handle -> handle.createUpdate(
                                "insert into hindsight.membership (id, organization_id, user_id, level, joined_at)"
                                        + " values (:id, :organizationId, :userId, :wire, :joinedAt)")
                        .bindMethods(membership)
                        .bind("wire", level.wireValue())
                        .execute());
        return membership;
    }

    /**
     * Makes somebody a member, with a new user if nobody has the email yet.
     *
     * @return empty when they are a member already
     */
    public Optional<Member> addMember(
            UUID organizationId, String email, String firstName, MembershipLevel level, Instant at) {
        return Transactions.run(jdbi, handle -> {
            User user = findUserByEmail(email).orElseGet(() -> addUser(email, firstName, "", at));
            if (findMembership(organizationId, user.id()).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(new Member(addMembership(organizationId, user.id(), level, at), user));
        });
    }

    /** The members of an organization, in the order they joined. */
    public List<Member> members(UUID organizationId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        MEMBER + " where m.organization_id = :organization order by m.joined_at, m.user_id")
                .bind("organization", organizationId)
                .map(MemberStore::member)
                .list());
    }

    public Optional<Member> findMember(UUID organizationId, UUID membershipId) {
        return jdbi.withHandle(
                handle -> handle.createQuery(MEMBER + " where m.organization_id = :organization and m.id = :id")
                        .bind("organization", organizationId)
                        .bind("id", membershipId)
                        .map(MemberStore::member)
                        .findOne());
    }

    public Optional<Membership> findMembership(UUID organizationId, long userId) {
        return jdbi.withHandle(
                handle -> handle.createQuery(MEMBER + " where m.organization_id = :organization and m.user_id = :user")
                        .bind("organization", organizationId)
                        .bind("user", userId)
                        .map(MemberStore::member)
                        .findOne()
                        .map(Member::membership));
    }

    /** What a user is in their organizations, by the organizations' ids, with one statement. */
    public Map<UUID, MembershipLevel> levels(long userId) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select organization_id, level from hindsight.membership where user_id = :user")
                .bind("user", userId)
                .map((row, context) -> Map.entry(
                        row.getObject("organization_id", UUID.class), MembershipLevel.of(row.getInt("level"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** What came of a change to a membership. */
    public enum Outcome {
        DONE,
        UNKNOWN,
        /** Nothing was changed, because an organization must keep an owner. */
        LAST_OWNER
    }

    /** Ends a membership, and with it the rules and roles that name it. The user stays. */
    public Outcome removeMembership(UUID organizationId, UUID membershipId) {
        return Transactions.run(jdbi, handle -> {
            Outcome outcome = withoutOwner(handle, organizationId, membershipId);
            if (outcome == Outcome.DONE) {
                handle.createUpdate("delete from hindsight.membership where id = :id")
                        .bind("id", membershipId)
                        .execute();
            }
            return outcome;
        });
    }

    /** Makes a member something else in the organization. */
    public Outcome changeLevel(UUID organizationId, UUID membershipId, MembershipLevel level) {
        return Transactions.run(jdbi, handle -> {
            Outcome outcome = withoutOwner(handle, organizationId, membershipId);
            if (outcome == Outcome.DONE || (outcome == Outcome.LAST_OWNER && level == MembershipLevel.OWNER)) {
                handle.createUpdate("update hindsight.membership set level = :level where id = :id")
                        .bind("level", level.wireValue())
                        .bind("id", membershipId)
                        .execute();
                return Outcome.DONE;
            }
            return outcome;
        });
    }

    /** Whether the organization has an owner without that member. */
    private static Outcome withoutOwner(Handle handle, UUID organizationId, UUID membershipId) {
        // Two owners who remove each other must not both succeed: the memberships wait for each other here.
        Map<UUID, Integer> levels = handle
                .createQuery("select id, level from hindsight.membership where organization_id = :organization"
                        + " order by id for update")
                .bind("organization", organizationId)
                .map((row, context) -> Map.entry(row.getObject("id", UUID.class), row.getInt("level")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!levels.containsKey(membershipId)) {
            return Outcome.UNKNOWN;
        }
        int owner = MembershipLevel.OWNER.wireValue();
        return levels.entrySet().stream()
                        .anyMatch(other -> !other.getKey().equals(membershipId) && other.getValue() == owner)
                ? Outcome.DONE
                : Outcome.LAST_OWNER;
    }

    static Member member(ResultSet row, StatementContext context) throws SQLException {
        User user = user(row, context);
        Membership membership = new Membership(
                row.getObject("membership_id", UUID.class),
                row.getObject("organization_id", UUID.class),
                user.id(),
                MembershipLevel.of(row.getInt("level")),
                ProjectStore.instant(row, "joined_at"));
        return new Member(membership, user);
    }

    static User user(ResultSet row, StatementContext context) throws SQLException {
        return new User(
                row.getLong("user_id"),
                row.getObject("uuid", UUID.class),
                row.getString("distinct_id"),
                row.getString("email"),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("role_at_organization"),
                row.getBoolean("active"));
    }
}
