package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.event.Changes;
import dev.hindsight.query.ActorPoint;
import dev.hindsight.query.ActorsQuery;
import dev.hindsight.query.Display;
import dev.hindsight.query.EventsQuery;
import dev.hindsight.query.Exported;
import dev.hindsight.query.FunnelPaths;
import dev.hindsight.query.FunnelsQuery;
import dev.hindsight.query.Interval;
import dev.hindsight.query.KnownBuckets;
import dev.hindsight.query.LifecycleQuery;
import dev.hindsight.query.PathsQuery;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.RetentionQuery;
import dev.hindsight.query.RunnableQuery;
import dev.hindsight.query.SessionsQuery;
import dev.hindsight.query.SqlQuery;
import dev.hindsight.query.StickinessQuery;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.UnbuiltQuery;
import dev.hindsight.query.actors.ActorsRunner;
import dev.hindsight.query.actors.PointLowering;
import dev.hindsight.query.events.EventsRunner;
import dev.hindsight.query.events.SessionsRunner;
import dev.hindsight.query.funnels.FunnelsRunner;
import dev.hindsight.query.lifecycle.LifecycleRunner;
import dev.hindsight.query.paths.PathsRunner;
import dev.hindsight.query.retention.RetentionRunner;
import dev.hindsight.query.sql.SqlRunner;
import dev.hindsight.query.stickiness.StickinessRunner;
import dev.hindsight.query.time.Ranges;
import dev.hindsight.query.time.ResolvedRange;
import dev.hindsight.query.trends.TrendsRunner;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Calculates queries of every kind: a new kind gets one line in each of the three visitors. */
final class Calculator {
    private final Dialect dialect;
    private final TrendsRunner trends;
    private final PathsRunner paths;
    private final RetentionRunner retention;
    private final FunnelsRunner funnels;
    private final LifecycleRunner lifecycle;
    private final StickinessRunner stickiness;
    private final ActorsRunner actors;
    private final SqlRunner sql;
    private final EventsRunner events;
    private final SessionsRunner sessions;

    Calculator(Engine engine) {
        this.dialect = engine.dialect();
        this.trends = new TrendsRunner(engine);
        this.retention = new RetentionRunner(engine);
        this.funnels = new FunnelsRunner(engine);
        this.paths = new PathsRunner(engine, this::around);
        this.lifecycle = new LifecycleRunner(engine);
        this.stickiness = new StickinessRunner(engine);
        this.sql = new SqlRunner(engine);
        this.events = new EventsRunner(engine, this::eventsBehind);
        this.sessions = new SessionsRunner(engine);
        this.actors = new ActorsRunner(engine, this::behind);
    }

    /** When the people of a funnel did a step, in SQL. */
    private Sql around(FunnelPaths paths, QueryContext context, Deadline deadline) {
        return funnels.people(paths.funnel(), paths.point(), List.of(), context, deadline)
                .asTimes(dialect);
    }

    /** @param known values of the same query that need not be calculated again */
    QueryResult calculate(RunnableQuery query, QueryContext context, KnownBuckets known, Deadline deadline) {
        return query.accept(new RunnableQuery.Visitor<>() {
            @Override
            public QueryResult trends(TrendsQuery node) {
                return trends.run(node, context, known, deadline);
            }

            @Override
            public QueryResult paths(PathsQuery node) {
                return paths.run(node, context, deadline);
            }

            @Override
            public QueryResult retention(RetentionQuery node) {
                return retention.run(node, context, deadline);
            }

            @Override
            public QueryResult funnels(FunnelsQuery node) {
                return funnels.run(node, context, deadline);
            }

            @Override
            public QueryResult lifecycle(LifecycleQuery node) {
                return lifecycle.run(node, context, deadline);
            }

            @Override
            public QueryResult stickiness(StickinessQuery node) {
                return stickiness.run(node, context, deadline);
            }

            @Override
            public QueryResult actors(ActorsQuery node) {
                return actors.run(node, context, deadline);
            }

            @Override
            public QueryResult sql(SqlQuery node) {
                return sql.run(node, context, deadline);
            }

            @Override
            public QueryResult events(EventsQuery node) {
                return events.run(node, context, deadline);
            }

            @Override
            public QueryResult sessions(SessionsQuery node) {
                return sessions.run(node, context, deadline);
            }

            @Override
            public QueryResult unbuilt(UnbuiltQuery node) {
                throw HindsightException.invalid(
                        "query",
                        "not_supported",
                        "A query of the kind " + node.kind() + " can be stored, but not calculated by this version.");
            }
        });
    }

    /** Hands over the rows of a query that has as many as there are; empty for one of another kind. */
    Optional<Exported> export(RunnableQuery query, QueryContext context, Consumer<ArrayNode> rows, Deadline deadline) {
        if (query instanceof SqlQuery node) {
            return Optional.of(sql.export(node, context, rows, deadline));
        }
        if (query instanceof EventsQuery node) {
            return Optional.of(events.export(node, context, rows, deadline));
        }
        return query instanceof SessionsQuery node
                ? Optional.of(sessions.export(node, context, rows, deadline))
                : Optional.empty();
    }

    /** The events behind a point of an insight. */
    private Sql eventsBehind(ActorPoint point, QueryContext context, Deadline deadline) {
        if (point.source() instanceof TrendsQuery node) {
            return trends.events(node, point, context, deadline);
        }
        throw HindsightException.invalid(
                "source__source__kind",
                "not_supported",
                "The source of a list of events is a number of a TrendsQuery; events behind a "
                        + point.source().kind() + " cannot be listed by this version.");
    }

    /** The people behind a point of an insight. */
    private PointLowering.Actors behind(ActorPoint point, QueryContext context, Deadline deadline) {
        return point.source().accept(new RunnableQuery.Visitor<>() {
            @Override
            public PointLowering.Actors trends(TrendsQuery node) {
                return trends.actors(node, point, context, deadline);
            }

            @Override
            public PointLowering.Actors paths(PathsQuery node) {
                return paths.actors(node, context, deadline);
            }

            @Override
            public PointLowering.Actors retention(RetentionQuery node) {
                return retention.actors(node, point, context, deadline);
            }

            @Override
            public PointLowering.Actors funnels(FunnelsQuery node) {
                return funnels.actors(node, point, context, deadline);
            }

            @Override
            public PointLowering.Actors lifecycle(LifecycleQuery node) {
                return lifecycle.actors(node, point, context, deadline);
            }

            @Override
            public PointLowering.Actors stickiness(StickinessQuery node) {
                return stickiness.actors(node, point, context, deadline);
            }

            @Override
            public PointLowering.Actors actors(ActorsQuery node) {
                throw noPeople(node);
            }

            @Override
            public PointLowering.Actors sql(SqlQuery node) {
                throw noPeople(node);
            }

            @Override
            public PointLowering.Actors events(EventsQuery node) {
                return events.actors(node, context, deadline);
            }

            @Override
            public PointLowering.Actors sessions(SessionsQuery node) {
                throw noPeople(node);
            }

            @Override
            public PointLowering.Actors unbuilt(UnbuiltQuery node) {
                throw noPeople(node);
            }
        });
    }

    private static HindsightException noPeople(RunnableQuery query) {
        return HindsightException.invalid(
                "source__source",
                "not_supported",
                "The people behind a query of the kind " + query.kind() + " cannot be listed by this version.");
    }

    /** What decides whether an answer to a question is still current. */
    Currency currency(RunnableQuery query, QueryContext context) {
        return query.accept(new RunnableQuery.Visitor<>() {
            @Override
            public Currency trends(TrendsQuery node) {
                boolean unended = node.trendsFilter().display() == Display.SLOPE_GRAPH;
                return Currency.of(node.interval(), trends.range(node, context), unended, context);
            }

            @Override
            public Currency paths(PathsQuery node) {
                return Currency.of(Interval.DAY, paths.range(node, context), node.funnel() != null, context);
            }

            @Override
            public Currency retention(RetentionQuery node) {
                return Currency.of(node.period().interval(), retention.range(node, context), false, context);
            }

            @Override
            public Currency funnels(FunnelsQuery node) {
                boolean unended = node.viz() == FunnelsQuery.Viz.TRENDS;
                return Currency.of(node.interval(), funnels.range(node, context), unended, context);
            }

            @Override
            public Currency lifecycle(LifecycleQuery node) {
                return Currency.of(node.interval(), lifecycle.range(node, context), false, context);
            }

            @Override
            public Currency stickiness(StickinessQuery node) {
                return Currency.of(node.interval(), stickiness.range(node, context), false, context);
            }

            @Override
            public Currency actors(ActorsQuery node) {
                Currency source = currency(node.source().source(), context);
                return Currency.of(source.interval(), source.range(), true, context);
            }

            @Override
            public Currency sql(SqlQuery node) {
                // What it reads is known only to the engine, so it is as old as its last calculation.
                return now(Interval.MINUTE);
            }

            @Override
            public Currency events(EventsQuery node) {
                return now(Interval.MINUTE);
            }

            @Override
            public Currency sessions(SessionsQuery node) {
                return now(Interval.MINUTE);
            }

            @Override
            public Currency unbuilt(UnbuiltQuery node) {
                return now(Interval.DAY);
            }

            private Currency now(Interval interval) {
                ZonedDateTime now = context.now().atZone(context.timezone());
                return Currency.of(interval, new ResolvedRange(now, now, now), true, context);
            }
        });
    }

    /**
     * What decides whether an answer is still current.
     *
     * @param interval decides how old it may be
     * @param range what the question means if it is asked now
     * @param until no event from here on is read
     * @param timed whether the answer changes with the time although its range stays the same, or reads more than its range and
     *     what was before
     */
    record Currency(Interval interval, ResolvedRange range, Instant until, boolean timed) {
        static Currency of(Interval interval, ResolvedRange range, boolean timed, QueryContext context) {
            return new Currency(interval, range, Ranges.endOf(interval, range.to(), context), timed);
        }

        /** Whether nothing was there before it ends: ranges that begin with the first event would begin after their end. */
        boolean isBeforeAll(Changes changes) {
            return changes.days().isEmpty()
                    || !changes.days()
                            .firstKey()
                            .isBefore(LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(1));
        }

        Instant rangeEnd() {
            return range.to().toInstant();
        }
    }
}
