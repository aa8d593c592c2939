package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Exported;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.WireJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a query on their way to a client, kept in a temporary file in between: the engine never waits for a slow client, the
 * heap never holds them, and whether all of them are there is known before the reply begins.
 */
final class ExportedRows implements AutoCloseable {
    /** How many rows an export can have at most. */
    private static final String LIMIT = "X-Row-Limit";

    /** {@code true} when there are more rows than that. */
    private static final String CUT = "X-Rows-Cut";

    private static final ObjectReader READER = new JsonMapper().reader();

    private final Path file;
    private final JsonGenerator rows;
    private boolean nested;

    ExportedRows() {
        try {
            this.file = Files.createTempFile("hindsight-export", ".json");
            OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
            this.rows = WireJson.lines(out);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    /**
     * Keeps a row.
     *
     * @throws HindsightException {@code UNAVAILABLE} when there is no room
     */
    void add(ArrayNode row) {
        for (JsonNode value : row) {
            nested |= value.isContainerNode();
        }
        try {
            rows.writeTree(row);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static HindsightException noRoom(IOException cause) {
        HindsightException noRoom = HindsightException.of(
                Failure.UNAVAILABLE, "The server has no room to prepare the export. Try again later.");
        noRoom.initCause(cause);
        return noRoom;
    }

    /** A row for each, under the names of the columns; what is nested as elsewhere (contract insights-api 1.8). */
    Reply csv(Exported exported) {
        Set<String> names = names(exported);
        CsvTable.Source objects = visitor -> each(row -> visitor.visit(named(row, names)));
        return told(exported, Reply.streamed(200, CsvTable.TYPE, out -> {
            try (ExportedRows all = this) {
                CsvTable.write(all.nested ? CsvTable.columns(objects) : names, objects, out);
            }
        }));
    }

    /** As an answer of the query is: {@code columns}, {@code types} and {@code results}. */
    Reply json(Exported exported) {
        return told(exported, Reply.streamed(200, "application/json", out -> {
            try (ExportedRows all = this;
                    JsonGenerator json = WireJson.generator(out)) {
                json.writeStartObject();
                json.writeArrayFieldStart("columns");
                for (String column : exported.columns()) {
                    json.writeString(column);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("types");
                for (int i = 0; i < exported.columns().size(); i++) {
                    json.writeStartArray();
                    json.writeString(exported.columns().get(i));
                    json.writeString(exported.types().get(i));
                    json.writeEndArray();
                }
                json.writeEndArray();
                json.writeNumberField("limit", Exported.MOST_ROWS);
                json.writeBooleanField("hasMore", exported.cut());
                json.writeArrayFieldStart("results");
                all.each(json::writeTree);
                json.writeEndArray();
                json.writeEndObject();
            }
        }));
    }

    private static Reply told(Exported exported, Reply reply) {
        Reply limited = reply.with(LIMIT, Integer.toString(Exported.MOST_ROWS));
        return exported.cut() ? limited.with(CUT, "true") : limited;
    }

    private interface RowVisitor {
        void visit(ArrayNode row) throws IOException;
    }

    private void each(RowVisitor visitor) throws IOException {
        rows.close();
        try (JsonParser kept = READER.createParser(file.toFile())) {
            for (ArrayNode row = next(kept); row != null; row = next(kept)) {
                visitor.visit(row);
            }
        }
    }

    /** That a file cannot be read is no fault of a client's, who must not take the reply for whole. */
    private static @Nullable ArrayNode next(JsonParser kept) {
        try {
            return kept.nextToken() == null ? null : kept.readValueAsTree();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what was kept of an export", e);
        }
    }

    /** Of columns with the same name, the later ones are numbered. */
    private static Set<String> names(Exported exported) {
        Set<String> names = new LinkedHashSet<>();
        for (String column : exported.columns()) {
            String name = column;
            for (int number = 2; !names.add(name); number++) {
                name = column + " (" + number + ")";
            }
        }
        return names;
    }

    private static ObjectNode named(ArrayNode row, Set<String> names) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        int next = 0;
        for (String name : names) {
            object.set(name, row.path(next));
            next++;
        }
        return object;
    }

    /** Deletes the file. */
    @Override
    public void close() {
        try {
            rows.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
