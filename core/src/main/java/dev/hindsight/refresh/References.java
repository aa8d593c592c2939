package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hindsight.query.CohortReader;
import dev.hindsight.query.expression.Mentions;
import dev.hindsight.query.expression.Stored;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ids of stored things that JSON mentions: that of a query, where series and filters can be anywhere, in every kind of query in
 * another place, or that of filters and cohorts.
 */
record References(
        Set<Integer> actions,
        Set<Integer> cohorts,
        Set<String> actionNames,
        Set<String> cohortNames,
        AtomicBoolean everyCohort) {
    static References in(JsonNode json) {
        References found =
                new References(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new AtomicBoolean());
        found.add(json);
        return found;
    }

    private void add(JsonNode node) {
        if (node.path("kind").asText().equals("ActionsNode")) {
            addId(actions, node.path("id"));
        }
        addId(actions, node.path("actionId"));
        if (node.path("event_type").asText().equals("actions")) {
            addId(actions, node.path("key"));
        }
        String type = node.path("type").asText();
        if (type.equals("cohort") || type.endsWith("-cohort")) {
            addId(cohorts, node.path("value"));
            node.path("values").forEach(value -> addId(cohorts, value));
            // A breakdown has several in one text.
            for (String id : node.path("property").asText().split(",")) {
                addId(cohorts, TextNode.valueOf(id));
            }
        }
        if (node.isTextual()) {
            addNamed(node.textValue());
        }
        node.forEach(this::add);
    }

    /** Any text can be an expression. */
    private void addNamed(String text) {
        Mentions mentions = Mentions.in(text);
        add(mentions.actions(), actions, actionNames);
        add(mentions.cohorts(), cohorts, cohortNames);
        everyCohort.compareAndSet(false, mentions.everyCohort());
    }

    private static void add(Set<Stored.Name> mentioned, Set<Integer> ids, Set<String> names) {
        for (Stored.Name name : mentioned) {
            if (name.isId()) {
                ids.add(Integer.valueOf(name.text()));
            } else {
                names.add(name.text());
            }
        }
    }

    private static void addId(Set<Integer> ids, JsonNode id) {
        Integer found = CohortReader.idOf(id);
        if (found != null) {
            ids.add(found);
        }
    }
}
