package dev.hindsight.refresh;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.project.Project;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.RunnableQuery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a question: the query as it was understood, the settings of its project that change its answer, and what it refers to (contract
 * insights-api 4.10). Whoever asks the same question, in whatever words and through whichever insight, shares its answer. Names
 * of series and display options of wrappers are no part of it.
 */
record CacheKey(String text) {
    /**
     * Counts up whenever a version calculates anything differently, be it the shape of results or one number: answers can be
     * exact for a week, and what is calculated in part goes on with old numbers.
     */
    private static final int VERSION = 3;

    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    /** The key of a query; a null query is an insight that asks nothing. */
    static CacheKey of(Project project, @Nullable RunnableQuery query, Definitions definitions) {
        ObjectNode meaning = CANONICAL.createObjectNode();
        meaning.put("version", VERSION);
        meaning.put("project", project.id());
        meaning.put("timezone", project.timezone().getId());
        meaning.put("weekStart", project.weekStart().name());
        meaning.set("testAccountFilters", project.testAccountFilters());
        meaning.set("pathCleaningFilters", project.pathCleaningFilters());
        meaning.put("kind", query == null ? "none" : query.kind());
        meaning.set("query", CANONICAL.valueToTree(query));
        meaning.set("definitions", CANONICAL.valueToTree(definitions));
        try {
            byte[] text = CANONICAL
                    .writeValueAsString(CANONICAL.treeToValue(meaning, Object.class))
                    .getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
            return new CacheKey("cache_" + HexFormat.of().formatHex(hash, 0, 16));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A query, or a part of one, as the key sees it. */
    static JsonNode json(Object part) {
        return CANONICAL.valueToTree(part);
    }
}
