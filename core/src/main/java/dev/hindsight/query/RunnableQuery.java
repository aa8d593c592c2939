package dev.hindsight.query;

/** A query that has an answer. */
public sealed interface RunnableQuery extends QueryNode
        permits TrendsQuery,
                LifecycleQuery,
                StickinessQuery,
                FunnelsQuery,
                RetentionQuery,
                PathsQuery,
                ActorsQuery,
                SqlQuery,
                ListQuery,
                UnbuiltQuery {
    @Override
    default RunnableQuery toRun() {
        return this;
    }

    <R> R accept(Visitor<R> visitor);

    /** One method per kind, none with a default: a kind that is forgotten does not compile. */
    interface Visitor<R> {
        R trends(TrendsQuery query);

        R paths(PathsQuery query);

        R retention(RetentionQuery query);

        R funnels(FunnelsQuery query);

        R lifecycle(LifecycleQuery query);

        R stickiness(StickinessQuery query);

        R actors(ActorsQuery query);

        R sql(SqlQuery query);

        R events(EventsQuery query);

        R sessions(SessionsQuery query);

        R unbuilt(UnbuiltQuery query);
    }
}
