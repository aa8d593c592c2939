package dev.hindsight.query.filter;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.PropertyType;

/**
 * What a filter compares: an expression, and what its values are.
 *
 * @param stored the value as stored, text unless {@code timestamp}; null when missing
 * @param timestamp {@code stored} is a UTC timestamp already
 */
record Operand(Sql stored, PropertyType type, boolean timestamp) {
    static Operand of(Sql text, PropertyType type) {
        return new Operand(text, type, false);
    }

    static Operand text(Sql text) {
        return new Operand(text, PropertyType.STRING, false);
    }

    static Operand time(Sql timestamp) {
        return new Operand(timestamp, PropertyType.DATE_TIME, true);
    }
}
