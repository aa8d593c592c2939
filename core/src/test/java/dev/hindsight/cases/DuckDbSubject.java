package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryContext.PathCleaningRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers by the compiler and DuckDB. */
final class DuckDbSubject implements CaseSubject, AutoCloseable {
    private final DuckDbProjects projects = new DuckDbProjects();
    private final Map<Path, Long> datasets = new HashMap<>();

    @Override
    public boolean answers(String kind) {
        return kind.equals("TrendsQuery");
    }

    @Override
    public JsonNode results(QueryCase queryCase, CaseData data) {
        Map<List<Object>, PropertyType> defined = new HashMap<>();
        queryCase
                .propertyTypes()
                .forEach(property -> defined.put(List.of(property.kind(), property.key()), property.type()));
        PropertyTypes types =
                (PropertyKind kind, String key) -> defined.getOrDefault(List.of(kind, key), PropertyType.STRING);
        List<PathCleaningRule> cleaning = new ArrayList<>();
        queryCase
                .json()
                .path("path_cleaning_filters")
                .forEach(rule -> cleaning.add(new PathCleaningRule(
                        rule.path("regex").asText(), rule.path("alias").asText())));
        long project = data.dataset()
                .map(file -> datasets.computeIfAbsent(file, any -> projects.load(data)))
                .orElseGet(() -> projects.load(data));
        return projects.results(
                queryCase.query(),
                new QueryContext(
                        project,
                        queryCase.timezone(),
                        queryCase.weekStart(),
                        queryCase.testAccountFilters(),
                        cleaning,
                        types,
                        queryCase.now()));
    }

    @Override
    public void close() {
        projects.close();
    }
}
