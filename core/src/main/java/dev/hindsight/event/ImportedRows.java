package dev.hindsight.event;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file. Files are read as ISO 8859-1, one character for each byte, and fields are turned into UTF-8 one by one,
 * so that bytes that are no UTF-8 spoil one row and not the file.
 */
interface ImportedRows {
    /** Longer rows are refused without being held in memory. */
    int ROW_LIMIT = 8_000_000;

    /** The next row, readable or not; null at the end of the file. */
    @Nullable
    ImportedRow next() throws IOException;

    /** Reads JSON strictly: one value and nothing after it. */
    static ObjectMapper json() {
        return new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The text that the bytes behind {@code bytes} stand for. */
    static String utf8(String bytes) throws CharacterCodingException {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String text = new String(raw, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            // Either sent so, or put there for bytes that are no UTF-8, which this refuses.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        }
        return text;
    }
}
