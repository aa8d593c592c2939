package dev.hindsight.query.expression;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Functions;
import dev.hindsight.engine.Sql;
import dev.hindsight.query.DateBound;
import dev.hindsight.query.QueryContext;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes values of one type values of another, as far as that has a meaning: a text that is no number becomes null. */
final class Values {
    private final Dialect dialect;
    private final Functions functions;
    private final QueryContext context;
    private final Stored stored;

    Values(Dialect dialect, QueryContext context, Stored stored) {
        this.stored = stored;
        this.dialect = dialect;
        this.functions = dialect.functions();
        this.context = context;
    }

    /**
     * The value as one of the type.
     *
     * @throws IllegalArgumentException saying why there is none
     */
    Sql as(Type wanted, Typed value) {
        if (value.type() == wanted || wanted == Type.NONE) {
            return value.sql();
        }
        if (value.type() == Type.NONE && !wanted.isList()) {
            // Engines choose among their functions by the type, which NULL alone does not have.
            return Sql.format("CAST({} AS " + wanted.inSql() + ")", value.sql());
        }
        Sql sql = value.sql();
        return switch (wanted) {
            case TEXT -> text(value);
            case NUMBER ->
                switch (value.type()) {
                    case TEXT -> functions.once(sql, dialect::number);
                    case BOOLEAN -> Sql.format("CAST({} AS INTEGER)", sql);
                    case INTEGER, COUNT -> Sql.format("CAST({} AS DOUBLE PRECISION)", sql);
                    default -> throw unfit(wanted, value);
                };
            case INTEGER, COUNT ->
                switch (value.type()) {
                    case INTEGER, COUNT -> sql;
                    default -> throw unfit(wanted, value);
                };
            case BOOLEAN ->
                switch (value.type()) {
                    case TEXT -> Sql.format("(CASE {} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END)", sql);
                    case NUMBER, INTEGER, COUNT -> Sql.format("({} <> 0)", sql);
                    default -> throw unfit(wanted, value);
                };
            case TIME ->
                switch (value.type()) {
                    case TEXT -> instant(sql);
                    case DATE -> instant(Sql.format("CAST({} AS VARCHAR)", sql));
                    default -> throw unfit(wanted, value);
                };
            case DATE ->
                switch (value.type()) {
                    case TEXT -> localDate(instant(sql));
                    case TIME -> localDate(sql);
                    default -> throw unfit(wanted, value);
                };
            default -> throw unfit(wanted, value);
        };
    }

    private Sql instant(Sql text) {
        return functions.once(text, once -> dialect.instant(once, zone()));
    }

    private Sql text(Typed value) {
        return switch (value.type()) {
            case NUMBER -> functions.once(value.sql(), functions::numberText);
            case TIME -> functions.timeText(localTime(value.sql()));
            case PERSON -> personId(value);
            case TEXTS, NUMBERS, BOOLEANS, TIMES, DATES -> throw unfit(Type.TEXT, value);
            default -> Sql.format("CAST({} AS VARCHAR)", value.sql());
        };
    }

    /** A person's id, as text. */
    static Sql personId(Typed value) {
        if (value.person() == null) {
            throw unfit(Type.TEXT, value);
        }
        return value.person().get();
    }

    private static IllegalArgumentException unfit(Type wanted, Typed value) {
        return new IllegalArgumentException("%s is expected, and there is %s"
                .formatted(wanted.words(), value.type().words()));
    }

    /** What all of the values can be: their type when they have one, else the next that takes them all. */
    static Type common(List<Typed> values) {
        Type common = Type.NONE;
        for (Typed value : values) {
            common = common(common, value.type());
        }
        // Which of the persons it is shows only in their ids.
        return common == Type.PERSON && values.size() > 1 ? Type.TEXT : common;
    }

    static Type common(Type left, Type right) {
        if (left == right || right == Type.NONE) {
            return left;
        }
        if (left == Type.NONE) {
            return right;
        }
        if (left.isNumeric() && right.isNumeric()) {
            return left == Type.NUMBER || right == Type.NUMBER ? Type.NUMBER : Type.INTEGER;
        }
        return left.isDay() && right.isDay() ? Type.TIME : Type.TEXT;
    }

    /** What two values are compared as: a text counts as what the other one is. */
    static Type compared(Type left, Type right) {
        if (left == right || right == Type.NONE) {
            return left;
        }
        if (left == Type.NONE || left == Type.TEXT) {
            return comparedWithText(right);
        }
        if (right == Type.TEXT) {
            return comparedWithText(left);
        }
        if (left.isDay() && right.isDay()) {
            return Type.TIME;
        }
        return left.isNumeric() && right.isNumeric() ? common(left, right) : Type.NUMBER;
    }

    private static Type comparedWithText(Type type) {
        return switch (type) {
            case PERSON -> Type.TEXT;
            case INTEGER, COUNT -> Type.NUMBER;
            default -> type;
        };
    }

    /** The property's value of {@code persons p} for the person of {@code events e}. */
    Sql ofPerson(Sql value) {
        return dialect.ofPerson(value, Sql.value(context.projectId()));
    }

    /** The UTC time that a text says; null when it says none, or one that clocks show never or twice. */
    @Nullable
    LocalDateTime plainTime(String text) {
        DateBound bound = DateBound.parse(text).orElse(null);
        if (bound instanceof DateBound.Fixed fixed) {
            return LocalDateTime.ofInstant(fixed.instant(), ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        }
        if (bound instanceof DateBound.Local local) {
            List<ZoneOffset> offsets = context.timezone().getRules().getValidOffsets(local.dateTime());
            return offsets.size() == 1
                    ? local.dateTime()
                            .minusSeconds(offsets.get(0).getTotalSeconds())
                            .truncatedTo(ChronoUnit.MICROS)
                    : null;
        }
        return null;
    }

    /** The id of the person with a key. */
    Sql idOf(Sql key) {
        return Sql.format(
                "(SELECT CAST(p.uuid AS VARCHAR) FROM persons p WHERE p.project_id = {} AND p.id = {})",
                Sql.value(context.projectId()),
                key);
    }

    Sql localTime(Sql timestamp) {
        return functions.localTime(timestamp, zone());
    }

    Sql utcTime(Sql local) {
        return functions.utcTime(local, zone());
    }

    Sql localDate(Sql timestamp) {
        return dialect.date(localTime(timestamp));
    }

    Sql now() {
        return Sql.value(LocalDateTime.ofInstant(context.now(), ZoneOffset.UTC));
    }

    private String zone() {
        return context.timezone().getId();
    }

    QueryContext context() {
        return context;
    }

    Stored stored() {
        return stored;
    }

    Dialect dialect() {
        return dialect;
    }

    Functions functions() {
        return functions;
    }
}
