package dev.hindsight.query.expression;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineException;
import dev.hindsight.engine.Sql;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Exported;
import dev.hindsight.query.JsonNumbers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A query of a user that is ready to be asked, and knows how to read what it gives. */
public final class Selection {
    private static final Logger LOG = LoggerFactory.getLogger(Selection.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Sql sql;
    private final String printed;
    private final String attr;
    private final List<Cell> cells;
    private final ZoneId zone;

    /**
     * A column of the answer.
     *
     * @param index in the result, from 1
     */
    private record Cell(String label, Type type, int index) {}

    Selection(Statement statement, Rows rows, String printed) {
        List<Rows.Column> columns = rows.columns();
        List<String> read = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Type type = columns.get(i).type();
            read.add(
                    type == Type.PERSON || type.isList()
                            ? rows.text(i)
                            : columns.get(i).name());
        }
        this.sql = statement.print(rows);
        List<String> names = rows.names();
        this.cells = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            cells.add(new Cell(columns.get(i).label(), columns.get(i).type(), names.indexOf(read.get(i)) + 1));
        }
        this.printed = printed;
        this.attr = statement.source().attr();
        this.zone = statement.values().context().timezone();
    }

    /** The query as it was understood, with its limit. */
    public String printed() {
        return printed;
    }

    /** The names of the columns, in order; several can be the same. */
    public List<String> labels() {
        return cells.stream().map(Cell::label).toList();
    }

    /** The types of the columns, in order, as PostHog names them. */
    public List<String> types() {
        return cells.stream().map(cell -> cell.type().wire()).toList();
    }

    /**
     * All rows, each with a value for each column.
     *
     * @throws HindsightException {@code validation_error}, code {@code query_refused}, when the engine does not know how to
     *     answer; else as {@link Engine#query}
     */
    public List<ArrayNode> rows(Engine engine, Deadline deadline) {
        try {
            return engine.query(sql, this::read, deadline);
        } catch (EngineException e) {
            throw refused(e);
        }
    }

    /**
     * Hands over rows while the engine finds them.
     *
     * @param most how many at most
     * @throws HindsightException as {@link #rows}
     */
    public Exported export(Engine engine, long most, Consumer<ArrayNode> rows, Deadline deadline) {
        AtomicLong found = new AtomicLong();
        try {
            engine.stream(
                    sql,
                    row -> {
                        if (found.incrementAndGet() <= most) {
                            rows.accept(read(row));
                        }
                    },
                    deadline);
        } catch (EngineException e) {
            throw refused(e);
        }
        return new Exported(labels(), types(), Math.min(most, found.get()), found.get() > most);
    }

    /** What looks right to us and not to the engine, such as a join that it does not know. */
    private HindsightException refused(EngineException cause) {
        LOG.info("the events database refused a query that somebody wrote", cause);
        return HindsightException.invalid(
                attr, "query_refused", "The events database cannot answer this query. Try to write it in another way.");
    }

    /** A row of the answer, a value for each column (contract queries 7.3). */
    private ArrayNode read(ResultSet row) throws SQLException {
        ArrayNode values = NODES.arrayNode(cells.size());
        for (Cell cell : cells) {
            values.add(value(row, cell));
        }
        return values;
    }

    private JsonNode value(ResultSet row, Cell cell) throws SQLException {
        int index = cell.index();
        JsonNode value = switch (cell.type()) {
            case NUMBER -> JsonNumbers.of(row.getDouble(index));
            case INTEGER, COUNT -> NODES.numberNode(row.getLong(index));
            case BOOLEAN -> NODES.booleanNode(row.getBoolean(index));
            case TIME -> time(row.getObject(index, LocalDateTime.class));
            case DATE -> date(row.getObject(index, LocalDate.class));
            case TEXTS, NUMBERS, BOOLEANS, TIMES, DATES -> list(row.getString(index), cell.type());
            case TEXT, PERSON, NONE -> NODES.textNode(row.getString(index));
        };
        return row.wasNull() ? NODES.nullNode() : value;
    }

    private JsonNode time(@Nullable LocalDateTime utc) {
        return utc == null
                ? NODES.nullNode()
                : NODES.textNode(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        utc.atZone(ZoneOffset.UTC).withZoneSameInstant(zone)));
    }

    private static JsonNode date(@Nullable LocalDate date) {
        return date == null ? NODES.nullNode() : NODES.textNode(date.toString());
    }

    private JsonNode list(@Nullable String json, Type type) {
        if (json == null) {
            return NODES.nullNode();
        }
        try {
            ArrayNode elements = NODES.arrayNode();
            for (JsonNode element : JSON.readTree(json)) {
                elements.add(element(element, type));
            }
            return elements;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an engine wrote a list that is no JSON", e);
        }
    }

    private JsonNode element(JsonNode element, Type type) {
        if (element.isNull()) {
            return element;
        }
        return switch (type) {
            case TIMES -> time(LocalDateTime.parse(element.asText().replace(' ', 'T')));
            case NUMBERS -> JsonNumbers.of(element.doubleValue());
            default -> element;
        };
    }
}
