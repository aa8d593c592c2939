package dev.hindsight.query.paths;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.PathsFilter;
import dev.hindsight.query.PathsFilter.Include;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryContext.PathCleaningRule;
import dev.hindsight.query.filter.EventConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What events are called in paths (contract queries 6.3, steps 2 and 3), and which events are asked for. */
final class PathItems {
    private static final Sql NAME = Sql.of("e.event");

    private final Dialect dialect;
    private final QueryContext context;
    private final PathsFilter filter;

    PathItems(Dialect dialect, QueryContext context, PathsFilter filter) {
        this.dialect = dialect;
        this.context = context;
        this.filter = filter;
    }

    /** The events of the kinds that are asked for. */
    Sql included() {
        List<Sql> any = new ArrayList<>();
        if (filter.includes().contains(Include.PAGE_VIEWS)) {
            any.add(Sql.of("e.event = '$pageview'"));
        }
        if (filter.includes().contains(Include.SCREENS)) {
            any.add(Sql.of("e.event = '$screen'"));
        }
        if (filter.includes().contains(Include.CUSTOM_EVENTS)) {
            any.add(Sql.of("e.event NOT LIKE '$%'"));
        }
        return EventConditions.any(any);
    }

    /** What an event of {@code events e} is called before cleaning; never null. */
    Sql raw() {
        Set<Include> includes = filter.includes();
        if (includes.equals(Set.of(Include.PAGE_VIEWS))) {
            return page();
        }
        if (includes.equals(Set.of(Include.SCREENS))) {
            return screen();
        }
        if (includes.equals(Set.of(Include.CUSTOM_EVENTS))) {
            return NAME;
        }
        return Sql.format(
                "CASE e.event WHEN '$pageview' THEN {} WHEN '$screen' THEN {} ELSE {} END", page(), screen(), other());
    }

    private Sql page() {
        Sql url = dialect.eventProperty("$current_url");
        return Sql.format(
                "CASE WHEN length({}) > 1 AND {} LIKE '%/' THEN substr({}, 1, length({}) - 1) ELSE coalesce({}, '') END",
                url, url, url, url, url);
    }

    private Sql screen() {
        return Sql.format("coalesce({}, '')", dialect.eventProperty("$screen_name"));
    }

    private Sql other() {
        String expression = filter.expression();
        if (!filter.includes().contains(Include.HOGQL) || expression == null || expression.isBlank()) {
            return NAME;
        }
        return Sql.format(
                "coalesce({}, '')",
                new EventConditions(dialect, context)
                        .expressions()
                        .expression(expression, "pathsFilter__pathsHogQLExpression"));
    }

    /** The item that the text {@code raw} stands for: cleaned, then grouped. */
    Sql cleaned(Sql raw) {
        Sql item = raw;
        if (filter.projectCleaning()) {
            for (PathCleaningRule rule : context.pathCleaning()) {
                item = dialect.replaceAll(item, rule.regex(), rule.alias());
            }
        }
        for (PathCleaningRule rule : filter.cleaning()) {
            item = dialect.replaceAll(item, rule.regex(), rule.alias());
        }
        return item;
    }

    /** The item that a cleaned text stands for: the first pattern that is found in it, else itself. */
    Sql grouped(Sql cleaned) {
        if (filter.groupings().isEmpty()) {
            return cleaned;
        }
        Sql cases = Sql.of("CASE");
        for (String pattern : filter.groupings()) {
            cases = cases.then(
                    Sql.format("WHEN {} THEN {}", dialect.matches(cleaned, regex(pattern)), Sql.value(pattern)));
        }
        return cases.then(Sql.format("ELSE {} END", cleaned));
    }

    /** RE2 that finds a pattern in which {@code *} is any text. */
    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder("(?s)");
        for (String literal : pattern.split("((?<=\\*)|(?=\\*))")) {
            regex.append(literal.equals("*") ? ".*" : SPECIAL.matcher(literal).replaceAll("\\\\$0"));
        }
        return regex.toString();
    }

    private static final Pattern SPECIAL = Pattern.compile("[\\\\.+?()\\[\\]{}|^$]");

    /** Whether a finished item is left out: only when kinds of events are named, as PostHog does it. */
    Sql kept(Sql item) {
        if (filter.includes().isEmpty() || filter.excludeEvents().isEmpty()) {
            return Sql.of("TRUE");
        }
        return Sql.format(
                "{} NOT IN ({})",
                item,
                Sql.join(", ", filter.excludeEvents().stream().map(Sql::value).toList()));
    }
}
