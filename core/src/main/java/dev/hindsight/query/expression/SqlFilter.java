package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code {filters}} means in a query.
 *
 * @param onEvents a condition over {@code events e}
 * @param from the lower bound of the time; null: none
 * @param to the upper bound, which belongs no more to it; null: none
 */
public record SqlFilter(
        Sql onEvents, @Nullable Instant from, @Nullable Instant to) {}
