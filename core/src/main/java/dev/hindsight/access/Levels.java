package dev.hindsight.access;

import dev.hindsight.error.HindsightException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * One caller's levels on the objects of one kind in one project. Of most use within one call: rules may change at any time.
 *
 * <p>Who created an object manages it, and so do administrators of the organization. Else the rule that says most about the
 * person holds: about the object before about the kind; for the member before for a role before for everybody; of several
 * roles the most generous one.
 */
public final class Levels {
    /** How much a rule counts: how much it says of the person, then how much it allows. */
    private static final String WEIGHT =
            "(case when %1$s.membership_id is not null then 12 when %1$s.role_id is not null"
                    + " then 8 else 4 end + case %1$s.access_level when 'none' then 0 when 'viewer' then 1 when 'editor' then 2"
                    + " else 3 end)";

    private final RuleStore store;
    private final Place place;
    private final Resource resource;

    Levels(RuleStore store, Place place, Resource resource) {
        this.store = store;
        this.place = place;
        this.resource = resource;
    }

    /** The level on objects about which no rule of their own says anything, and which somebody else created. */
    public AccessLevel usual() {
        return place.level(resource);
    }

    /** Whether every object can be managed, because the caller is an administrator of the organization. */
    public boolean managesAll() {
        return place.administers();
    }

    /**
     * The level on an object.
     *
     * @param createdBy the creator's user id; null when unknown
     */
    public AccessLevel of(long id, @Nullable Long createdBy) {
        return of(List.of(new Guarded(resource, id, createdBy))).getOrDefault(id, AccessLevel.NONE);
    }

    /** The levels on objects, by their ids, with one statement. */
    public Map<Long, AccessLevel> of(Collection<Guarded> objects) {
        List<Long> others = objects.stream()
                .filter(object -> !place.manages(object.createdBy()))
                .map(Guarded::id)
                .toList();
        Map<Long, List<Place.Rule>> rules =
                store.of(place, resource, others).stream().collect(Collectors.groupingBy(Place.Rule::objectId));
        Map<Long, AccessLevel> levels = new HashMap<>();
        for (Guarded object : objects) {
            levels.put(object.id(), place.level(object, rules.getOrDefault(object.id(), List.of())));
        }
        return levels;
    }

    /** @throws HindsightException {@code FORBIDDEN} when the level on an object is below another */
    public void require(long id, @Nullable Long createdBy, AccessLevel needed) {
        if (!of(id, createdBy).includes(needed)) {
            throw refusal(needed);
        }
    }

    /** @throws HindsightException {@code FORBIDDEN} when the caller may not make objects of the kind */
    public void requireCreate() {
        if (!usual().includes(AccessLevel.EDITOR)) {
            throw refusal(AccessLevel.EDITOR);
        }
    }

    /** What is said to somebody whose level is too low. */
    public static HindsightException refusal(AccessLevel needed) {
        return HindsightException.forbidden("You do not have " + needed.wire() + " access to this resource.");
    }

    /**
     * Whether the caller may change the rules about an object: its creator, administrators, and whom a rule makes a manager of
     * it or an administrator of the project (contract insights-api 3.14).
     */
    public boolean governs(long id, @Nullable Long createdBy) {
        return place.manages(createdBy) || place.isMadeAdmin() || of(id, createdBy) == AccessLevel.MANAGER;
    }

    /** Which objects can at least be viewed, as {@link #atLeast}. */
    public Condition visible(String alias) {
        return atLeast(AccessLevel.VIEWER, alias);
    }

    /**
     * On which objects the caller has at least a level, as SQL for lists.
     *
     * @param alias of a table with the columns {@code id} and {@code created_by}; the project is the statement's affair
     */
    public Condition atLeast(AccessLevel needed, String alias) {
        if (managesAll()) {
            return new Condition("true", Map.of(), Map.of());
        }
        boolean usually = usual().includes(needed);
        // Rules that matter are those that make it otherwise than usual: mostly few, and found by an index.
        List<String> deciding = Arrays.stream(AccessLevel.values())
                .filter(level -> level.includes(needed) != usually)
                .map(AccessLevel::wire)
                .toList();
        Map<String, Object> values = new HashMap<>();
        String prefix = resource.wire() + "Access";
        values.put(prefix + "User", place.membership().userId());
        String own = alias + ".created_by = :" + prefix + "User";
        if (!store.hasRules(place, resource, deciding)) {
            return usually ? new Condition("true", Map.of(), Map.of()) : new Condition(own, values, Map.of());
        }
        values.put(prefix + "Project", place.project().id());
        values.put(prefix + "Resource", resource.wire());
        String decided = "(select cast(n.resource_id as bigint) from hindsight.access_control n where n.project_id ="
                + " :{}Project and n.resource = :{}Resource and n.resource_id <> '' and n.grantee in (<{}Grantees>)"
                + " and n.access_level in (<{}Levels>) and not exists (select 1 from hindsight.access_control m"
                + " where m.project_id = n.project_id and m.resource = n.resource and m.resource_id = n.resource_id"
                + " and m.grantee in (<{}Grantees>) and " + WEIGHT.formatted("m") + " > " + WEIGHT.formatted("n")
                + "))";
        return new Condition(
                "(" + own + " or " + alias + ".id " + (usually ? "not " : "") + "in " + decided.replace("{}", prefix)
                        + ")",
                values,
                Map.of(prefix + "Grantees", RuleStore.texts(place), prefix + "Levels", deciding));
    }

    /**
     * Which of some objects, all of them for collaborators to edit only, the caller collaborates on: they manage it or were
     * made an administrator of the project, or a rule about it names them or a role of theirs as an editor.
     */
    public Set<Long> collaborates(Collection<Guarded> restricted) {
        if (place.isMadeAdmin()) {
            return restricted.stream().map(Guarded::id).collect(Collectors.toCollection(HashSet::new));
        }
        List<Long> others = restricted.stream()
                .filter(object -> !place.manages(object.createdBy()))
                .map(Guarded::id)
                .toList();
        Set<Long> invited = store.of(place, resource, others).stream()
                .filter(rule -> !rule.grantee().equals(Grantee.EVERYBODY)
                        && AccessLevel.of(rule.level()).includes(AccessLevel.EDITOR))
                .map(Place.Rule::objectId)
                .collect(Collectors.toSet());
        return restricted.stream()
                .map(Guarded::id)
                .filter(id -> !others.contains(id) || invited.contains(id))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Whether the caller collaborates on an object, as {@link #collaborates(Collection)}, as SQL for lists. */
    public Condition collaborates(String alias) {
        if (managesAll() || place.isMadeAdmin()) {
            return new Condition("true", Map.of(), Map.of());
        }
        String prefix = resource.wire() + "Invited";
        List<String> inviting = Arrays.stream(AccessLevel.values())
                .filter(level -> level.includes(AccessLevel.EDITOR))
                .map(AccessLevel::wire)
                .toList();
        List<String> invited = RuleStore.texts(place).stream()
                .filter(grantee -> !grantee.equals(Grantee.EVERYBODY.text()))
                .toList();
        String sql =
                "(" + alias + ".created_by = :{}User or " + alias + ".id in (select cast(c.resource_id as bigint) from"
                        + " hindsight.access_control c where c.project_id = :{}Project and c.resource = :{}Resource"
                        + " and c.resource_id <> '' and c.grantee in (<{}Grantees>) and c.access_level in (<{}Levels>)))";
        return new Condition(
                sql.replace("{}", prefix),
                Map.of(
                        prefix + "User",
                        place.membership().userId(),
                        prefix + "Project",
                        place.project().id(),
                        prefix + "Resource",
                        resource.wire()),
                Map.of(prefix + "Grantees", invited, prefix + "Levels", inviting));
    }

    /** A condition with its values; all their names begin with the kind of thing, so that it can stand beside others. */
    public record Condition(String sql, Map<String, Object> values, Map<String, List<String>> lists) {
        public Condition {
            values = Map.copyOf(values);
            lists = Map.copyOf(lists);
        }

        /** Whether it is true of everything. */
        public boolean isAlways() {
            return sql.equals("true");
        }

        /** Binds the values to a statement that contains the condition. */
        public void bind(SqlStatement<?> statement) {
            statement.bindMap(values);
            lists.forEach(statement::bindList);
        }
    }
}
