package dev.hindsight.management;

import dev.hindsight.error.HindsightException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which organization a caller means.
 *
 * @param id null for the caller's current one
 */
public record OrganizationRef(@Nullable UUID id) {
    /** The caller's current organization. */
    public static final OrganizationRef CURRENT = new OrganizationRef(null);

    /**
     * Reads {@code @current} or an id.
     *
     * @throws HindsightException {@code NOT_FOUND} for anything else
     */
    public static OrganizationRef parse(String text) {
        if (text.equals("@current")) {
            return CURRENT;
        }
        try {
            return new OrganizationRef(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw HindsightException.notFound("Organization not found.");
        }
    }
}
