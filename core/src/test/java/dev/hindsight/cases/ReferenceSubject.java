package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.reference.ReferenceFunnels;
import dev.hindsight.reference.ReferenceLifecycle;
import dev.hindsight.reference.ReferencePaths;
import dev.hindsight.reference.ReferenceProject;
import dev.hindsight.reference.ReferenceRetention;
import dev.hindsight.reference.ReferenceStickiness;
import dev.hindsight.reference.ReferenceTrends;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers by the reference. */
final class ReferenceSubject implements CaseSubject {
    private static final Map<String, RandomComparison.Interpreter> INTERPRETERS = Map.of(
            "TrendsQuery", ReferenceTrends::results,
            "FunnelsQuery", ReferenceFunnels::results,
            "PathsQuery", ReferencePaths::results,
            "RetentionQuery", ReferenceRetention::results,
            "LifecycleQuery", ReferenceLifecycle::results,
            "StickinessQuery", ReferenceStickiness::results);

    @Override
    public boolean answers(String kind) {
        return INTERPRETERS.containsKey(kind);
    }

    @Override
    public JsonNode results(QueryCase queryCase, CaseData data) {
        Map<List<Object>, PropertyType> defined = new HashMap<>();
        queryCase
                .propertyTypes()
                .forEach(property -> defined.put(List.of(property.kind(), property.key()), property.type()));
        PropertyTypes types =
                (PropertyKind kind, String key) -> defined.getOrDefault(List.of(kind, key), PropertyType.STRING);
        ReferenceProject project = new ReferenceProject(
                queryCase.timezone(),
                queryCase.weekStart(),
                queryCase.testAccountFilters(),
                queryCase.json().path("path_cleaning_filters"),
                queryCase.json().path("actions"),
                types,
                data.persons().stream()
                        .map(person -> new ReferenceProject.Person(
                                person.distinctIds(),
                                person.properties(),
                                person.createdAt().orElse(Instant.EPOCH)))
                        .toList(),
                data.events().stream()
                        .map(event -> new ReferenceProject.Occurrence(
                                event.event(), event.distinctId(), event.timestamp(), event.properties()))
                        .toList());
        return Objects.requireNonNull(INTERPRETERS.get(queryCase.kind()))
                .results(project, queryCase.query(), queryCase.now());
    }
}
