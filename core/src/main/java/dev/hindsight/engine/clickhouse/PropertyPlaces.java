package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import dev.hindsight.engine.own.OwnViews;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the texts of properties are read.
 *
 * @param columns those of events that have a property's text, by its key
 * @param inMaps whether the texts of all others are in the map {@code texts}; else they are in the JSON
 */
record PropertyPlaces(Map<String, String> columns, boolean inMaps) {
    /** As our own events are written. */
    static final PropertyPlaces KEPT = new PropertyPlaces(
            PropertyColumns.KEYS.stream()
                    .collect(Collectors.toMap(
                            key -> key, key -> PropertyColumns.of(key).orElseThrow())),
            true);

    PropertyPlaces {
        columns = Map.copyOf(columns);
    }

    /** As a host's views have them. */
    static PropertyPlaces own(Map<String, String> columns) {
        return new PropertyPlaces(columns, false);
    }

    Sql ofEvent(String key) {
        String column = columns.get(key);
        return column == null ? text("e", key) : Sql.of("e." + (inMaps ? column : OwnViews.quoted(column)));
    }

    Sql ofPerson(String key) {
        return text("p", key);
    }

    private Sql text(String of, String key) {
        // What is no text in the JSON comes as it is there; what is missing or null, as null.
        return inMaps
                ? PropertyColumns.text(of + ".texts", key)
                : Sql.of("JSONExtract(" + of + ".properties, ?, 'Nullable(String)')", key);
    }
}
