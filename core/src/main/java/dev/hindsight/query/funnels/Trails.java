package dev.hindsight.query.funnels;

import dev.hindsight.engine.RowConsumer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Collects the rows of {@link FunnelSql}, which come actor by actor, to one trail at a time. */
final class Trails implements RowConsumer {
    private final int properties;
    private final BiConsumer<Object, Trail> follower;
    private @Nullable Object actor;
    private Trail trail = new Trail();

    Trails(int properties, BiConsumer<Object, Trail> follower) {
        this.properties = properties;
        this.follower = follower;
    }

    @Override
    public void accept(ResultSet row) throws SQLException {
        Object next = row.getObject(1);
        if (!next.equals(actor)) {
            end();
            actor = next;
            trail = new Trail();
        }
        List<String> value = List.of();
        if (properties > 0) {
            value = new ArrayList<>(properties);
            for (int i = 0; i < properties; i++) {
                value.add(row.getString(4 + i));
            }
        }
        trail.add(row.getLong(2), row.getLong(3), value);
    }

    /** Hands over the last one. */
    void end() {
        Object whose = actor;
        if (whose != null && trail.size() > 0) {
            follower.accept(whose, trail);
        }
    }
}
