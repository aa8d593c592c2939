package dev.hindsight.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CSV rows as in RFC 4180. Read by hand for one reason: a row with a stray quotation mark is refused and reading goes on with
 * the line after the one where it began, while a reader that only ever looks forward takes the rest of the file for part of
 * that row.
 */
final class CsvRows implements ImportedRows {
    private static final Set<String> REQUIRED = Set.of("timestamp", "event", "distinct_id", "properties");
    private static final String PROPERTIES = "properties";
    private static final String UUID = "uuid";

    private final ObjectMapper json = ImportedRows.json();
    private final Lines lines;
    private final List<String> columns;

    /** @throws HindsightException {@code validation_error} naming the header line if that has not the right columns */
    CsvRows(Reader reader) throws IOException {
        lines = new Lines(reader, ROW_LIMIT);
        List<String> header = new ArrayList<>();
        String first = nextFilled();
        if (first == null || !split(first, header)) {
            throw HindsightException.invalid("header", "A CSV file must begin with a line of column names.");
        }
        columns = header.stream().map(String::strip).toList();
        Set<String> known = new HashSet<>(columns);
        boolean unknown = known.stream().anyMatch(column -> !REQUIRED.contains(column) && !column.equals(UUID));
        if (unknown || !known.containsAll(REQUIRED) || known.size() < columns.size()) {
            throw HindsightException.invalid(
                    "header",
                    "The columns must be timestamp, event, distinct_id, properties and, if wanted, uuid, in any order.");
        }
    }

    @Override
    public @Nullable ImportedRow next() throws IOException {
        String first = nextFilled();
        if (first == null) {
            return null;
        }
        long line = lines.number();
        List<String> fields = new ArrayList<>(columns.size());
        try {
            if (!split(first, fields)) {
                return unreadable(line, null, "The quotation marks of the row do not match.");
            }
            if (fields.size() != columns.size()) {
                return unreadable(line, null, "The row must have as many fields as the header.");
            }
            return ImportedRow.read(line, String.join("\u001f", fields), event(fields));
        } catch (CharacterCodingException e) {
            return unreadable(line, null, "The row is not UTF-8.");
        } catch (JsonProcessingException e) {
            return unreadable(line, PROPERTIES, "properties must be valid JSON.");
        }
    }

    private @Nullable String nextFilled() throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        return line;
    }

    private static ImportedRow unreadable(long line, @Nullable String attr, String detail) {
        return ImportedRow.unreadable(line, HindsightException.invalid(attr, detail));
    }

    private ObjectNode event(List<String> fields) throws CharacterCodingException, JsonProcessingException {
        ObjectNode event = json.createObjectNode();
        for (int i = 0; i < fields.size(); i++) {
            String text = ImportedRows.utf8(fields.get(i));
            if (text.isEmpty()) {
                continue;
            }
            String column = columns.get(i);
            if (column.equals(PROPERTIES)) {
                event.set(column, json.readTree(text));
            } else {
                event.put(column, text);
            }
        }
        return event;
    }

    /** Takes the fields of the row that begins with {@code first}; false, with nothing but that line read, if it is broken. */
    private boolean split(String first, List<String> fields) throws IOException {
        List<String> further = new ArrayList<>();
        String line = first;
        int length = line.length();
        int at = 0;
        while (length <= ROW_LIMIT) {
            if (at == line.length() || line.charAt(at) != '"') {
                int comma = line.indexOf(',', at);
                int end = comma < 0 ? line.length() : comma;
                fields.add(line.substring(at, end));
                at = end;
            } else {
                StringBuilder field = new StringBuilder();
                at++;
                int quote = closingQuote(line, at, field);
                while (quote < 0) {
                    String next = length <= ROW_LIMIT ? lines.next() : null;
                    if (next == null) {
                        lines.putBack(further);
                        return false;
                    }
                    further.add(next);
                    length += next.length();
                    line = next;
                    quote = closingQuote(line, 0, field.append('\n'));
                }
                fields.add(field.toString());
                at = quote + 1;
            }
            if (at == line.length()) {
                return true;
            }
            if (line.charAt(at) != ',') {
                break;
            }
            at++;
        }
        lines.putBack(further);
        return false;
    }

    /** The place of the quotation mark that ends a field, whose text is added to {@code field}; -1 if the line ends first. */
    private static int closingQuote(String line, int from, StringBuilder field) {
        int at = from;
        while (true) {
            int quote = line.indexOf('"', at);
            if (quote < 0) {
                field.append(line, at, line.length());
                return -1;
            }
            field.append(line, at, quote);
            if (quote + 1 == line.length() || line.charAt(quote + 1) != '"') {
                return quote;
            }
            field.append('"');
            at = quote + 2;
        }
    }
}
