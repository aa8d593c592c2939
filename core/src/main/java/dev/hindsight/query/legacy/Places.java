package dev.hindsight.query.legacy;

import dev.hindsight.error.HindsightException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which key of the old filters each part of a query comes from, so that a complaint about the query names that key. */
final class Places {
    private static final String QUERY = "query.";
    private static final String WHOLE = "filters";

    private final Map<String, String> keys;
    private final String prefix;

    Places() {
        this(new HashMap<>(), "source.");
    }

    private Places(Map<String, String> keys, String prefix) {
        this.keys = keys;
        this.prefix = prefix;
    }

    /** The places of a query within this one. */
    Places within(String part) {
        return new Places(keys, prefix + part + ".");
    }

    /**
     * Notes where a part comes from.
     *
     * @param part its place in the query
     * @param key the place in the filters
     */
    void put(String part, String key) {
        keys.put(prefix + part, key);
    }

    /** The complaint about the query as one about the filters. */
    HindsightException explained(HindsightException complaint) {
        String detail = complaint.detail();
        if (complaint.attr().isPresent()) {
            String part = complaint.attr().get().replace("__", ".");
            return HindsightException.invalid(WHOLE, complaint.code(), named(part) + ": " + detail);
        }
        int end = detail.indexOf(": ");
        if (!detail.startsWith(QUERY) || end < 0) {
            return HindsightException.invalid(WHOLE, WHOLE + ": " + detail);
        }
        return OldObject.error(key(detail.substring(QUERY.length(), end)), detail.substring(end + 2));
    }

    /** A rule names what it is about as it stands in its own query, which may be the funnel of paths. */
    private String named(String part) {
        for (String place : List.of(part, prefix + part, prefix + "funnelPathsFilter.funnelSource." + part)) {
            String key = key(place);
            if (!key.equals(WHOLE)) {
                return key;
            }
        }
        return WHOLE;
    }

    /** The key of the part, or of the nearest part that it is in. */
    private String key(String part) {
        String whole = part;
        while (!whole.isEmpty()) {
            String key = keys.get(whole);
            if (key != null) {
                return key;
            }
            whole = whole.substring(0, Math.max(0, Math.max(whole.lastIndexOf('.'), whole.lastIndexOf('['))));
        }
        return WHOLE;
    }
}
