package dev.hindsight.insight;

import dev.hindsight.error.HindsightException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How a list is sorted; insights that are equal in this go by id (contract insights-api 3.2). Without a value: last when
 * ascending and first when descending, and the other way round for the time of the last view.
 */
public record InsightOrder(Key key, boolean descending) {
    /** The order that people give insights by hand, those without one at the end. */
    public static final InsightOrder BY_HAND = new InsightOrder(Key.ORDER, false);

    /** What a list can be sorted by. */
    public enum Key {
        ID("id", "i.id"),
        NAME("name", "i.name"),
        DERIVED_NAME("derived_name", "i.derived_name"),
        CREATED_AT("created_at", "i.created_at"),
        CREATED_BY("created_by", "i.created_by"),
        LAST_MODIFIED_AT("last_modified_at", "i.last_modified_at"),
        LAST_MODIFIED_BY("last_modified_by", "i.last_modified_by"),
        UPDATED_AT("updated_at", "i.updated_at"),
        FAVORITED("favorited", "i.favorited"),
        SAVED("saved", "i.saved"),
        ORDER("order", "i.list_order"),
        LAST_VIEWED_AT("last_viewed_at", InsightSearch.LAST_VIEWED);

        private final String wire;
        private final String sql;

        Key(String wire, String sql) {
            this.wire = wire;
            this.sql = sql;
        }
    }

    /**
     * Reads the name of a field, with a minus before it for the descending order.
     *
     * @throws HindsightException {@code validation_error}, attr {@code order}, for any other name
     */
    public static InsightOrder parse(String text) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        return Arrays.stream(Key.values())
                .filter(key -> key.wire.equals(name))
                .findFirst()
                .map(key -> new InsightOrder(key, descending))
                .orElseThrow(() -> HindsightException.invalid(
                        "order",
                        "Insights can be ordered by "
                                + Arrays.stream(Key.values())
                                        .map(key -> key.wire)
                                        .collect(Collectors.joining(", "))
                                + "; a minus before the name turns the order round."));
    }

    String sql() {
        String direction = descending ? " desc" : " asc";
        boolean nullsLast = descending == (key == Key.LAST_VIEWED_AT);
        return key.sql + direction + (nullsLast ? " nulls last" : " nulls first") + ", i.id" + direction;
    }
}
