package dev.hindsight.query.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.QueryReader;

/**
 * The {@code filters} of old insights as the query that they ask (contract queries 9).
 *
 * <p>Old filters were collected over years by clients that left behind what the insight had been before, so their keys are not
 * checked one by one as those of a query are. A key that is not known, or that other kinds of insight have, says how something
 * was drawn or requested, and is left out. What would change the numbers and cannot be asked is refused: a value that makes no
 * valid query, and series of external tables.
 */
public final class LegacyFilters {
    private LegacyFilters() {}

    /**
     * The query that old filters ask.
     *
     * @param stored as it was stored: an object, or one that was wrapped into JSON text or into a list; stays as it is
     * @return an {@code InsightVizNode} that {@link QueryReader} accepts
     * @throws HindsightException {@code INVALID}, attr {@code filters}, naming the key that cannot be translated
     */
    public static ObjectNode query(JsonNode stored) {
        OldObject filters = new OldObject(unwrapped(stored), "filters");
        Places places = new Places();
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("kind", "InsightVizNode");
        node.set("source", Translation.source(filters, InsightKind.of(filters), places));
        node.put("full", true);
        try {
            QueryReader.read(node);
        } catch (HindsightException e) {
            throw places.explained(e);
        }
        return node;
    }

    /**
     * What was stored, without what it was wrapped in: some clients sent filters as JSON text, or in a list of one.
     *
     * @return an object, unless no object was stored
     */
    public static JsonNode unwrapped(JsonNode stored) {
        JsonNode inner = OldObject.decoded(stored);
        JsonNode single = inner.isArray() && inner.size() == 1 ? OldObject.decoded(inner.get(0)) : inner;
        return single.isObject() ? single : stored;
    }
}
