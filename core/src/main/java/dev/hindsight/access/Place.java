package dev.hindsight.access;

import dev.hindsight.project.Membership;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Project;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in a project: what rules can name them by, and what those rules say that are not about single objects.
 *
 * @param grantees the member, each of their roles, and everybody
 * @param rules about the project and about all objects of a kind, for these grantees
 */
record Place(Project project, Membership membership, List<Grantee> grantees, List<Rule> rules) {
    Place {
        grantees = List.copyOf(grantees);
        rules = List.copyOf(rules);
    }

    /**
     * A member's place.
     *
     * @param roles theirs
     * @param wide rules of the project that are not about single objects, for whomever
     */
    static Place of(Project project, Membership membership, Collection<UUID> roles, Collection<Rule> wide) {
        List<Grantee> grantees = new ArrayList<>();
        grantees.add(Grantee.EVERYBODY);
        grantees.add(Grantee.member(membership.id()));
        roles.forEach(role -> grantees.add(Grantee.role(role)));
        Place place = new Place(project, membership, grantees, List.of());
        return place.administers() ? place : new Place(project, membership, grantees, place.about(wide));
    }

    /** Those of some rules that are for them. */
    List<Rule> about(Collection<Rule> some) {
        return some.stream().filter(rule -> grantees.contains(rule.grantee())).toList();
    }

    /**
     * What a rule says.
     *
     * @param objectId 0: of all objects of the kind
     */
    record Rule(Resource resource, long objectId, Grantee grantee, String level) {
        int rank() {
            return resource.levels().indexOf(level);
        }
    }

    /** Whether they are an administrator or an owner of the organization, for whom there are no rules. */
    boolean administers() {
        return membership.level() != MembershipLevel.MEMBER;
    }

    /** Whether they may use the project at all. */
    boolean enters() {
        return administers() || !"none".equals(explicit(Resource.PROJECT).orElse(Resource.PROJECT.defaultLevel()));
    }

    /** Whether a rule, not only a default, makes them an administrator of the project. */
    boolean isMadeAdmin() {
        return winner(rules.stream()
                        .filter(rule -> rule.resource() == Resource.PROJECT
                                && !rule.grantee().equals(Grantee.EVERYBODY))
                        .toList())
                .filter(rule -> rule.level().equals("admin"))
                .isPresent();
    }

    /** Whether they created an object. */
    boolean created(@Nullable Long createdBy) {
        return createdBy != null && createdBy == membership.userId();
    }

    /** Whether they manage an object whatever the rules about it. */
    boolean manages(@Nullable Long createdBy) {
        return administers() || created(createdBy);
    }

    /**
     * Their level on an object.
     *
     * @param own the rules about it that are for them
     */
    AccessLevel level(Guarded object, Collection<Rule> own) {
        return manages(object.createdBy())
                ? AccessLevel.MANAGER
                : winner(own).map(rule -> AccessLevel.of(rule.level())).orElse(level(object.resource()));
    }

    /** Their level on objects of a kind about which no rule of their own says anything. */
    AccessLevel level(Resource kind) {
        return administers()
                ? AccessLevel.MANAGER
                : AccessLevel.of(explicit(kind).orElse(kind.defaultLevel()));
    }

    /** What the rules about a whole kind, or about the project, say. */
    Optional<String> explicit(Resource kind) {
        return winner(rules.stream().filter(rule -> rule.resource() == kind).toList())
                .map(Rule::level);
    }

    /**
     * The rule that holds: of those that say most about the person, the one that allows most (contract insights-api 3.14, most
     * specific wins).
     */
    static Optional<Rule> winner(Collection<Rule> rules) {
        return rules.stream()
                .max(Comparator.comparingInt((Rule rule) -> rule.grantee().weight())
                        .thenComparingInt(Rule::rank));
    }
}
