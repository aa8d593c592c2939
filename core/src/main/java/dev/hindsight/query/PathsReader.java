package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.query.PathsFilter.Include;
import dev.hindsight.query.QueryContext.PathCleaningRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads paths queries (contract queries 6.3). */
final class PathsReader {
    private static final int MOST_ELEMENTS = 200;
    private static final int DEFAULT_STEPS = 5;
    private static final int DEFAULT_EDGES = 50;

    private PathsReader() {}

    static PathsQuery read(StrictObject object) {
        StrictObject filter = object.object("pathsFilter");
        if (filter == null) {
            throw StrictObject.error(object.at("pathsFilter"), "is required");
        }
        CommonParts common = CommonParts.read(object);
        object.integer("aggregation_group_type_index", 0, 4);
        PathsQuery query = new PathsQuery(
                common.dateRange(),
                common.properties(),
                common.filterTestAccounts(),
                common.samplingFactor(),
                filter(filter),
                funnel(object.object("funnelPathsFilter")));
        object.end();
        return query;
    }

    private static @Nullable FunnelPaths funnel(@Nullable StrictObject object) {
        if (object == null) {
            return null;
        }
        FunnelPaths.Type type = object.choice("funnelPathType", FunnelPaths.Type.values());
        StrictObject source = object.object("funnelSource");
        if (type == null || source == null) {
            throw StrictObject.error(object.path(), "needs funnelPathType and funnelSource");
        }
        if (!source.requiredText("kind").equals("FunnelsQuery")) {
            throw StrictObject.error(source.at("kind"), "is not FunnelsQuery");
        }
        source.ignoring("version", "response", "modifiers", "tags");
        FunnelsQuery funnel = FunnelsReader.read(source);
        Integer step = object.integer("funnelStep");
        object.end();
        int unnamed = type == FunnelPaths.Type.AFTER_STEP ? 1 : funnel.steps().size();
        FunnelPoint point = new FunnelPoint(step == null ? unnamed : step, null, false);
        if (!point.isIn(funnel.steps().size()) || (type == FunnelPaths.Type.BETWEEN_STEPS && point.step() < 2)) {
            throw StrictObject.error(
                    object.at("funnelStep"),
                    type == FunnelPaths.Type.BETWEEN_STEPS
                            ? "must be 2 to " + funnel.steps().size() + ": the later one of the two steps"
                            : "must be 1 to " + funnel.steps().size() + ", or -2 to -"
                                    + funnel.steps().size() + " for those who got no further");
        }
        return new FunnelPaths(type, funnel, point);
    }

    private static PathsFilter filter(StrictObject object) {
        Integer steps = object.integer("stepLimit", 1, PathsFilter.MAX_STEPS);
        Integer edges = object.integer("edgeLimit", 1, PathsFilter.MAX_EDGES);
        PathsFilter filter = new PathsFilter(
                includes(object),
                object.text("pathsHogQLExpression"),
                point(object.text("startPoint")),
                point(object.text("endPoint")),
                steps == null ? DEFAULT_STEPS : steps,
                edges == null ? DEFAULT_EDGES : edges,
                weight(object, "minEdgeWeight"),
                weight(object, "maxEdgeWeight"),
                texts(object, "excludeEvents"),
                texts(object, "pathGroupings"),
                object.flag("pathReplacements"),
                cleaning(object),
                object.text("pathStartKey"),
                object.text("pathEndKey"),
                object.text("pathDropoffKey"));
        object.flag("showFullUrls");
        object.end();
        return filter;
    }

    private static Set<Include> includes(StrictObject object) {
        Set<Include> includes = EnumSet.noneOf(Include.class);
        for (String text : texts(object, "includeEventTypes")) {
            includes.add(include(text, object.at("includeEventTypes")));
        }
        return includes;
    }

    private static Include include(String text, String path) {
        for (Include include : Include.values()) {
            if (include.wire().equals(text)) {
                return include;
            }
        }
        throw StrictObject.error(
                path, "\"" + StrictObject.shortened(text) + "\" is not one of $pageview, $screen, custom_event, hogql");
    }

    /** A point is compared with items, of which pages have lost the slash at their end too. */
    private static @Nullable String point(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Zero is as good as none. */
    private static @Nullable Integer weight(StrictObject object, String key) {
        Integer weight = object.integer(key, 0, Integer.MAX_VALUE);
        return weight == null || weight == 0 ? null : weight;
    }

    private static List<String> texts(StrictObject object, String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : object.list(key, MOST_ELEMENTS)) {
            if (!each.isTextual() || each.textValue().indexOf('\0') >= 0) {
                throw StrictObject.error(
                        object.at(key), "expected texts without NUL characters, got " + StrictObject.typeOf(each));
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private static List<PathCleaningRule> cleaning(StrictObject object) {
        List<PathCleaningRule> rules = new ArrayList<>();
        List<JsonNode> listed = object.list("localPathCleaningFilters", MOST_ELEMENTS);
        for (int i = 0; i < listed.size(); i++) {
            StrictObject rule = new StrictObject(listed.get(i), object.at("localPathCleaningFilters") + "[" + i + "]");
            String regex = rule.text("regex");
            String alias = rule.text("alias");
            rule.ignoring("order");
            rule.end();
            // A rule that somebody has only begun to write replaces nothing.
            if (regex != null && !regex.isEmpty()) {
                rules.add(new PathCleaningRule(regex, alias == null ? "" : alias));
            }
        }
        return rules;
    }
}
