package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.Sql;
import dev.hindsight.event.ArrivedEvents;
import dev.hindsight.event.Event;
import dev.hindsight.event.PersonLedger;
import dev.hindsight.event.PropertyTexts;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Reads and writes rows of {@code events}. */
final class EventRows {
    /** As many as a statement takes without getting slow to read. */
    private static final int ASKED_AT_ONCE = 20_000;

    private static final List<String> COLUMNS = columns();

    private final ClickHouseDatabase database;

    EventRows(ClickHouseDatabase database) {
        this.database = database;
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(
                "project_id",
                "uuid",
                "event",
                "distinct_id",
                "person_id",
                "timestamp",
                "created_at",
                "properties",
                "texts"));
        columns.addAll(PropertyColumns.all());
        return columns;
    }

    /** Lists of values that are short enough for a statement. */
    static <T> List<List<T>> parts(Collection<T> values) {
        List<T> all = List.copyOf(values);
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
            parts.add(all.subList(from, Math.min(all.size(), from + ASKED_AT_ONCE)));
        }
        return parts;
    }

    /** Values with commas between them. */
    static Sql listed(Collection<?> values) {
        return Sql.join(", ", values.stream().map(Sql::value).toList());
    }

    /** The batches without the events that are stored already or came earlier in them. */
    List<ArrivedEvents> withoutDuplicates(List<ArrivedEvents> batches) throws SQLException {
        Map<Long, Set<UUID>> seen = new HashMap<>();
        for (ArrivedEvents batch : batches) {
            Set<UUID> ofProject = seen.computeIfAbsent(batch.projectId(), id -> new HashSet<>());
            batch.events().forEach(event -> ofProject.add(event.uuid()));
        }
        for (Map.Entry<Long, Set<UUID>> each : seen.entrySet()) {
            each.setValue(stored(each.getKey(), each.getValue()));
        }
        List<ArrivedEvents> fresh = new ArrayList<>();
        for (ArrivedEvents batch : batches) {
            Set<UUID> known = Objects.requireNonNull(seen.get(batch.projectId()));
            fresh.add(batch.only(i -> known.add(batch.events().get(i).uuid())));
        }
        return fresh;
    }

    private Set<UUID> stored(long projectId, Set<UUID> uuids) throws SQLException {
        Set<UUID> stored = new HashSet<>();
        for (List<UUID> part : parts(uuids)) {
            // As texts, because a list of calls takes far longer to read.
            stored.addAll(database.read(
                    Sql.format(
                            "SELECT uuid FROM events WHERE project_id = {} AND uuid IN ({})",
                            Sql.value(projectId),
                            listed(part.stream().map(UUID::toString).toList())),
                    row -> UUID.fromString(row.getString(1))));
        }
        return stored;
    }

    /** The days (UTC) on which persons did something. */
    Set<LocalDate> daysOf(long projectId, Set<Long> persons) throws SQLException {
        Set<LocalDate> days = new HashSet<>();
        for (List<Long> part : parts(persons)) {
            days.addAll(database.read(
                    Sql.format(
                            "SELECT DISTINCT toDate32(timestamp) FROM events WHERE project_id = {} AND person_id IN ({})",
                            Sql.value(projectId),
                            listed(part)),
                    row -> row.getObject(1, LocalDate.class)));
        }
        return days;
    }

    /**
     * Writes events. The same ones written again, however that comes about, are told by the server and left out.
     *
     * @param ledgers by project id; every person has its key
     */
    void insert(List<ArrivedEvents> batches, Map<Long, PersonLedger> ledgers, Instant now) throws SQLException {
        // Each call by itself: sent again, it comes with others, and the server is to know it all the same.
        for (ArrivedEvents batch : batches) {
            if (!batch.events().isEmpty()) {
                insert(batch, Objects.requireNonNull(ledgers.get(batch.projectId())), now);
            }
        }
    }

    private void insert(ArrivedEvents batch, PersonLedger ledger, Instant now) throws SQLException {
        RowBinary rows = new RowBinary();
        MessageDigest digest = digest();
        for (Event event : batch.events()) {
            digest.update(ByteBuffer.allocate(3 * Long.BYTES)
                    .putLong(batch.projectId())
                    .putLong(event.uuid().getMostSignificantBits())
                    .putLong(event.uuid().getLeastSignificantBits())
                    .flip());
            write(
                    rows,
                    batch.projectId(),
                    event,
                    ledger.personOf(event.distinctId()).key(),
                    now);
        }
        database.insert("events", COLUMNS, rows, HexFormat.of().formatHex(digest.digest()));
    }

    private static void write(RowBinary rows, long projectId, Event event, long person, Instant now) {
        Map<String, String> texts = new LinkedHashMap<>(PropertyTexts.all(event.properties()));
        List<String> promoted = new ArrayList<>();
        for (String key : PropertyColumns.KEYS) {
            promoted.add(texts.remove(key));
        }
        rows.int64(projectId)
                .uuid(event.uuid())
                .text(event.event())
                .text(event.distinctId())
                .int64(person)
                .micros(event.timestamp())
                .micros(now)
                .text(event.properties())
                .texts(texts);
        promoted.forEach(rows::nullableText);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Lets the events of persons belong to others. */
    void move(long projectId, Map<Long, Long> persons) throws SQLException {
        Sql sources = listed(persons.keySet());
        boolean some = database.read(
                        Sql.format(
                                "SELECT count() > 0 FROM events WHERE project_id = {} AND person_id IN ({})",
                                Sql.value(projectId),
                                sources),
                        row -> row.getBoolean(1))
                .get(0);
        if (some) {
            database.run(Sql.format(
                    "ALTER TABLE " + database.shape().events()
                            + database.shape().everywhere()
                            + " UPDATE person_id = transform(person_id, [{}], [{}], person_id)"
                            + " WHERE project_id = {} AND person_id IN ({})",
                    sources,
                    listed(persons.values()),
                    Sql.value(projectId),
                    sources));
        }
    }
}
