package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hindsight.query.CohortReader;
import dev.hindsight.query.expression.Mentions;
import dev.hindsight.query.expression.Stored;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stored things that JSON mentions, by id or name: that of a query, where series and filters can be anywhere, in every kind of query in
 * another place, or that of filters and cohorts.
 */
final class References {
    private final Set<Integer> actions = new TreeSet<>();
    private final Set<Integer> cohorts = new TreeSet<>();
    private final Set<String> actionNames = new TreeSet<>();
    private final Set<String> cohortNames = new TreeSet<>();
    private boolean everyCohort;
    private boolean groups;

    private References() {}

    static References in(JsonNode json) {
        References found = new References();
        found.add(json);
        return found;
    }

    boolean meansAction(int id, @Nullable String name) {
        return actions.contains(id) || (name != null && actionNames.contains(name));
    }

    boolean meansCohort(int id, @Nullable String name) {
        return everyCohort || cohorts.contains(id) || (name != null && cohortNames.contains(name));
    }

    boolean meanActions() {
        return !actions.isEmpty() || !actionNames.isEmpty();
    }

    boolean meanCohorts() {
        return everyCohort || !cohorts.isEmpty() || !cohortNames.isEmpty();
    }

    /** Whether anything is about groups, as far as the text tells: none is overlooked. */
    boolean meanGroups() {
        return groups;
    }

    private void add(JsonNode node) {
        if (node.path("kind").asText().equals("ActionsNode")) {
            addId(actions, node.path("id"));
        }
        addId(actions, node.path("actionId"));
        if (node.path("event_type").asText().equals("actions")) {
            addId(actions, node.path("key"));
        }
        groups |= node.hasNonNull("groupTypeIndex");
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
        groups |= text.toLowerCase(Locale.ROOT).contains("group");
        Mentions mentions = Mentions.in(text);
        add(mentions.actions(), actions, actionNames);
        add(mentions.cohorts(), cohorts, cohortNames);
        everyCohort |= mentions.everyCohort();
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
