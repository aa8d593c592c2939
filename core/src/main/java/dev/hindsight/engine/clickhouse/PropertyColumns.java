package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import java.util.List;
import java.util.Optional;

/** Which event properties have columns of their own, as the migrations made them. */
final class PropertyColumns {
    /** In the order in which rows are written. */
    static final List<String> KEYS = List.of(
            "$browser",
            "$os",
            "$device_type",
            "$current_url",
            "$pathname",
            "$host",
            "$referring_domain",
            "$geoip_country_code",
            "$session_id",
            "$lib",
            "utm_source",
            "utm_medium",
            "utm_campaign",
            "$process_person_profile");

    private PropertyColumns() {}

    static Optional<String> of(String key) {
        return KEYS.contains(key) ? Optional.of("p_" + key.replace("$", "")) : Optional.empty();
    }

    static List<String> all() {
        return KEYS.stream().map(key -> of(key).orElseThrow()).toList();
    }

    /** A property's text; null when it is missing or JSON null. */
    static Sql text(String map, String key) {
        return Sql.of("if(mapContains(" + map + ", ?), " + map + "[?], NULL)", key, key);
    }
}
