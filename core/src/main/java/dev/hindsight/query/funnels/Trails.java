package dev.hindsight.query.funnels;

import dev.hindsight.engine.RowConsumer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Collects the rows of {@link FunnelSql}, which come actor by actor, to one trail at a time. */
final class Trails implements RowConsumer {
    private final Row row;
    private final BiConsumer<Object, Trail> follower;
    private final Trail trail = new Trail();
    private @Nullable Object actor;

    /** @param follower takes each trail, which is another one's afterwards */
    Trails(Row row, BiConsumer<Object, Trail> follower) {
        this.row = row;
        this.follower = follower;
    }

    /** Adds what a row says of its actor. */
    @FunctionalInterface
    interface Row {
        void addTo(Trail trail, ResultSet row) throws SQLException;
    }

    static void addEvent(Trail trail, ResultSet row, int values) throws SQLException {
        if (values == 0) {
            trail.add(row.getLong(2), row.getLong(3));
            return;
        }
        List<String> value = new ArrayList<>(values);
        for (int i = 0; i < values; i++) {
            value.add(row.getString(4 + i));
        }
        trail.add(row.getLong(2), row.getLong(3), value);
    }

    static void addStamps(Trail trail, ResultSet row, Stamps stamps) throws SQLException {
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(row.getString(2))).order(ByteOrder.LITTLE_ENDIAN);
        // How many there are, what is left says, too.
        byte count = bytes.get();
        while (count < 0) {
            count = bytes.get();
        }
        while (bytes.hasRemaining()) {
            stamps.addTo(trail, bytes.getLong());
        }
    }

    @Override
    public void accept(ResultSet next) throws SQLException {
        Object whose = next.getObject(1);
        if (!whose.equals(actor)) {
            end();
            actor = whose;
        }
        row.addTo(trail, next);
    }

    /** Hands over the last one. */
    void end() {
        Object whose = actor;
        if (whose != null && trail.size() > 0) {
            follower.accept(whose, trail);
        }
        trail.clear();
    }
}
