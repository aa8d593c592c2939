package dev.hindsight.refresh;

import dev.hindsight.engine.Engine;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Interval;
import dev.hindsight.query.QueryContext;
import dev.hindsight.query.QueryResult;
import dev.hindsight.query.RunnableQuery;
import dev.hindsight.query.TrendsQuery;
import dev.hindsight.query.UnbuiltQuery;
import dev.hindsight.query.trends.TrendsRunner;
import java.time.Duration;
import java.time.Instant;

/** Calculates queries of every kind: a new kind gets one line in each of the two visitors. */
final class Calculator {
    private final TrendsRunner trends;

    Calculator(Engine engine) {
        this.trends = new TrendsRunner(engine);
    }

    QueryResult calculate(RunnableQuery query, QueryContext context, Duration timeout) {
        return query.accept(new RunnableQuery.Visitor<>() {
            @Override
            public QueryResult trends(TrendsQuery node) {
                return trends.run(node, context, timeout);
            }

            @Override
            public QueryResult unbuilt(UnbuiltQuery node) {
                throw HindsightException.invalid(
                        "query",
                        "not_supported",
                        "A query of the kind " + node.kind()
                                + " can be stored, but not calculated by this version; TrendsQuery can.");
            }
        });
    }

    /** Which answers count as old, and where the question's range ends if it is asked now. */
    Currency currency(RunnableQuery query, QueryContext context) {
        return query.accept(new RunnableQuery.Visitor<>() {
            @Override
            public Currency trends(TrendsQuery node) {
                return new Currency(node.interval(), trends.rangeEnd(node, context));
            }

            @Override
            public Currency unbuilt(UnbuiltQuery node) {
                return new Currency(Interval.DAY, context.now());
            }
        });
    }

    /** What decides whether an answer is still current. */
    record Currency(Interval interval, Instant rangeEnd) {}
}
