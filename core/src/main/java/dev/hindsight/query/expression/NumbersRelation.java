package dev.hindsight.query.expression;

import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Sql;
import java.util.List;
import java.util.Optional;

/** Numbers, one in each row. */
final class NumbersRelation extends Relation {
    /** The most numbers of a query. */
    static final long MOST = 10_000_000;

    private final Dialect dialect;
    private final long first;
    private final long count;

    NumbersRelation(Names names, Dialect dialect, long first, long count) {
        super(names);
        this.dialect = dialect;
        this.first = first;
        this.count = count;
    }

    @Override
    Optional<Typed> value(List<String> path) {
        return path.equals(all()) ? Optional.of(Typed.count(Sql.of("n"))) : Optional.empty();
    }

    @Override
    List<String> all() {
        return List.of("number");
    }

    @Override
    Sql source() {
        return dialect.numbers("n", first, count);
    }
}
