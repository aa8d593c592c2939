package dev.hindsight.query.expression;

import dev.hindsight.engine.Sql;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value of the engine, and what it is.
 *
 * @param person of a {@link Type#PERSON}: what gives their id as text, where it can be found; else null
 * @param anyFloat whether it can be what a 64-bit float is besides numbers, such as {@code 0 / 0}
 */
record Typed(Sql sql, Type type, @Nullable Supplier<Sql> person, boolean anyFloat) {
    static final Typed NULL = new Typed(Sql.of("NULL"), Type.NONE);

    Typed(Sql sql, Type type) {
        this(sql, type, null, type == Type.NUMBER);
    }

    static Typed text(Sql sql) {
        return new Typed(sql, Type.TEXT);
    }

    static Typed number(Sql sql) {
        return new Typed(sql, Type.NUMBER);
    }

    /** A 64-bit float that is always a number, such as one of a property. */
    static Typed knownNumber(Sql sql) {
        return new Typed(sql, Type.NUMBER, null, false);
    }

    static Typed integer(Sql sql) {
        return new Typed(sql, Type.INTEGER);
    }

    static Typed count(Sql sql) {
        return new Typed(sql, Type.COUNT);
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

    /**
     * A person.
     *
     * @param key the engine's own
     * @param text what gives their id
     */
    static Typed person(Sql key, Supplier<Sql> text) {
        return new Typed(key, Type.PERSON, text, false);
    }
}
