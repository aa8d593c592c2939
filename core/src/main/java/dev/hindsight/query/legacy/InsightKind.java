package dev.hindsight.query.legacy;

/** The kinds of old insights. */
enum InsightKind {
    TRENDS("TrendsQuery", "trendsFilter"),
    FUNNELS("FunnelsQuery", "funnelsFilter"),
    RETENTION("RetentionQuery", "retentionFilter"),
    PATHS("PathsQuery", "pathsFilter"),
    LIFECYCLE("LifecycleQuery", "lifecycleFilter"),
    STICKINESS("StickinessQuery", "stickinessFilter");

    private final String node;
    private final String filter;

    InsightKind(String node, String filter) {
        this.node = node;
        this.filter = filter;
    }

    /** What the filters say they are; trends where they say nothing. */
    static InsightKind of(OldObject filters) {
        String name = filters.text("insight");
        if (name == null) {
            if (filters.read("insight", Form.TEXT) != null) {
                throw OldObject.error(filters.at("insight"), "expected text");
            }
            return TRENDS;
        }
        return switch (name) {
            case "TRENDS", "SESSIONS" -> TRENDS;
            case "FUNNELS" -> FUNNELS;
            case "RETENTION" -> RETENTION;
            case "PATHS" -> PATHS;
            case "LIFECYCLE" -> LIFECYCLE;
            case "STICKINESS" -> STICKINESS;
            default -> throw OldObject.error(filters.at("insight"), "is none of the kinds of insight that there were");
        };
    }

    /** The kind of its query. */
    String node() {
        return node;
    }

    /** The field of the query that has the options. */
    String filter() {
        return filter;
    }

    /** Whether it counts a list of events and actions. */
    boolean hasSeries() {
        return this != RETENTION && this != PATHS;
    }
}
