package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown;
import dev.hindsight.query.QueryContext;
import java.util.ArrayList;
import java.util.List;

/** Who is in the cohorts of a breakdown (contract queries 3.7). */
public record CohortMembers(Dialect dialect, QueryContext context) {
    /**
     * A table in parentheses of {@code id}, a person, and {@code value}, a cohort's id as text: one row for each cohort that
     * somebody is in.
     *
     * @throws dev.hindsight.error.HindsightException {@code validation_error} when there is no such cohort
     */
    public Sql of(Breakdown.Part part) {
        EventConditions conditions = new EventConditions(dialect, context);
        List<Sql> each = new ArrayList<>();
        for (String value : part.cohorts()) {
            Sql members = value.equals(Breakdown.ALL)
                    ? Sql.of("SELECT p.id AS person_id FROM persons p WHERE p.project_id = ?", context.projectId())
                    : conditions.members(Integer.parseInt(value), "breakdownFilter__breakdown");
            each.add(Sql.format("SELECT m.person_id AS id, {} AS value FROM ({}) m", Sql.value(value), members));
        }
        return Sql.join(" UNION ALL ", each).parenthesised();
    }
}
