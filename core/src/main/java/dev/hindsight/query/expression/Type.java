package dev.hindsight.query.expression;

/** What a value is. */
enum Type {
    TEXT("a text", "VARCHAR"),
    NUMBER("a number", "DOUBLE PRECISION"),
    BOOLEAN("true or false", "BOOLEAN"),
    /** An instant, in the engine a UTC timestamp. */
    TIME("a time", "TIMESTAMP"),
    /** A day of the project's calendar. */
    DATE("a date", "DATE"),
    /** The key that the engine knows a person by, which nobody else does. */
    PERSON("a person", "BIGINT"),
    /** NULL, which is of every type. */
    NONE("NULL", "VARCHAR");

    private final String words;

    private final String sql;

    Type(String words, String sql) {
        this.words = words;
        this.sql = sql;
    }

    /** The type as an error says it. */
    String words() {
        return words;
    }

    /** The type's name in SQL. */
    String inSql() {
        return sql;
    }
}
