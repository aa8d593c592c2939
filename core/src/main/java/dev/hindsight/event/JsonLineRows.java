package dev.hindsight.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** One JSON object on each line; blank lines are passed over. */
final class JsonLineRows implements ImportedRows {
    private final ObjectMapper json = ImportedRows.json();
    private final Lines lines;

    JsonLineRows(Reader reader) {
        lines = new Lines(reader, ROW_LIMIT);
    }

    @Override
    public @Nullable ImportedRow next() throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        return line == null ? null : row(line);
    }

    private ImportedRow row(String line) {
        if (line.length() > ROW_LIMIT) {
            return unreadable("A line must have at most " + ROW_LIMIT + " bytes.");
        }
        try {
            return ImportedRow.read(lines.number(), line, json.readTree(ImportedRows.utf8(line)));
        } catch (CharacterCodingException e) {
            return unreadable("The line is not UTF-8.");
        } catch (JsonProcessingException e) {
            return unreadable("The line is not valid JSON.");
        }
    }

    private ImportedRow unreadable(String detail) {
        return ImportedRow.unreadable(lines.number(), HindsightException.invalid(null, detail));
    }
}
