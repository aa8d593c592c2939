package dev.hindsight.dashboard;

import dev.hindsight.query.DashboardFilters;
import dev.hindsight.query.SqlVariables;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A dashboard to be made; {@link DashboardBody#draft} reads one from JSON and checks every value. */
public record DashboardDraft(
        @Nullable String name,
        String description,
        DashboardFilters filters,
        SqlVariables variables,
        boolean restricted,
        boolean pinned,
        List<String> tags,
        List<TileChange> tiles) {
    public DashboardDraft {
        tags = List.copyOf(tags);
        tiles = List.copyOf(tiles);
    }

    /** What a patch makes of a dashboard that has nothing but defaults. */
    static DashboardDraft of(DashboardPatch fields) {
        return new DashboardDraft(
                fields.name() == null ? null : fields.name().value(),
                Objects.requireNonNullElse(fields.description(), ""),
                Objects.requireNonNullElse(fields.filters(), DashboardFilters.NONE),
                Objects.requireNonNullElse(fields.variables(), SqlVariables.NONE),
                Boolean.TRUE.equals(fields.restricted()),
                Boolean.TRUE.equals(fields.pinned()),
                Objects.requireNonNullElse(fields.tags(), List.of()),
                fields.tiles());
    }
}
