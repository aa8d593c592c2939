package dev.hindsight.access;

import dev.hindsight.error.HindsightException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an API key may be used for: reading or writing one kind of object (contract insights-api 1.3).
 *
 * @param write whether it takes the right to write; a key that may write may read too
 */
public record Scope(String object, boolean write) {
    /** Every object, read and write. */
    public static final String ALL = "*";

    public static final Scope INSIGHT_READ = read("insight");
    public static final Scope INSIGHT_WRITE = write("insight");
    public static final Scope QUERY_READ = read("query");
    public static final Scope ACTIVITY_READ = read("activity_log");
    public static final Scope ACCESS_CONTROL_READ = read("access_control");
    public static final Scope ACCESS_CONTROL_WRITE = write("access_control");
    public static final Scope SHARING_READ = read("sharing_configuration");
    public static final Scope SHARING_WRITE = write("sharing_configuration");
    public static final Scope DASHBOARD_READ = read("dashboard");
    public static final Scope DASHBOARD_WRITE = write("dashboard");
    public static final Scope PROJECT_READ = read("project");
    public static final Scope PROJECT_WRITE = write("project");
    public static final Scope ORGANIZATION_READ = read("organization");
    public static final Scope ORGANIZATION_WRITE = write("organization");
    public static final Scope MEMBER_READ = read("organization_member");
    public static final Scope MEMBER_WRITE = write("organization_member");
    public static final Scope USER_READ = read("user");
    public static final Scope USER_WRITE = write("user");

    private static final List<String> OBJECTS = List.of(
            "access_control",
            "action",
            "activity_log",
            "annotation",
            "cohort",
            "dashboard",
            "event_definition",
            "export",
            "group",
            "insight",
            "organization",
            "organization_member",
            "person",
            "project",
            "property_definition",
            "query",
            "sharing_configuration",
            "user");

    public static Scope read(String object) {
        return new Scope(object, false);
    }

    public static Scope write(String object) {
        return new Scope(object, true);
    }

    /** Such as {@code insight:write}. */
    public String wire() {
        return object + (write ? ":write" : ":read");
    }

    /** Whether any of a key's scopes allows this. */
    public boolean isIn(Collection<String> granted) {
        return granted.contains(ALL) || granted.contains(object + ":write") || (!write && granted.contains(wire()));
    }

    /** The granted scope that a key with {@code held} must not hand on, because it does not have it itself, if any. */
    public static Optional<String> beyond(Collection<String> held, Collection<String> granted) {
        return held.contains(ALL)
                ? Optional.empty()
                : granted.stream()
                        .filter(scope -> !held.contains(scope) && !held.contains(scope.replace(":read", ":write")))
                        .findFirst();
    }

    /**
     * Checks the scopes that a key is to have.
     *
     * @throws HindsightException {@code validation_error}, attr {@code scopes}, for none or an unknown one
     */
    public static void checkGranted(List<String> scopes) {
        if (scopes.isEmpty()) {
            throw HindsightException.invalid(
                    "scopes", "empty", "A key without scopes could do nothing; name at least one.");
        }
        for (String scope : scopes) {
            int colon = scope.indexOf(':');
            boolean known = scope.equals(ALL)
                    || (colon > 0
                            && OBJECTS.contains(scope.substring(0, colon))
                            && List.of("read", "write").contains(scope.substring(colon + 1)));
            if (!known) {
                throw HindsightException.invalid(
                        "scopes",
                        "invalid_choice",
                        "A scope is * or object:read or object:write, with one of the objects "
                                + String.join(", ", OBJECTS) + ".");
            }
        }
    }
}
