package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;

/**
 * What is stored in the project and named in expressions: {@code person_id IN COHORT 5}, {@code matchesAction('Paid')} (contract
 * queries 7.5). The methods throw {@code validation_error} when there is none of that name, several, or one that is part of
 * itself.
 */
public interface Stored {
    /**
     * Something by its id or its name.
     *
     * @param text digits, when it is an id
     */
    record Name(String text, boolean isId) {
        @Override
        public String toString() {
            return isId ? "the id " + text : "the name \"" + text + "\"";
        }
    }

    /**
     * A query with one column, the engine's keys of the persons in a cohort.
     *
     * @param attr the field that the expression came in
     */
    Sql members(Name cohort, String attr);

    /**
     * A query of {@code person_id}, the engine's key, and {@code cohort_id}, a 64-bit integer: a row for each cohort that
     * somebody is in.
     *
     * @param onlyStatic whether only cohorts with listed persons are meant
     * @param attr the field that the query came in
     */
    Sql memberships(boolean onlyStatic, String attr);

    /**
     * Whether {@code events e} are of an action.
     *
     * @param attr the field that the expression came in
     */
    Sql matching(Name action, String attr);
}
