package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import java.util.Map;
import java.util.Set;

/**
 * Reads query nodes, strictly: an unknown kind or field, a wrong type or a missing part is refused with its place (contract
 * queries 1.1).
 */
public final class QueryReader {
    private static final Set<String> INSIGHT_KINDS =
            Set.of("TrendsQuery", "FunnelsQuery", "RetentionQuery", "PathsQuery", "StickinessQuery", "LifecycleQuery");

    private static final Map<String, Set<String>> SOURCES = Map.of(
            "InsightVizNode",
            INSIGHT_KINDS,
            "DataVisualizationNode",
            Set.of("HogQLQuery"),
            "DataTableNode",
            Set.of(
                    "EventsQuery",
                    "HogQLQuery",
                    "ActorsQuery",
                    "GroupsQuery",
                    "SessionsQuery",
                    "PersonsNode",
                    "EventsNode"));

    private QueryReader() {}

    /**
     * Reads a query.
     *
     * @throws HindsightException {@code parse_error} naming the field that is wrong
     */
    public static QueryNode read(JsonNode node) {
        StrictObject object = new StrictObject(node, "");
        String kind = object.requiredText("kind");
        return SOURCES.containsKey(kind) ? wrapper(kind, object) : runnable(node, "");
    }

    private static WrapperNode wrapper(String kind, StrictObject object) {
        JsonNode source = object.raw("source");
        if (source == null) {
            throw StrictObject.error("source", "is required");
        }
        RunnableQuery query = runnable(source, "source");
        Set<String> allowed = SOURCES.getOrDefault(kind, Set.of());
        if (!allowed.contains(query.kind())) {
            throw StrictObject.error(
                    "source.kind",
                    query.kind() + " cannot be the source of " + kind + "; it takes "
                            + String.join(", ", allowed.stream().sorted().toList()));
        }
        WrapperOptions.check(kind, object);
        object.end();
        return new WrapperNode(kind, query);
    }

    /** Reads a query that another one is about. */
    interface Source {
        RunnableQuery read(JsonNode node, String path);
    }

    /** People are behind the numbers of insights, and of nothing else. */
    private static RunnableQuery insight(JsonNode node, String path) {
        StrictObject object = new StrictObject(node, path);
        String kind = object.requiredText("kind");
        if (!INSIGHT_KINDS.contains(kind)) {
            throw StrictObject.error(
                    object.at("kind"), "\"" + StrictObject.shortened(kind) + "\" is not the query of an insight");
        }
        return runnable(node, path);
    }

    private static RunnableQuery runnable(JsonNode node, String path) {
        StrictObject object = new StrictObject(node, path);
        String kind = object.requiredText("kind");
        object.ignoring("version", "response", "modifiers", "tags");
        object.integer("version");
        object.object("modifiers");
        object.object("tags");
        return switch (kind) {
            case "TrendsQuery" -> TrendsReader.read(object);
            case "FunnelsQuery" -> FunnelsReader.read(object);
            case "LifecycleQuery" -> LifecycleReader.read(object);
            case "StickinessQuery" -> StickinessReader.read(object);
            case "RetentionQuery" -> RetentionReader.read(object);
            case "PathsQuery" -> PathsReader.read(object);
            case "ActorsQuery" -> ActorsReader.read(object, QueryReader::insight);
            case "InsightActorsQuery" -> ActorsReader.bare(object, QueryReader::insight);
            case "FunnelsActorsQuery" -> ActorsReader.bareFunnel(object, QueryReader::insight);
            case "HogQLQuery" -> SqlReader.read(object);
            case "EventsQuery" -> ListReader.events(object, QueryReader::insight);
            case "SessionsQuery" -> ListReader.sessions(object);
            default -> UnbuiltReader.read(kind, node, object);
        };
    }
}
