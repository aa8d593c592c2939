package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.project.ApiKey;
import dev.hindsight.project.KeyStore.Issued;
import dev.hindsight.project.Member;
import dev.hindsight.project.MembershipLevel;
import dev.hindsight.project.Organization;
import dev.hindsight.project.Project;
import dev.hindsight.project.Role;
import dev.hindsight.project.RoleMembership;
import dev.hindsight.project.User;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Organizations, projects, people and keys as the API spells them. */
final class ManagementJson {
    private ManagementJson() {}

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A person (contract insights-api 2.5). */
    static JsonNode user(@Nullable User user) {
        if (user == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        return object().put("id", user.id())
                .put("uuid", user.uuid().toString())
                .put("distinct_id", user.distinctId())
                .put("first_name", user.firstName())
                .put("last_name", user.lastName())
                .put("email", user.email())
                .putNull("is_email_verified")
                .putNull("hedgehog_config")
                .put("role_at_organization", user.roleAtOrganization());
    }

    static ObjectNode project(Project project) {
        ObjectNode json = object().put("id", project.id())
                .put("organization", project.organizationId().toString())
                .put("project_id", project.id())
                .put("name", project.name())
                .put("api_token", project.apiToken())
                .put("timezone", project.timezone().getId())
                .put("week_start_day", project.weekStart().getValue() % 7);
        json.set("test_account_filters", project.testAccountFilters());
        json.set("path_cleaning_filters", project.pathCleaningFilters());
        ArrayNode groupTypes = json.putArray("group_types");
        for (int i = 0; i < project.groupTypes().size(); i++) {
            groupTypes
                    .addObject()
                    .put("group_type", project.groupTypes().get(i))
                    .put("group_type_index", i);
        }
        return json.put("is_demo", false).put("created_at", WireTime.of(project.createdAt()));
    }

    /** An organization with the caller's level in it and the projects that the caller can reach. */
    static ObjectNode organization(Organization organization, MembershipLevel level, List<Project> projects) {
        ArrayNode inside = JsonNodeFactory.instance.arrayNode();
        projects.stream()
                .filter(project -> project.organizationId().equals(organization.id()))
                .forEach(project -> inside.add(project(project)));
        ObjectNode json = object().put("id", organization.id().toString())
                .put("name", organization.name())
                .put("slug", slug(organization.name()))
                .put("created_at", WireTime.of(organization.createdAt()))
                .put("membership_level", level.wireValue())
                .put("allow_publicly_shared_resources", organization.publicSharing());
        json.set("projects", inside);
        json.set("teams", inside.deepCopy());
        return json;
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    static ObjectNode member(Member member) {
        ObjectNode json = object().put("id", member.membership().id().toString());
        json.set("user", user(member.user()));
        return json.put("level", member.membership().level().wireValue())
                .put("joined_at", WireTime.of(member.membership().joinedAt()));
    }

    static ObjectNode role(Role role, @Nullable User creator, List<ObjectNode> memberships) {
        ObjectNode json = object().put("id", role.id().toString())
                .put("name", role.name())
                .put("created_at", WireTime.of(role.createdAt()));
        json.set("created_by", user(creator));
        json.putArray("members").addAll(memberships);
        return json;
    }

    static ObjectNode roleMembership(RoleMembership membership, Member member) {
        ObjectNode json = object().put("id", membership.id().toString())
                .put("role_id", membership.roleId().toString());
        json.set("organization_member", member(member));
        json.set("user", user(member.user()));
        return json.put("joined_at", WireTime.of(membership.joinedAt()));
    }

    /** A key without its secret. */
    static ObjectNode key(ApiKey key) {
        ObjectNode json = object().put("id", key.id())
                .put("label", key.label())
                .putNull("value")
                .put("mask_value", key.maskValue())
                .put("created_at", WireTime.of(key.createdAt()))
                .put("last_used_at", WireTime.of(key.lastUsedAt()))
                .put("last_rolled_at", WireTime.of(key.lastRolledAt()))
                .put("user_id", key.userId());
        ArrayNode scopes = json.putArray("scopes");
        key.scopes().forEach(scopes::add);
        ArrayNode teams = json.putArray("scoped_teams");
        key.scopedTeams().forEach(teams::add);
        ArrayNode organizations = json.putArray("scoped_organizations");
        key.scopedOrganizations().forEach(id -> organizations.add(id.toString()));
        return json;
    }

    /** A key with its secret, which is told only once. */
    static ObjectNode issued(Issued issued) {
        return key(issued.key()).put("value", issued.value());
    }
}
