package dev.hindsight.query.expression;

import org.jspecify.annotations.Nullable;

/** What a value is. */
enum Type {
    TEXT("a text", "VARCHAR", "String"),
    /** A 64-bit float, or what counts as one. */
    NUMBER("a number", "DOUBLE PRECISION", "Float64"),
    /** A whole 64-bit number. */
    INTEGER("a whole number", "BIGINT", "Int64"),
    /** A whole number that is never negative, such as how many there are. */
    COUNT("a whole number", "BIGINT", "UInt64"),
    BOOLEAN("true or false", "BOOLEAN", "Bool"),
    /** An instant, in the engine a UTC timestamp. */
    TIME("a time", "TIMESTAMP", "DateTime64(6)"),
    /** A day of the project's calendar. */
    DATE("a date", "DATE", "Date"),
    /** The key that the engine knows a person by, which nobody else does. */
    PERSON("a person", "BIGINT", "UUID"),
    /** NULL, which is of every type. */
    NONE("NULL", "VARCHAR", "Nullable(Nothing)"),

    TEXTS("a list of texts", "VARCHAR[]", "Array(String)"),
    NUMBERS("a list of numbers", "DOUBLE PRECISION[]", "Array(Float64)"),
    BOOLEANS("a list of truth values", "BOOLEAN[]", "Array(Bool)"),
    TIMES("a list of times", "TIMESTAMP[]", "Array(DateTime64(6))"),
    DATES("a list of dates", "DATE[]", "Array(Date)");

    private final String words;

    private final String sql;

    private final String wire;

    Type(String words, String sql, String wire) {
        this.words = words;
        this.sql = sql;
        this.wire = wire;
    }

    /** The type as an error says it. */
    String words() {
        return words;
    }

    /** The type's name in SQL. */
    String inSql() {
        return sql;
    }

    /** The type's name in answers (contract queries 7.3). */
    String wire() {
        return wire;
    }

    boolean isNumeric() {
        return this == NUMBER || this == INTEGER || this == COUNT;
    }

    boolean isDay() {
        return this == TIME || this == DATE;
    }

    boolean isList() {
        return element() != null;
    }

    /** What the elements of a list are; null for what is no list. */
    @Nullable
    Type element() {
        return switch (this) {
            case TEXTS -> TEXT;
            case NUMBERS -> NUMBER;
            case BOOLEANS -> BOOLEAN;
            case TIMES -> TIME;
            case DATES -> DATE;
            default -> null;
        };
    }

    /** The type of lists whose elements are of this one, or of the next that lists can hold. */
    Type list() {
        return switch (this) {
            case NUMBER, INTEGER, COUNT -> NUMBERS;
            case BOOLEAN -> BOOLEANS;
            case TIME -> TIMES;
            case DATE -> DATES;
            default -> TEXTS;
        };
    }
}
