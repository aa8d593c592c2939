package dev.hindsight.insight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.AccessLevel;
import dev.hindsight.access.Guarded;
import dev.hindsight.access.Resource;
import dev.hindsight.project.User;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A saved question as one caller sees it, without its answer (contract insights-api 2.1).
 *
 * @param shortId 8 letters and digits, unique in the project, for ever
 * @param derivedName what a client calls the insight while it has no name
 * @param filters an object, the question in its old form; kept as sent, and asked where no query is stored
 * @param query the question: as it is stored, or as {@code filters} ask it; null when these cannot be translated
 * @param problem why the filters cannot be translated, naming the key; null when there is a question
 * @param createdBy null when that person is gone
 * @param lastModifiedAt when name, description or question last changed
 * @param updatedAt when anything last changed
 * @param version grows by one with every change
 * @param deletedAt when it was deleted; null while it is there, or when nobody noted it
 * @param deletedBy who deleted it; null likewise, or when that person is gone
 * @param tags in the order in which they were added
 * @param tiles where it shows on dashboards, by tile id
 * @param lastViewedAt the newest view by anybody; known in lists only, null elsewhere
 * @param accessLevel what the caller may do with it; null for whoever sees it through a share
 * @param restricted whether one of its dashboards is for its collaborators to edit only
 * @param editable whether the dashboards let the caller edit it: one of them does, or it is on none
 */
public record Insight(
        long id,
        long projectId,
        String shortId,
        @Nullable String name,
        @Nullable String derivedName,
        @Nullable String description,
        JsonNode filters,
        @Nullable JsonNode query,
        @Nullable String problem,
        @Nullable Integer order,
        boolean deleted,
        boolean saved,
        boolean favorited,
        boolean isSample,
        Instant createdAt,
        @Nullable User createdBy,
        Instant lastModifiedAt,
        @Nullable User lastModifiedBy,
        Instant updatedAt,
        long version,
        @Nullable Instant deletedAt,
        @Nullable User deletedBy,
        List<String> tags,
        List<Tile> tiles,
        @Nullable Instant lastViewedAt,
        @Nullable AccessLevel accessLevel,
        boolean restricted,
        boolean editable) {
    public Insight {
        tags = List.copyOf(tags);
        tiles = List.copyOf(tiles);
    }

    /** This insight with another question, which is not stored. */
    public Insight withQuery(JsonNode other) {
        return new Insight(
                id,
                projectId,
                shortId,
                name,
                derivedName,
                description,
                filters,
                other,
                null,
                order,
                deleted,
                saved,
                favorited,
                isSample,
                createdAt,
                createdBy,
                lastModifiedAt,
                lastModifiedBy,
                updatedAt,
                version,
                deletedAt,
                deletedBy,
                tags,
                tiles,
                lastViewedAt,
                accessLevel,
                restricted,
                editable);
    }

    /** What rules about it are found by. */
    public Guarded guarded() {
        return new Guarded(Resource.INSIGHT, id, createdBy == null ? null : createdBy.id());
    }

    /** The dashboards that it shows on, by tile. */
    public List<Long> dashboards() {
        return tiles.stream().map(Tile::dashboardId).toList();
    }

    /**
     * A place on a dashboard.
     *
     * @param deleted null for a tile that was never removed, false for one that was put back
     */
    public record Tile(long id, long dashboardId, @Nullable Boolean deleted) {}
}
