package dev.hindsight.query;

import java.util.List;

/** Conditions of which all, or any, have to hold. Without conditions it always holds. */
public record FilterGroup(Join join, List<Filter> filters) implements Filter {
    /** Always holds. */
    public static final FilterGroup NONE = new FilterGroup(Join.AND, List.of());

    public FilterGroup {
        filters = List.copyOf(filters);
    }

    /** How conditions are joined. */
    public enum Join {
        AND,
        OR
    }

    public boolean isEmpty() {
        return filters.isEmpty();
    }
}
