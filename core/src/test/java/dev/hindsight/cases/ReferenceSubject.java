package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.event.PropertyKind;
import dev.hindsight.event.PropertyType;
import dev.hindsight.event.PropertyTypes;
import dev.hindsight.reference.ReferencePaths;
import dev.hindsight.reference.ReferenceProject;
import dev.hindsight.reference.ReferenceTrends;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers by the reference. */
final class ReferenceSubject implements CaseSubject {
    @Override
    public boolean answers(String kind) {
        return kind.equals("TrendsQuery") || kind.equals("PathsQuery");
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
                types,
                data.persons().stream()
                        .map(person -> new ReferenceProject.Person(person.distinctIds(), person.properties()))
                        .toList(),
                data.events().stream()
                        .map(event -> new ReferenceProject.Occurrence(
                                event.event(), event.distinctId(), event.timestamp(), event.properties()))
                        .toList());
        if (queryCase.query().path("kind").asText().equals("PathsQuery")) {
            return ReferencePaths.results(project, queryCase.query(), queryCase.now());
        }
        return ReferenceTrends.results(project, queryCase.query(), queryCase.now());
    }
}
