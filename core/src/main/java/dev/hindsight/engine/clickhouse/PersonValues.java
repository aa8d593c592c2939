package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import java.util.regex.Pattern;

/**
 * Values of persons beside those of their events. ClickHouse takes no query within a query that depends on the row outside
 * where it groups or aggregates, so these values are columns of a view that joins persons to events; statements that read none
 * of them read the plain events.
 */
final class PersonValues {
    private static final Pattern OF_PERSONS = Pattern.compile("\\bp\\.(texts|properties|uuid|created_at)\\b");
    private static final String OF_EVENTS = "e.person_with_";

    private PersonValues() {}

    static Sql of(Sql value) {
        return new Sql(OF_PERSONS.matcher(value.text()).replaceAll(OF_EVENTS + "$1"), value.binds());
    }

    /** A statement that reads what it names. */
    static Sql joined(Sql sql) {
        return sql.text().contains(OF_EVENTS)
                ? new Sql(sql.text().replace("FROM events e", "FROM events_with_persons e"), sql.binds())
                : sql;
    }
}
