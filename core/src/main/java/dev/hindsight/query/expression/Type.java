package dev.hindsight.query.expression;

/** What a value is. */
enum Type {
    TEXT("a text"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    /** An instant, in the engine a UTC timestamp. */
    TIME("a time"),
    /** A day of the project's calendar. */
    DATE("a date"),
    /** The key that the engine knows a person by, which nobody else does. */
    PERSON("a person"),
    /** NULL, which is of every type. */
    NONE("NULL");

    private final String words;

    Type(String words) {
        this.words = words;
    }

    /** The type as an error says it. */
    String words() {
        return words;
    }
}
