package dev.hindsight.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of events or of sessions, or what is calculated of them (contract queries 7.6). */
public sealed interface ListQuery extends RunnableQuery permits EventsQuery, SessionsQuery {
    int MOST_ROWS = 50_000;
    int DEFAULT_ROWS = 100;

    /** What is told of each, as it was written. */
    List<String> select();

    /** Conditions in SQL, all of which have to hold; those with aggregates, of each group. */
    List<String> where();

    /** Expressions in SQL, each with {@code ASC} or {@code DESC}; empty: what the selected suggest. */
    List<String> orderBy();

    /** How many rows at most, 1 to {@value #MOST_ROWS}; null: {@value #DEFAULT_ROWS}, and in exports all. */
    @Nullable
    Integer limit();

    /** How many rows are left out before them. */
    int offset();

    /** How many rows at most in an answer. */
    default int rows() {
        Integer limit = limit();
        return limit == null ? DEFAULT_ROWS : limit;
    }
}
