package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Answers by the library. */
final class LibrarySubject implements CaseSubject, AutoCloseable {
    private static final Set<String> KINDS =
            Set.of("TrendsQuery", "LifecycleQuery", "StickinessQuery", "FunnelsQuery", "RetentionQuery", "PathsQuery");

    private final Library library = new Library();
    private final Map<Path, Long> datasets = new HashMap<>();

    @Override
    public boolean answers(String kind) {
        return KINDS.contains(kind);
    }

    @Override
    public JsonNode results(QueryCase queryCase, CaseData data) {
        Library.Settings settings = new Library.Settings(
                queryCase.timezone(),
                queryCase.weekStart(),
                queryCase.testAccountFilters(),
                pathCleaning(queryCase),
                queryCase.propertyTypes(),
                queryCase.json().path("actions"));
        long project = data.dataset()
                .map(file -> datasets.computeIfAbsent(file, any -> library.load(data, settings)))
                .orElseGet(() -> library.load(data, settings));
        return library.results(project, queryCase.query(), queryCase.now());
    }

    private static JsonNode pathCleaning(QueryCase queryCase) {
        JsonNode rules = queryCase.json().path("path_cleaning_filters");
        return rules.isMissingNode() ? JsonNodeFactory.instance.arrayNode() : rules;
    }

    @Override
    public void close() {
        library.close();
    }
}
