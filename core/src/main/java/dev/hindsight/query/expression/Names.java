package dev.hindsight.query.expression;

/** Gives out names, each once in a statement, so that nothing in it can be taken for something else. */
final class Names {
    private int columns;
    private int tables;

    String column() {
        columns++;
        return "c" + columns;
    }

    String table() {
        tables++;
        return "t" + tables;
    }
}
