package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.servlet.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * JSON objects as CSV, one row each: the path to a value, joined with dots, is the name of its column (contract insights-api
 * 1.8). A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are.
 */
final class CsvTable {
    private static final String FORMULA_STARTS = "=+-@\t\r";

    static final String TYPE = "text/csv; charset=utf-8";

    private CsvTable() {}

    /** Objects that can be gone through several times. */
    interface Source {
        void each(Visitor visitor) throws IOException;
    }

    /** Takes objects one by one. */
    interface Visitor {
        void visit(JsonNode object) throws IOException;
    }

    static Reply reply(int status, Iterable<? extends JsonNode> objects) {
        Source source = visitor -> {
            for (JsonNode object : objects) {
                visitor.visit(object);
            }
        };
        return Reply.streamed(status, TYPE, out -> write(columns(source), source, out));
    }

    /** The names of all columns, in the order in which they come up. */
    static Set<String> columns(Source objects) throws IOException {
        Set<String> columns = new LinkedHashSet<>();
        objects.each(object -> columns.addAll(row(object).keySet()));
        return columns;
    }

    /** Writes a row for each object; the stream stays open. */
    static void write(Set<String> columns, Source objects, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180);
        printer.printRecord(columns.stream().map(CsvTable::harmless));
        objects.each(object -> {
            Map<String, String> row = row(object);
            printer.printRecord(columns.stream().map(column -> row.getOrDefault(column, "")));
        });
        writer.flush();
    }

    private static Map<String, String> row(JsonNode object) {
        Map<String, String> row = new LinkedHashMap<>();
        flatten("", object, row);
        return row;
    }

    private static void flatten(String path, JsonNode value, Map<String, String> row) {
        if (!value.isContainerNode() || value.isEmpty()) {
            row.put(path, cell(value));
            return;
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                flatten(prefix + i, value.get(i), row);
            }
        } else {
            value.properties().forEach(field -> flatten(prefix + field.getKey(), field.getValue(), row));
        }
    }

    private static String cell(JsonNode value) {
        if (value.isTextual()) {
            return harmless(value.textValue());
        }
        boolean nothing = value.isNull()
                || value.isContainerNode()
                || (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue()));
        return nothing ? "" : value.asText();
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
