package dev.hindsight.engine.own;

import dev.hindsight.engine.Sql;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets statements that name our tables read a host's relations: they are common tables under those names, before all others of the
 * statement. They have the rows of the statement's project alone, so that none of another can be read, even if the statement forgot
 * to say so.
 */
public final class OwnViews {
    /** Events are ours: statements stay as they are. */
    public static final OwnViews NONE = new OwnViews("", "", List.of());

    private static final String WITH = "WITH ";

    /** Names that neither end a quoted name nor look like a place for a value. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_$. -]+");

    private record View(String name, Pattern mentioned, String select, boolean ofProject) {
        boolean isIn(String statement) {
            return mentioned.matcher(statement).find();
        }
    }

    private final String as;
    private final String end;
    private final List<View> views;

    private OwnViews(String as, String end, List<View> views) {
        this.as = as;
        this.end = end;
        this.views = views;
    }

    /** @param as what stands between the name of a common table and its query, so that each who reads it has it calculated anew */
    public static OwnViews as(String as) {
        return as(as, "");
    }

    /** @param end what stands after each query of a relation of the host's */
    public static OwnViews as(String as, String end) {
        return new OwnViews(as, end, List.of());
    }

    /** With a relation of the host's. */
    public OwnViews and(String name, List<String> columns, String place) {
        return and(
                name,
                "SELECT " + columns.stream().map(OwnViews::quoted).collect(Collectors.joining(", ")) + " FROM " + place,
                true);
    }

    /** With a query that reads those before it. */
    public OwnViews and(String name, String select) {
        return and(name, select, false);
    }

    private OwnViews and(String name, String select, boolean ofProject) {
        List<View> more = new ArrayList<>(views);
        more.add(new View(name, Pattern.compile("\\b" + name + "\\b"), select, ofProject));
        return new OwnViews(as, end, List.copyOf(more));
    }

    /**
     * A name of the host's as statements have it.
     *
     * @throws IllegalArgumentException when it is none that a statement can have in it
     */
    public static String quoted(String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("The name " + name + " of where events of your own are has to be of"
                    + " letters, digits, spaces and the characters _, $, . and -.");
        }
        return '"' + name + '"';
    }

    /**
     * A statement that reads the host's rows.
     *
     * @param statement begins with any verb, or with {@code WITH}
     * @param projectId whose rows; 0: those of all
     */
    public Sql before(Sql statement, long projectId) {
        return new Sql(before(statement.text(), projectId), statement.binds());
    }

    /** As above, for a statement whose values are bound elsewhere. */
    public String before(String statement, long projectId) {
        Map<String, String> needed = needed(statement, projectId);
        if (needed.isEmpty()) {
            return statement;
        }
        List<String> tables = new ArrayList<>();
        needed.forEach((name, select) -> tables.add(name + " " + as + " (" + select + ")"));
        String all = WITH + String.join(", ", tables);
        return statement.startsWith(WITH) ? all + ", " + statement.substring(WITH.length()) : all + " " + statement;
    }

    /** The queries by name that the statement reads, and that those read, in their order. */
    private Map<String, String> needed(String statement, long projectId) {
        Deque<View> last = new ArrayDeque<>();
        for (int i = views.size() - 1; i >= 0; i--) {
            View view = views.get(i);
            if (view.isIn(statement) || last.stream().anyMatch(other -> view.isIn(other.select()))) {
                last.addFirst(view);
            }
        }
        Map<String, String> needed = new LinkedHashMap<>();
        for (View view : last) {
            String rows = view.ofProject() && projectId != 0 ? " WHERE project_id = " + projectId : "";
            needed.put(view.name(), view.select() + rows + (view.ofProject() ? end : ""));
        }
        return needed;
    }
}
