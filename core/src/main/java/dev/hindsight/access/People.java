package dev.hindsight.access;

import dev.hindsight.access.AccessControls.Person;
import dev.hindsight.project.Member;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.Membership;
import dev.hindsight.project.Project;
import dev.hindsight.project.RoleMembership;
import dev.hindsight.project.RoleStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Looks from an object at the people: with the same few statements for an organization of any size. */
final class People {
    private final RuleStore rules;
    private final MemberStore members;
    private final RoleStore roles;

    People(RuleStore rules, MemberStore members, RoleStore roles) {
        this.rules = rules;
        this.members = members;
        this.roles = roles;
    }

    /** Who can at least view an object, in the order they joined. */
    List<Person> of(Project project, Guarded object) {
        Map<UUID, List<UUID>> rolesOfMembers = roles.membershipsIn(project.organizationId()).stream()
                .collect(Collectors.groupingBy(
                        RoleMembership::membershipId, Collectors.mapping(RoleMembership::roleId, Collectors.toList())));
        List<Place.Rule> wide = rules.wide(project);
        List<Place.Rule> own = rules.of(project.id(), object.resource(), object.id()).stream()
                .map(AccessRule::toPlace)
                .toList();
        return members.members(project.organizationId()).stream()
                .filter(member -> member.user().active())
                .flatMap(member -> {
                    Membership membership = member.membership();
                    List<UUID> in = rolesOfMembers.getOrDefault(membership.id(), List.of());
                    return person(member, Place.of(project, membership, in, wide), object, own).stream();
                })
                .toList();
    }

    private static Optional<Person> person(Member member, Place place, Guarded object, List<Place.Rule> own) {
        List<Place.Rule> theirs = place.about(own);
        AccessLevel level = place.level(object, theirs);
        return !place.enters() || level == AccessLevel.NONE
                ? Optional.empty()
                : Optional.of(new Person(member, level, source(place, object, theirs)));
    }

    private static String source(Place place, Guarded object, List<Place.Rule> own) {
        if (place.created(object.createdBy())) {
            return "creator";
        }
        if (place.administers()) {
            return "organization_admin";
        }
        Optional<Place.Rule> winner = Place.winner(own)
                .or(() -> Place.winner(place.rules().stream()
                        .filter(rule -> rule.resource() == object.resource())
                        .toList()));
        return switch (winner.map(rule -> rule.grantee().weight()).orElse(0)) {
            case 3 -> "explicit_member";
            case 2 -> "explicit_role";
            default -> place.isMadeAdmin() ? "project_admin" : "default";
        };
    }
}
