package dev.hindsight.engine.postgresql;

import dev.hindsight.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Rows of {@code events} in the binary format of {@code COPY}, which costs the server less than any other. Not thread-safe. */
final class EventCopy {
    private static final String COPY = "copy events (project_id, uuid, event, distinct_id, person_id, \"timestamp\","
            + " created_at, properties, texts) from stdin (format binary)";

    private static final int COLUMNS = 9;
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int NULL = -1;
    private static final int END = -1;

    /** The version of the format of {@code jsonb}: text. */
    private static final int JSON_TEXT = 1;

    /** PostgreSQL counts from 2000. */
    private static final long MICROS_BEFORE_2000 = EventRows.micros(Instant.parse("2000-01-01T00:00:00Z"));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    EventCopy() {
        try {
            out.write(SIGNATURE);
            out.writeInt(0); // no flags
            out.writeInt(0); // no more header
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether a connection lets rows be copied: it is one of PostgreSQL's own, and no row-level security applies to its user, which
     * PostgreSQL does not apply to what is copied.
     */
    static boolean isPossible(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return false;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select not row_security_active('events')")) {
            return row.next() && row.getBoolean(1);
        }
    }

    void add(long projectId, Event event, long person, Instant now) {
        try {
            out.writeShort(COLUMNS);
            int64(projectId);
            uuid(event.uuid());
            text(event.event());
            text(event.distinctId());
            int64(person);
            time(event.timestamp());
            time(now);
            json(event.properties());
            json(JsonbTexts.of(event.properties()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes all rows; none was there before. */
    void write(Connection connection) throws SQLException {
        try {
            out.writeShort(END);
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(COPY, new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void int64(long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private void uuid(UUID value) throws IOException {
        out.writeInt(2 * Long.BYTES);
        out.writeLong(value.getMostSignificantBits());
        out.writeLong(value.getLeastSignificantBits());
    }

    private void time(Instant value) throws IOException {
        int64(EventRows.micros(value) - MICROS_BEFORE_2000);
    }

    private void text(String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private void json(@Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(NULL);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(1 + utf8.length);
        out.writeByte(JSON_TEXT);
        out.write(utf8);
    }
}
