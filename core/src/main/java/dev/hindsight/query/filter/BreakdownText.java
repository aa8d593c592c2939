package dev.hindsight.query.filter;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.Breakdown.Part;
import dev.hindsight.query.Breakdown.Type;
import dev.hindsight.query.QueryContext;

/** The values of a breakdown as text, the same for every kind of query (contract queries 2.7). */
public record BreakdownText(Dialect dialect, QueryContext context) {
    private static final int MAX_LENGTH = 400;

    /** The property as stored, null when it is missing; reads {@code events e} or, of persons, {@code persons p}. */
    public Sql stored(Part part) {
        return part.type() == Type.PERSON
                ? dialect.personProperty(part.property())
                : dialect.eventProperty(part.property());
    }

    /** The value made of what is stored: paths cleaned and addresses without their end if asked for, and 400 characters. */
    public Sql of(Part part, Sql stored) {
        Sql value = stored;
        if (part.pathCleaning()) {
            for (QueryContext.PathCleaningRule rule : context.pathCleaning()) {
                value = dialect.replaceAll(value, rule.regex(), rule.alias());
            }
        }
        if (part.normalizeUrl()) {
            Sql trimmed = Sql.format("rtrim({}, '/?#')", value);
            value = Sql.format("CASE WHEN {} = '' THEN '/' ELSE {} END", trimmed, trimmed);
        }
        return dialect.prefix(value, MAX_LENGTH);
    }
}
