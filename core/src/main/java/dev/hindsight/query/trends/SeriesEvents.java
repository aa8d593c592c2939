package dev.hindsight.query.trends;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Measure;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.filter.EventConditions;
import dev.hindsight.query.time.BucketSql;
import dev.hindsight.query.time.ZoneOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events that one series counts from {@code from} on and before {@code until}, and what is read of them. */
final class SeriesEvents {
    private static final String NO_SESSION = "";

    private final Dialect dialect;
    private final TrendsQuery query;
    private final SeriesNode series;
    private final Instant from;
    private final Instant until;
    private final EventConditions conditions;
    private final BucketSql bucket;

    SeriesEvents(
            Dialect dialect, TrendsQuery query, QueryContext context, SeriesNode series, Instant from, Instant until) {
        this.dialect = dialect;
        this.query = query;
        this.series = usable(series);
        this.from = from;
        this.until = until;
        this.conditions = new EventConditions(dialect, context);
        this.bucket = new BucketSql(
                dialect,
                query.roundingInterval(),
                context.weekStart(),
                ZoneOffsets.between(context.timezone(), from, until));
    }

    /** Of a group, trends leave out children that name no event (contract queries 1.5). */
    private static SeriesNode usable(SeriesNode series) {
        if (!(series instanceof SeriesNode.GroupNode group)) {
            return series;
        }
        List<SeriesNode> named = group.nodes().stream()
                .filter(node -> !(node instanceof SeriesNode.EventsNode events && events.event() == null))
                .toList();
        return new SeriesNode.GroupNode(named, group.measure(), group.properties(), group.customName());
    }

    /** Which bucket an event belongs to. */
    BucketSql bucket() {
        return bucket;
    }

    /** {@code FROM … WHERE …}, with more tables joined. */
    Sql from(Sql joins) {
        return from(joins, readsPersons(series.measure()));
    }

    /** {@code FROM … WHERE …}, with {@code persons p} and more tables joined. */
    Sql fromWithPersons(Sql joins) {
        return from(joins, true);
    }

    private Sql from(Sql joins, boolean persons) {
        Sql tables = Sql.of("FROM events e").then(joins);
        if (persons) {
            tables = tables.then("JOIN persons p ON p.project_id = e.project_id AND p.id = e.person_id");
        }
        return tables.then(where());
    }

    private Sql where() {
        List<Sql> all = new ArrayList<>(ofSeries());
        all.add(EventConditions.between(from, until));
        all.add(conditions.onDays(query.dateRange().daysOfWeek(), bucket.localDate()));
        all.addAll(filters());
        if (isFirstTime()) {
            all.add(Sql.format("({}, e.timestamp) IN ({})", actor(), firstTimes()));
        }
        return Sql.of("WHERE").then(EventConditions.all(all));
    }

    /**
     * When each actor's first event was, in all history up to the end of the range: of all events of the series, or of those
     * that pass the filters. Events of one instant are all the first.
     */
    private Sql firstTimes() {
        SeriesMath math = series.measure().math();
        List<Sql> all = new ArrayList<>(ofSeries());
        all.add(EventConditions.before(until));
        if (math == SeriesMath.FIRST_MATCHING_EVENT_FOR_USER
                || math == SeriesMath.FIRST_MATCHING_EVENT_FOR_GROUP
                || math == SeriesMath.FIRST_TIME_FOR_USER_WITH_FILTERS) {
            all.addAll(filters());
        }
        return Sql.format("SELECT {}, min(e.timestamp) FROM events e WHERE", actor())
                .then(EventConditions.all(all))
                .then("GROUP BY 1");
    }

    private boolean isFirstTime() {
        return series.measure().math().isFirstTime();
    }

    private List<Sql> ofSeries() {
        List<Sql> all = new ArrayList<>();
        all.add(conditions.ofProject());
        all.add(conditions.named(series));
        if (countsGroups(series.measure())) {
            all.add(Sql.format("{} <> ''", actor()));
        }
        return all;
    }

    private List<Sql> filters() {
        return List.of(
                conditions.filtered(query.properties(), query.filterTestAccounts(), query.samplingFactor()),
                conditions.passing(series.properties()));
    }

    /** Whether a series is about groups in place of people. */
    static boolean countsGroups(Measure measure) {
        return measure.groupTypeIndex() != null
                && switch (measure.math()) {
                    case DAU,
                            WEEKLY_ACTIVE,
                            MONTHLY_ACTIVE,
                            UNIQUE_GROUP,
                            FIRST_TIME_FOR_GROUP,
                            FIRST_MATCHING_EVENT_FOR_GROUP -> true;
                    default -> false;
                };
    }

    /** Who did it: a person, a group by its key, or the session. */
    Sql actor() {
        if (series.measure().math() == SeriesMath.UNIQUE_SESSION) {
            return Sql.format("coalesce({}, '" + NO_SESSION + "')", dialect.eventProperty("$session_id"));
        }
        return performer();
    }

    /** Who did it: a person, or a group by its key. */
    Sql performer() {
        return countsGroups(series.measure())
                ? dialect.eventProperty("$group_" + series.measure().groupTypeIndex())
                : Sql.of("e.person_id");
    }

    /** The number that property math aggregates; null where the property is none. */
    Sql property() {
        Measure measure = series.measure();
        String key = measure.property();
        if (key == null) {
            throw new IllegalStateException("asked for the property of a series without one");
        }
        Sql text = readsPersons(measure) ? dialect.personProperty(key) : dialect.eventProperty(key);
        Double multiplier = measure.multiplier();
        Sql number = key.equals("$time")
                ? Sql.format("coalesce({}, {} / 1000000.0)", dialect.number(text), microsOf(text))
                : dialect.number(text);
        return multiplier == null ? number : Sql.format("({} * {})", number, Sql.value(multiplier));
    }

    private Sql microsOf(Sql text) {
        return dialect.epochMicros(dialect.instant(text, "UTC"));
    }

    private boolean readsPersons(Measure measure) {
        return measure.property() != null
                && measure.math().statistic() != null
                && !measure.math().isCountPerActor()
                && measure.propertyType().equals("person_properties");
    }
}
