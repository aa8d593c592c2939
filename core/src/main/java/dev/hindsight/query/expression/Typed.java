package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;

/** A value of the engine, and what it is. */
record Typed(Sql sql, Type type) {
    static final Typed NULL = new Typed(Sql.of("NULL"), Type.NONE);

    static Typed text(Sql sql) {
        return new Typed(sql, Type.TEXT);
    }

    static Typed number(Sql sql) {
        return new Typed(sql, Type.NUMBER);
    }

    static Typed bool(Sql sql) {
        return new Typed(sql, Type.BOOLEAN);
    }

    static Typed time(Sql sql) {
        return new Typed(sql, Type.TIME);
    }

    static Typed date(Sql sql) {
        return new Typed(sql, Type.DATE);
    }
}
