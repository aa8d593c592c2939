package dev.hindsight.query;

import dev.hindsight.error.HindsightException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is stored in the project under ids that queries refer to.
 *
 * @param actions by id; those that a query refers to suffice
 * @param cohorts by id, likewise
 * @param groupTypes the names of the types of groups, by index; none suffice where a query refers to none
 */
public record Definitions(Map<Integer, Action> actions, Map<Integer, Cohort> cohorts, List<String> groupTypes) {
    public static final Definitions NONE = new Definitions(Map.of(), Map.of(), List.of());

    public Definitions {
        actions = Map.copyOf(actions);
        cohorts = Map.copyOf(cohorts);
        groupTypes = List.copyOf(groupTypes);
    }

    /**
     * The name of a type of groups.
     *
     * @throws HindsightException {@code validation_error} naming the field, when there is none with this index
     */
    public String groupType(int index, String attr) {
        if (index < groupTypes.size()) {
            return groupTypes.get(index);
        }
        String known = groupTypes.isEmpty()
                ? "none yet: the first $groupidentify or $groups of an event, or the project's setting group_types, makes them"
                : IntStream.range(0, groupTypes.size())
                        .mapToObj(i -> groupTypes.get(i) + " (" + i + ")")
                        .collect(Collectors.joining(", "));
        throw HindsightException.invalid(
                attr, "This project has no type of groups with the index " + index + "; it has " + known + ".");
    }

    public Optional<Cohort> cohort(int id) {
        return Optional.ofNullable(cohorts.get(id));
    }

    public Optional<Action> action(int id) {
        return Optional.ofNullable(actions.get(id));
    }

    /** The cohorts of a name. */
    public List<Cohort> cohorts(String name) {
        return cohorts.values().stream()
                .filter(cohort -> cohort.name().equals(name))
                .toList();
    }

    /** The actions of a name. */
    public List<Action> actions(String name) {
        return actions.values().stream()
                .filter(action -> action.name().equals(name))
                .toList();
    }

    /**
     * The stored action of a series.
     *
     * @throws HindsightException {@code validation_error} when there is none
     */
    public Action action(SeriesNode.ActionsNode series) {
        return action(series.id())
                .orElseThrow(() ->
                        HindsightException.invalid("series", "There is no action with the id " + series.id() + "."));
    }

    /** Whether the action of a series is stored; series of another kind need none (contract queries 1.6). */
    public boolean has(SeriesNode series) {
        return !(series instanceof SeriesNode.ActionsNode action) || actions.containsKey(action.id());
    }

    /** The entities of a group whose actions are stored. The others are left out of it (contract queries 1.5). */
    public List<SeriesNode> stored(SeriesNode.GroupNode group) {
        return group.nodes().stream().filter(this::has).toList();
    }

    /** What a series is called in results: its event, its action, or the entities of its group (contract queries 1.5). */
    public String label(SeriesNode series) {
        if (series instanceof SeriesNode.EventsNode events && events.event() != null) {
            return events.event();
        }
        if (series instanceof SeriesNode.ActionsNode action) {
            return action(action.id())
                    .map(Action::name)
                    .filter(name -> !name.isEmpty())
                    .orElse("Unnamed action");
        }
        if (series instanceof SeriesNode.GroupNode group) {
            return group.nodes().stream().map(this::label).collect(Collectors.joining(", "));
        }
        return "All events";
    }
}
