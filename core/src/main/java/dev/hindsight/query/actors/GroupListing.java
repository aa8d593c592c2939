package dev.hindsight.query.actors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.ActorsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.group.Groups;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists groups of one type, with what events told of them. Of a type that the project does not know, only the keys. */
final class GroupListing implements Listing {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<List<String>> NAME = List.of(List.of("name"));

    private final Engine engine;
    private final int index;
    private final Groups groups;

    GroupListing(Engine engine, QueryContext context, int index) {
        this.engine = engine;
        this.index = index;
        this.groups = Groups.ofPerhaps(engine.dialect(), context, index);
    }

    @Override
    public Sql page(ActorsQuery query, Sql actors) {
        Dialect dialect = engine.dialect();
        Sql page = Sql.format(
                "SELECT a.actor, a.events, g." + Groups.CREATED + " FROM ({}) a LEFT JOIN ({}) g ON g." + Groups.ID
                        + " = a.actor",
                actors,
                groups.relation(NAME));
        String search = query.search();
        if (search != null) {
            page = page.then(Sql.format(
                    "WHERE ({} OR {})",
                    dialect.containsIgnoringCase(Sql.of("a.actor"), search),
                    dialect.containsIgnoringCase(Sql.of("g." + Groups.column(0)), search)));
        }
        return page.then(Listing.ordered(query, "a.actor", "g." + Groups.CREATED));
    }

    @Override
    public List<ActorRow> rows(Sql page, Deadline deadline) {
        List<GroupRow> found = engine.query(page, row -> GroupRow.read(index, row), deadline);
        Map<String, GroupRow> byKey = new HashMap<>();
        found.forEach(group -> byKey.put(group.key(), group));
        if (!found.isEmpty()) {
            engine.stream(
                    groups.said(byKey.keySet()),
                    row -> add(Objects.requireNonNull(byKey.get(row.getString(1))), row.getString(2)),
                    deadline);
        }
        return List.copyOf(found);
    }

    /** A later event holds, but for what it says nothing of. */
    private static void add(GroupRow group, @Nullable String said) {
        object(said).properties().forEach(each -> {
            if (!each.getValue().isNull()) {
                group.properties().set(each.getKey(), each.getValue());
            }
        });
    }

    /** Senders may set anything, also what is no object: that says nothing. */
    private static JsonNode object(@Nullable String said) {
        try {
            return said == null ? MissingNode.getInstance() : JSON.readTree(said);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public String type(ActorsQuery.Column column) {
        return switch (column) {
            case ACTOR, PROPERTIES -> "JSON";
            case ID -> "String";
            case DISTINCT_IDS -> "Array(String)";
            case CREATED_AT -> "Nullable(DateTime)";
            case IS_IDENTIFIED -> "Bool";
            case EVENT_COUNT -> "UInt64";
        };
    }
}
